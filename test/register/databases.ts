// The two databases that every test of the register runs over. PostgreSQL is there when
// TEST_DATABASE_URL names a server on which we may create a database of our own.

import { randomBytes } from 'node:crypto'
import type { Database } from '../../src/register/database.ts'
import { openEmbedded } from '../../src/register/embedded.ts'
import { openPostgres } from '../../src/register/postgres.ts'

export const serverUrl = process.env.TEST_DATABASE_URL

export interface TestDatabase {
  database: Database
  /** A second handle, as another process would have it; the embedded one has none. */
  another?: () => Database
  close(): Promise<void>
}

export async function openTestPostgres(server: string): Promise<TestDatabase & { url: string }> {
  const name = `register_test_${randomBytes(6).toString('hex')}`
  const admin = openPostgres({ url: server, connectionsMax: 1 })
  await admin.exec(`CREATE DATABASE ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const opened: Database[] = []
  const another = () => {
    const database = openPostgres({ url })
    opened.push(database)
    return database
  }
  const close = async () => {
    await Promise.allSettled(opened.map((database) => database.close()))
    await admin.exec(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.close()
  }
  return { url, database: another(), another, close }
}

export async function openTestEmbedded(): Promise<TestDatabase> {
  const database = await openEmbedded({ folder: 'memory' })
  return { database, close: () => database.close() }
}

/** Declares one suite per database; that of PostgreSQL says so when it is skipped. */
export function overBoth(
  what: string,
  suite: (open: () => Promise<TestDatabase>, canShare: boolean) => void,
): void {
  describe(`${what}, over PGlite`, () => suite(openTestEmbedded, false))
  if (serverUrl === undefined) {
    it(`${what}, over PostgreSQL: skipped, TEST_DATABASE_URL is not set`, function () {
      this.skip()
    })
  } else {
    describe(`${what}, over PostgreSQL`, () =>
      suite(() => openTestPostgres(serverUrl as string), true))
  }
}
