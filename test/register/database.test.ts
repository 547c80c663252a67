import { expect } from 'chai'
import { isRetryable, sqlState } from '../../src/register/database.ts'
import { overBoth, type TestDatabase } from './databases.ts'

overBoth('a database', (open) => {
  let opened: TestDatabase

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await opened.database.exec('CREATE TABLE thing (number int8 PRIMARY KEY)')
  })

  beforeEach(() => opened.database.exec('TRUNCATE thing'))
  after(() => opened?.close())

  const numbers = () =>
    opened.database.query<{ number: number }>('SELECT number FROM thing ORDER BY number')

  it('gives and takes numbers, bytes, times, texts, booleans and nulls', async () => {
    const at = new Date('2022-02-14T09:00:00.123Z')
    const [row] = await opened.database.query<Record<string, unknown>>(
      `SELECT $1::int8 AS n, $2::bytea AS b, $3::timestamptz AS t, $4::text AS s, $5::boolean AS f,
        $6::text AS z`,
      [2 ** 40, new Uint8Array([0, 255]), at, 'їжак "\\', true, null],
    )
    const bytes = row?.b as Uint8Array
    expect(bytes).to.be.instanceOf(Uint8Array)
    expect({ ...row, b: [...bytes] }).to.deep.equal({
      n: 2 ** 40,
      b: [0, 255],
      t: at,
      s: 'їжак "\\',
      f: true,
      z: null,
    })
  })

  it('takes arrays of all of them', async () => {
    const at = new Date('2022-02-14T09:00:00.123Z')
    const rows = await opened.database.query<{ b: Uint8Array | null; t: Date; s: string }>(
      `SELECT * FROM unnest($1::bytea[], $2::timestamptz[], $3::text[], $4::boolean[], $5::int8[])
        AS given (b, t, s, f, n)`,
      [
        [Buffer.from([1, 2]), null],
        [at, null],
        ['{"a",b}', null],
        [true, null],
        [7, null],
      ],
    )
    expect(rows.map(({ b, ...row }) => ({ ...row, b: b && [...b] }))).to.deep.equal([
      { b: [1, 2], t: at, s: '{"a",b}', f: true, n: 7 },
      { b: null, t: null, s: null, f: null, n: null },
    ])
  })

  it('commits what a transaction did, and returns its result', async () => {
    const result = await opened.database.transaction(async (session) => {
      await session.exec('INSERT INTO thing VALUES (1); INSERT INTO thing VALUES (2)')
      return 'done'
    })
    expect(result).to.equal('done')
    expect(await numbers()).to.deep.equal([{ number: 1 }, { number: 2 }])
  })

  it('undoes a transaction that throws, and throws the same', async () => {
    const mine = new Error('mine')
    const thrown = await opened.database
      .transaction(async (session) => {
        await session.query('INSERT INTO thing VALUES ($1::int8)', [1])
        throw mine
      })
      .catch((error) => error)
    expect(thrown).to.equal(mine)
    expect(await numbers()).to.deep.equal([])
  })

  it('does not take a transaction for committed in which a statement failed', async () => {
    const thrown = await opened.database
      .transaction(async (session) => {
        await session.query('INSERT INTO thing VALUES ($1::int8)', [1])
        await session.query('SELECT 1 / 0').catch(() => {})
      })
      .catch((error) => error)
    expect(thrown).to.be.instanceOf(Error)
    expect(await numbers()).to.deep.equal([])
  })

  it('passes on the code of an error in SQL', async () => {
    const insert = () => opened.database.query('INSERT INTO thing VALUES ($1::int8)', [1])
    await insert()
    const error = await insert().catch((thrown) => thrown)
    expect(sqlState(error)).to.equal('23505')
    expect(isRetryable(error)).to.equal(false)
  })

  it('plans by indexes alone', async () => {
    const rows = await opened.database.query<Record<string, string>>(
      'EXPLAIN SELECT * FROM thing WHERE number = 1',
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).to.match(/thing_pkey/)
  })
})

describe('the code of an error', () => {
  it('is absent where it is none of SQL', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    for (const each of [refused, new Error('plain'), 'text', undefined]) {
      expect(sqlState(each)).to.equal(undefined)
    }
  })

  it('says that a deadlock and a failed serialisation are worth another attempt', () => {
    for (const code of ['40P01', '40001']) {
      expect(isRetryable(Object.assign(new Error('undone'), { code }))).to.equal(true)
    }
  })
})
