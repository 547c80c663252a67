import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import type { Database } from '../../src/register/database.ts'
import { migrate } from '../../src/register/migrate.ts'
import { openPostgres } from '../../src/register/postgres.ts'
import { createRegister } from '../../src/register/register.ts'
import { openTestPostgres, serverUrl } from './databases.ts'
import { newEntry, sameMessage, seals } from './entries.ts'

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}

describe('a PostgreSQL server that is not there', () => {
  it('is REGISTER_UNAVAILABLE for statements, scripts and transactions', async () => {
    const database = openPostgres({ url: 'postgres://nobody@127.0.0.1:1/nothing' })
    const acts = [
      database.query('SELECT 1'),
      database.exec('SELECT 1'),
      database.transaction((session) => session.query('SELECT 1')),
    ]
    for (const act of acts) expect(await codeOf(act)).to.equal('REGISTER_UNAVAILABLE')
    await database.close()
  })
})

if (serverUrl === undefined) {
  it('PostgreSQL’s own failures: skipped, TEST_DATABASE_URL is not set', function () {
    this.skip()
  })
} else {
  describe('a PostgreSQL server', () => {
    let opened: Awaited<ReturnType<typeof openTestPostgres>>
    let database: Database

    before(async () => {
      opened = await openTestPostgres(serverUrl as string)
      await migrate(opened.database)
    })

    beforeEach(() => {
      database = openPostgres({ url: opened.url, connectionsMax: 2, connectTimeoutMs: 300 })
    })

    afterEach(() => database.close())
    after(() => opened?.close())

    /** Ends every connection to the test's database but the one that asks. */
    const cut = () =>
      opened.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )

    const slow = 'SELECT pg_sleep($1::float8)'

    const untilAsleep = async (): Promise<void> => {
      const busy = await opened.database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'`,
      )
      return busy.length > 0 ? undefined : untilAsleep()
    }

    it('that ends idle connections is reached again by the next statement', async () => {
      await database.query('SELECT 1')
      await cut()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(await database.query('SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
    })

    it('that ends a connection at work is REGISTER_UNAVAILABLE, then reached again', async () => {
      for (const act of [
        () => database.query(slow, [20]),
        () => database.transaction((session) => session.query(slow, [20])),
      ]) {
        const code = codeOf(act())
        await untilAsleep()
        await cut()
        expect(await code).to.equal('REGISTER_UNAVAILABLE')
        expect(await database.query('SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
      }
    })

    it('that ends a connection within a transaction, between statements, is unavailable', async () => {
      const code = codeOf(
        database.transaction(async (session) => {
          await session.query('SELECT 1')
          await cut()
          await new Promise((resolve) => setTimeout(resolve, 50))
          return session.query('SELECT 1')
        }),
      )
      expect(await code).to.equal('REGISTER_UNAVAILABLE')
      expect(await database.query('SELECT 1 AS one')).to.deep.equal([{ one: 1 }])
    })

    it('whose connections are all busy is REGISTER_UNAVAILABLE after the time allowed', async () => {
      const busy = [database.query(slow, [1]), database.query(slow, [1])]
      await untilAsleep()
      expect(await codeOf(database.query('SELECT 1'))).to.equal('REGISTER_UNAVAILABLE')
      await Promise.all(busy)
      expect(await codeOf(database.query('SELECT 1'))).to.equal('none')
    })

    it('that takes longer than a statement may is REGISTER_UNAVAILABLE', async () => {
      const hasty = openPostgres({ url: opened.url, statementTimeoutMs: 100 })
      expect(await codeOf(hasty.query(slow, [5]))).to.equal('REGISTER_UNAVAILABLE')
      expect(await codeOf(hasty.query('SELECT 1'))).to.equal('none')
      await hasty.close()
    })

    it('does not hide a fault of ours', async () => {
      expect(await codeOf(database.query('SELECT nothing'))).to.match(/column "nothing"/)
      const cyclic: unknown[] = []
      cyclic.push(cyclic)
      const nested = codeOf(database.query('SELECT $1::text', cyclic as never))
      expect(await nested).to.match(/RangeError/)
    })

    it('that fails under a register leaves it whole: the repeat is recorded', async () => {
      const register = createRegister({
        database,
        seals,
        clock: () => new Date(),
        deliveryTtlMs: 60_000,
      })
      const entry = newEntry()
      await opened.database.transaction(async (session) => {
        await session.exec('LOCK TABLE message')
        const code = codeOf(register.record(entry))
        await new Promise((resolve) => setTimeout(resolve, 100))
        await session.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
        expect(await code).to.equal('REGISTER_UNAVAILABLE')
      })
      expect(await register.record(sameMessage(entry))).to.include({ outcome: 'ISSUED' })
    })
  })
}
