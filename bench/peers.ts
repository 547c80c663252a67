// The servers that are compared, one process each.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { buildEarlier } from './earlier.ts'
import { type Running, startServer } from './processes.ts'

/** By name; the first one is the gateway. */
export type Peers = Readonly<Record<string, Running>>

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
function startGateway(
  { databaseUrl, folder, profileFolder }: Places,
  name = 'gateway',
  main = script('../src/main.js'),
): Promise<Running> {
  const data = join(folder, `${name}-data`)
  mkdirSync(data)
  const worldFile = join(data, 'world.json')
  writeFileSync(worldFile, JSON.stringify(world))
  const profile = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []
  return startServer({
    args: () => [...profile, main],
    env: (port) => ({
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATA_FOLDER: data,
      WORLD_FILE: worldFile,
      TRUST_FOLDER: data,
    }),
    output: join(folder, `${name}.log`),
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

/** Told how to stop each server as it starts, for the case that a later one does not. */
type Started = (stop: () => Promise<void>) => void

function keeping(started: Started) {
  return (server: Running) => {
    started(server.stop)
    return server
  }
}

/** The gateway, beside what is possible at most and what well-known packages give. */
export async function startPeers(places: Places, started: Started): Promise<Peers> {
  const keep = keeping(started)
  const gateway = keep(await startGateway(places))
  const ceiling = keep(await startPeer('ceiling', places))
  const wsdlFile = await wsdlFileOf(gateway, places.folder)
  const naive = keep(await startPeer('naive', places, wsdlFile))
  return { gateway, ceiling, naive }
}

/** A database of its own on the same server: two versions of the tables do not share one. */
async function databaseBeside(databaseUrl: string): Promise<string> {
  const name = `earlier_${Date.now()}`
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query(`create database ${name}`).finally(() => client.end())
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.href
}

/** The gateway, beside that of an earlier commit. */
export async function startAgainst(ref: string, places: Places, started: Started): Promise<Peers> {
  const keep = keeping(started)
  const main = buildEarlier(ref, places.folder)
  const gateway = keep(await startGateway(places))
  const databaseUrl = await databaseBeside(places.databaseUrl)
  const earlier = keep(await startGateway({ ...places, databaseUrl }, 'earlier', main))
  return { gateway, earlier }
}
