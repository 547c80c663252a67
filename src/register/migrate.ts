// Brings a database to the schema this program knows: the files of migrations/, in their order,
// each in a transaction of its own, whoever else starts at the same moment. It never goes back,
// and refuses a database that was migrated by other files than these.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Failure } from '../errors.ts'
import type { Database, Session } from './database.ts'

interface Migration {
  number: number
  name: string
  sha256: string
  sql: string
}

type Applied = Pick<Migration, 'number' | 'name' | 'sha256'>

const shipped = new URL('../../../src/register/migrations/', import.meta.url)

/** Any constant: the lock that keeps two starting processes apart, in this database only. */
const advisoryLock = 7_301_001

const journal = `CREATE TABLE IF NOT EXISTS migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`

/** @throws Failure INTERNAL, its cause naming the file, if one that was applied changed or is gone */
export async function migrate(database: Database, folder: URL = shipped): Promise<void> {
  const migrations = readMigrations(folder)
  for (const migration of migrations) {
    await database.transaction((session) => step(session, migration, migrations))
  }
}

async function step(session: Session, next: Migration, all: readonly Migration[]): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock($1::int8)', [advisoryLock])
  await session.exec(journal)
  const applied = await session.query<Applied>('SELECT number, name, sha256 FROM migration')
  for (const row of applied) check(row, all)
  if (applied.some((row) => row.number === next.number)) return
  await session.exec(next.sql)
  await session.query(
    'INSERT INTO migration (number, name, sha256) VALUES ($1::integer, $2::text, $3::text)',
    [next.number, next.name, next.sha256],
  )
}

function check(applied: Applied, all: readonly Migration[]): void {
  const known = all.find((migration) => migration.number === applied.number)
  if (known === undefined) throw refused(applied.name, 'was applied and is not among the files')
  if (known.sha256 !== applied.sha256) throw refused(applied.name, 'changed after it was applied')
}

function refused(name: string, why: string): Failure {
  return new Failure('INTERNAL', { cause: new Error(`migration ${name} ${why}`) })
}

function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8')
      const sha256 = createHash('sha256').update(sql).digest('hex')
      return { number: Number(name.slice(0, 4)), name, sha256, sql }
    })
}
