import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { migrate } from '../../src/register/migrate.ts'
import { overBoth, type TestDatabase } from './databases.ts'

// Reviewed by hand; a migration that changes the schema changes this file too.
const golden = new URL('../../../test/register/schema.txt', import.meta.url)

const columns = `
  SELECT table_name || '.' || column_name || ' ' || data_type
    || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
    || coalesce(' default ' || column_default, '') AS line
  FROM information_schema.columns WHERE table_schema = 'public'
  ORDER BY table_name, ordinal_position`

const indexes = `
  SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname`

const triggers = `
  SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`

overBoth('migration', (open) => {
  let opened: TestDatabase
  let folder: string
  let files: URL

  before(async function () {
    this.timeout(60_000)
    opened = await open()
  })

  beforeEach(async () => {
    await opened.database.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    folder = mkdtempSync(join(tmpdir(), 'migrations-'))
    files = pathToFileURL(`${folder}/`)
    write('0001_one.sql', 'CREATE TABLE one (a integer);')
    write('0002_two.sql', 'CREATE TABLE two (b integer); INSERT INTO two VALUES (1);')
    write('notes.txt', 'is no migration')
  })

  afterEach(() => rmSync(folder, { recursive: true }))
  after(() => opened?.close())

  const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)

  const lines = async (text: string) =>
    (await opened.database.query<{ line: string }>(text)).map(({ line }) => line)

  const applied = () => lines('SELECT name AS line FROM migration ORDER BY number')

  async function causeOf(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(error).to.be.instanceOf(Failure)
    return String((error as Failure).cause)
  }

  it('makes the schema that was reviewed', async () => {
    await migrate(opened.database)
    const parts = [await lines(columns), await lines(indexes), await lines(triggers)]
    const schema = parts.map((part) => part.join('\n')).join('\n\n')
    expect(`${schema}\n`).to.equal(readFileSync(golden, 'utf8'))
  })

  it('applies each file once, in order', async () => {
    await migrate(opened.database, files)
    await migrate(opened.database, files)
    expect(await applied()).to.deep.equal(['0001_one.sql', '0002_two.sql'])
    expect(await lines('SELECT b::text AS line FROM two')).to.deep.equal(['1'])
    write('0003_three.sql', 'CREATE TABLE three (c integer);')
    await migrate(opened.database, files)
    expect(await applied()).to.have.length(3)
  })

  it('applies each file once although several processes start at the same moment', async () => {
    const databases = [opened.database, opened.another?.() ?? opened.database]
    await Promise.all([...databases, ...databases].map((each) => migrate(each, files)))
    expect(await lines('SELECT b::text AS line FROM two')).to.deep.equal(['1'])
  })

  it('leaves nothing of a file that fails, and keeps those before it', async () => {
    write('0002_two.sql', 'CREATE TABLE two (b integer); SELECT nothing FROM nowhere;')
    const failed = await migrate(opened.database, files).catch((error: Error) => error.message)
    expect(failed).to.match(/nowhere/)
    expect(await applied()).to.deep.equal(['0001_one.sql'])
    expect(await lines(`SELECT to_regclass('two')::text AS line`)).to.deep.equal([null])
  })

  it('refuses a file that changed after it was applied', async () => {
    await migrate(opened.database, files)
    write('0001_one.sql', 'CREATE TABLE one (a bigint);')
    expect(await causeOf(migrate(opened.database, files))).to.match(/0001_one\.sql changed/)
  })

  it('refuses a database that knows a file which is not here', async () => {
    await migrate(opened.database, files)
    rmSync(join(folder, '0002_two.sql'))
    expect(await causeOf(migrate(opened.database, files))).to.match(/0002_two\.sql was applied/)
  })
})
