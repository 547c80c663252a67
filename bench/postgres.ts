// A PostgreSQL of our own in a temporary folder, with the settings that initdb writes: durable, so every
// commit waits for the disk. Listens on loopback only and goes with its folder.

import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { ended, freePort, soon } from './processes.ts'

export interface Database {
  url: string
  stop(): Promise<void>
}

const startTimeoutMs = 30_000

const debianFolder = '/usr/lib/postgresql'

/** What a program prints, or undefined when there is none. */
function said(program: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return undefined
  }
}

/** Folder of initdb and postgres; empty when they are found by PATH. */
function binFolder(): string {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : []
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianFolder, version, 'bin'))
  const folders = [said('pg_config', '--bindir') ?? '', ...debian]
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb'))) ?? ''
}

/** PostgreSQL refuses to run as root; the account that its package made runs it then. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = [said('id', '-u', 'postgres'), said('id', '-g', 'postgres')]
  if (uid === undefined || gid === undefined) {
    throw new Error('as root the bench needs an account `postgres` to run PostgreSQL')
  }
  return { uid: Number(uid), gid: Number(gid) }
}

function initialise(bin: string, folder: string, password: string) {
  const owner = account()
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid)
  const args = ['-D', join(folder, 'data'), '-U', 'bench', '-A', 'scram-sha-256', '-E', 'UTF8']
  execFileSync(join(bin, 'initdb'), [...args, '--pwfile', passwordFile], {
    ...owner,
    cwd: folder,
    stdio: 'pipe',
  })
  return owner
}

async function answers(url: string) {
  const client = new pg.Client(url)
  try {
    await client.connect()
  } finally {
    await client.end()
  }
}

/** @throws Error when PostgreSQL is not installed or does not start */
export async function startPostgres(): Promise<Database> {
  const bin = binFolder()
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'))
  const password = randomBytes(16).toString('hex')
  const owner = initialise(bin, folder, password)
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ]
  const args = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(join(bin, 'postgres'), args, { ...owner, cwd: folder, stdio: 'ignore' })
  const url = `postgres://bench:${password}@127.0.0.1:${port}/postgres`
  const stop = async () => {
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
    await ended(child, 'SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
  await soon(() => answers(url), child, startTimeoutMs).catch(async (error) => {
    await stop()
    throw error
  })
  return { url, stop }
}
