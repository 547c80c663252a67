// The register's database as a PostgreSQL server. A connection that fails, and a server that
// says "not now", is REGISTER_UNAVAILABLE; every other error of SQL is passed on as it is.

import { DatabaseError, Pool, type PoolClient, types } from 'pg'
import { Failure } from '../errors.ts'
import { type Database, type Session, sessionSettings, type Values } from './database.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `?sslmode=` where the server wants it. */
  url: string
  /** One for the batch under way, the others for repeats and look-ups. */
  connectionsMax?: number
  /** For a new connection, and for a free one while all are busy. */
  connectTimeoutMs?: number
  statementTimeoutMs?: number
}

/** How much longer than the server the client waits, before it takes the connection for dead. */
const graceMs = 1_000

/** Not now: connection, authorisation, database, read-only, resources, lock, operator, disk. */
const notNow = /^(08|28|3D|25006|53|55P03|57|58)/

const int8 = 20
const parsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
}

/** Opens no connection yet: the first statement does. */
export function openPostgres(options: PostgresOptions): Database {
  const pool = createPool(options)
  return {
    query: (text, values = []) => run(() => pool.query(named(text, values))),
    exec: async (sql) => {
      await run(() => pool.query(sql))
    },
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  }
}

function createPool(options: PostgresOptions): Pool {
  const { connectionsMax = 8, connectTimeoutMs = 5_000, statementTimeoutMs = 10_000 } = options
  const pool = new Pool({
    connectionString: options.url,
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs + graceMs,
    keepAlive: true,
    types: parsers,
    // By SET and not as start-up parameters, which connection poolers refuse.
    onConnect: async (client) => {
      await client.query(`${sessionSettings}; SET statement_timeout = ${statementTimeoutMs}`)
    },
  })
  // An idle connection that breaks has left the pool already; nobody waits for it.
  pool.on('error', () => {})
  return pool
}

async function transaction<T>(pool: Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await guarded(() => pool.connect())
  // While it is ours the pool does not listen, and an 'error' without listener ends the process.
  client.on('error', ignore)
  let broken = true
  try {
    await run(() => client.query('BEGIN'))
    const done = await attempt(client, work)
    broken = false
    if ('error' in done) throw done.error
    return done.value
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}

/** Commits or rolls back; throws only when it could do neither, and the connection is lost. */
async function attempt<T>(
  client: PoolClient,
  work: (session: Session) => Promise<T>,
): Promise<{ value: T } | { error: unknown }> {
  try {
    const value = await work(sessionOf(client))
    const { command } = await guarded(() => client.query('COMMIT'))
    // After a statement failed, PostgreSQL answers COMMIT with ROLLBACK and no error.
    if (command !== 'COMMIT') throw new Failure('INTERNAL', { cause: new Error('not committed') })
    return { value }
  } catch (error) {
    if (error instanceof Failure && error.code === 'REGISTER_UNAVAILABLE') throw error
    await run(() => client.query('ROLLBACK'))
    return { error }
  }
}

function sessionOf(client: PoolClient): Session {
  return {
    query: (text, values = []) => run(() => client.query(named(text, values))),
    exec: async (sql) => {
      await run(() => client.query(sql))
    },
  }
}

const names = new Map<string, string>()

/** Prepared under one name per text; the texts are constants of this folder, so they are few. */
function named(text: string, values: Values) {
  if (values.length === 0) return { text }
  const name = names.get(text) ?? `register_${names.size + 1}`
  names.set(text, name)
  return { name, text, values: [...values] }
}

async function run<Row>(query: () => Promise<{ rows: unknown[] }>): Promise<Row[]> {
  return (await guarded(query)).rows as Row[]
}

async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw isUnavailable(error) ? new Failure('REGISTER_UNAVAILABLE', { cause: error }) : error
  }
}

/** What did not come from the server came from the connection, unless it is a fault of ours. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseError) return notNow.test(error.code ?? '')
  return !(error instanceof TypeError || error instanceof RangeError)
}

function ignore(): void {}
