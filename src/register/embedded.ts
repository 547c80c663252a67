// The register's database inside this process: PGlite, PostgreSQL as WebAssembly, in a folder
// that one process at a time may open. It does not fsync: a power cut may lose what was last
// written. For trying out and small sites; a deployment that matters has a PostgreSQL server.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type Database, type Session, sessionSettings, type Values } from './database.ts'
import { lockFile } from './lock.ts'

export interface EmbeddedOptions {
  /** Made if absent; `memory` keeps nothing and is for tests. */
  folder: string | 'memory'
}

const int8 = 20

/**
 * Takes 3–4 s for a new folder, 0.5 s for one that exists.
 * @throws Failure REGISTER_LOCKED if another process has the folder open
 */
export async function openEmbedded({ folder }: EmbeddedOptions): Promise<Database> {
  if (folder === 'memory') return start('memory://', () => {})
  mkdirSync(folder, { recursive: true })
  const unlock = lockFile(join(folder, 'lock'))
  try {
    return await start(join(folder, 'data'), unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** Loaded when it is asked for: a server that uses PostgreSQL never reads its 10 MB. */
async function start(dataDir: string, unlock: () => void): Promise<Database> {
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create({ dataDir, parsers: { [int8]: Number } })
  await pglite.exec(sessionSettings)
  return {
    ...sessionOf(pglite),
    transaction: (work) => pglite.transaction((inner) => work(sessionOf(inner))),
    close: async () => {
      await pglite.close()
      unlock()
    },
  }
}

function sessionOf(pglite: Pick<PGlite, 'query' | 'exec'>): Session {
  return {
    query: async <Row>(text: string, values: Values = []) =>
      (await pglite.query<Row>(text, [...values])).rows,
    exec: async (sql) => {
      await pglite.exec(sql)
    },
  }
}
