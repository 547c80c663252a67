// The three servers that are compared, one process each.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Running, startServer } from './processes.ts'

export const peerNames = ['gateway', 'ceiling', 'naive'] as const

export type PeerName = (typeof peerNames)[number]

export type Peers = Record<PeerName, Running>

export interface Places {
  databaseUrl: string
  /** For data, logs and the world; goes with the bench. */
  folder: string
  profileFolder: string | undefined
}

/** An empty world in the time when the rules applied. */
const world = { id: 'bench', clock: '2022-02-01T09:00:00+02:00', certificates: [] }

function script(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

/** The product as it is: every setting that is not named has its default, the log goes to a file. */
function startGateway({ databaseUrl, folder, profileFolder }: Places): Promise<Running> {
  const data = join(folder, 'data')
  mkdirSync(data)
  const worldFile = join(folder, 'world.json')
  writeFileSync(worldFile, JSON.stringify(world))
  const profile = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []
  return startServer({
    args: () => [...profile, script('../src/main.js')],
    env: (port) => ({
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATA_FOLDER: data,
      WORLD_FILE: worldFile,
      TRUST_FOLDER: data,
    }),
    output: join(folder, 'gateway.log'),
  })
}

function startPeer(name: string, { databaseUrl, folder }: Places, file = ''): Promise<Running> {
  return startServer({
    args: (port) => [script(`./${name}.js`), String(port), databaseUrl, file],
    env: () => ({ NODE_ENV: 'production' }),
    output: join(folder, `${name}.log`),
  })
}

/** The published contract, as anyone gets it. */
async function wsdlFileOf(gateway: Running, folder: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/ws?wsdl`)
  const file = join(folder, 'certificates.wsdl')
  writeFileSync(file, await response.text())
  return file
}

/** @param started told how to stop each server as it starts, for the case that a later one does not */
export async function startPeers(
  places: Places,
  started: (stop: () => Promise<void>) => void,
): Promise<Peers> {
  const keep = (server: Running) => {
    started(server.stop)
    return server
  }
  const gateway = keep(await startGateway(places))
  const ceiling = keep(await startPeer('ceiling', places))
  const wsdlFile = await wsdlFileOf(gateway, places.folder)
  const naive = keep(await startPeer('naive', places, wsdlFile))
  return { gateway, ceiling, naive }
}
