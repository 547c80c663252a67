import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { type AuditEntry, createAuditor } from '../../src/register/audit.ts'
import type { Database } from '../../src/register/database.ts'
import { migrate } from '../../src/register/migrate.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { rotatedSeals, seals } from './entries.ts'

const at = new Date('2026-03-01T10:20:30.456Z')
const client = 'SEVDEIR-TEST/GOV/00012345/CLINIC'
const uvci = 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF'
const person = {
  familyName: 'Мальвенко',
  givenName: 'Зоряна',
  birthDate: '1984-03-17',
  rnokpp: '3075800001',
  unzr: '19840317-00001',
}

interface Row {
  at: Date
  client: string
  represented_hash: Uint8Array | null
  user_hash: Uint8Array | null
  operator_hash: Uint8Array | null
  service: string
  x_road_id: string
  purpose: string | null
  purpose_hash: Uint8Array | null
  subject_hashes: Uint8Array[]
  outcome: string
  pepper_id: string
}

const hex = (bytes: Uint8Array | null | undefined) => bytes && Buffer.from(bytes).toString('hex')

function newEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  const id = `message-${randomBytes(8).toString('hex')}`
  return { caller: { client, service: 'GetCertificateStatus_v1', id }, outcome: 'OK', ...changes }
}

overBoth('the audit', (open) => {
  let opened: TestDatabase
  let database: Database

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    database = opened.database
    await migrate(database)
  })
  after(() => opened?.close())

  const auditor = (more: object = {}) =>
    createAuditor({ database, seals, clock: () => at, ...more })

  async function rowOf({ caller }: AuditEntry): Promise<Row> {
    const text = 'SELECT * FROM audit WHERE x_road_id = $1::text'
    const rows = await database.query<Row>(text, [caller.id])
    expect(rows).to.have.length(1)
    return rows[0] as Row
  }

  async function rowAfter(entry: AuditEntry): Promise<Row> {
    await auditor().audit(entry)
    return rowOf(entry)
  }

  it('keeps who asked, what, when and with which outcome', async () => {
    const row = await rowAfter(newEntry({ outcome: 'CERTIFICATE_UNKNOWN' }))
    expect(row).to.deep.include({
      at,
      client,
      service: 'GetCertificateStatus_v1',
      outcome: 'CERTIFICATE_UNKNOWN',
      pepper_id: 'p1',
      subject_hashes: [],
    })
    const { represented_hash, user_hash, operator_hash, purpose, purpose_hash } = row
    const absent = [represented_hash, user_hash, operator_hash, purpose, purpose_hash]
    expect(absent).to.deep.equal([null, null, null, null, null])
  })

  it('keeps party, user and operator as keyed hashes, those of the register where it has them', async () => {
    const entry = newEntry({ operatorId: 'operator-7' })
    Object.assign(entry.caller, { representedParty: 'COM/1', userId: 'UA1' })
    const row = await rowAfter(entry)
    expect(hex(row.represented_hash)).to.equal(hex(seals.hash('represented party', 'COM/1')))
    expect(hex(row.user_hash)).to.equal(hex(seals.hash('user', 'UA1')))
    expect(hex(row.operator_hash)).to.equal(hex(seals.hash('operator', 'operator-7')))
  })

  it('keeps about whom as the hashes that the register finds the person and the certificate by', async () => {
    const row = await rowAfter(newEntry({ person, subjectId: 'S-1', uvci: [uvci, uvci] }))
    const expected = [
      seals.hash('person.rnokpp', person.rnokpp),
      seals.hash('person.unzr', person.unzr),
      seals.hash('subject', 'S-1'),
      seals.hash('uvci', uvci),
    ]
    expect(row.subject_hashes.map(hex)).to.have.members(expected.map(hex))
    const found = await database.query('SELECT FROM audit WHERE $1::bytea = ANY (subject_hashes)', [
      seals.hash('uvci', uvci),
    ])
    expect(found).to.have.length(1)
  })

  it('keeps a purpose in clear when it is a code, and else its hash', async () => {
    for (const code of ['9K9J65I75ILCLMPDUIRXS', 'p-1', 'urn:purpose:7', '42', 'x'.repeat(64)]) {
      expect(await rowAfter(newEntry({ purposeId: code }))).to.include({
        purpose: code,
        purpose_hash: null,
      })
    }
    for (const text of [
      '3075800001',
      'UA1234567890',
      'p:30758000:7',
      '1984-03-17/12345678',
      '19840317-00001',
      'Мальвенко Зоряна',
      'x'.repeat(65),
      'a b',
    ]) {
      const row = await rowAfter(newEntry({ purposeId: text }))
      expect(row.purpose, text).to.equal(null)
      expect(hex(row.purpose_hash)).to.equal(hex(seals.hash('purpose', text)))
    }
  })

  it('holds nobody in clear', async () => {
    const entry = newEntry({ person, subjectId: 'S-4711', operatorId: 'O-4711', uvci: [uvci] })
    Object.assign(entry.caller, { representedParty: 'COM/4711', userId: 'U-4711' })
    await auditor().audit({ ...entry, purposeId: '3075800001' })
    const [row] = await database.query<{ line: string }>(
      'SELECT audit::text AS line FROM audit WHERE x_road_id = $1::text',
      [entry.caller.id],
    )
    expect(row?.line).not.to.match(/Мальвенко|Зоряна|3075800001|19840317|4711|URN/)
  })

  it('keeps what is peculiar in a text as it came, and of a long message id the beginning', async () => {
    const id = `{"a","\\x00"}'; --\u2028\r\n${'ї'.repeat(300)}`
    const entry = newEntry({ caller: { client: 'A/B/"C\\"/NULL', service: 'x', id } })
    await auditor().audit(entry)
    const [row] = await database.query<Row>(`SELECT * FROM audit WHERE service = 'x'`)
    expect(row).to.include({ client: 'A/B/"C\\"/NULL', x_road_id: id.slice(0, 255) })
  })

  it('keeps of a message id the beginning that is a text: a character that would be cut in two is left out', async () => {
    const beginning = 'a'.repeat(254)
    const service = 'x-pair'
    await auditor().audit(newEntry({ caller: { client, service, id: `${beginning}😀` } }))
    const [row] = await database.query<Row>('SELECT * FROM audit WHERE service = $1::text', [
      service,
    ])
    expect(row?.x_road_id).to.equal(beginning)
  })

  it('writes all rows that wait in one statement, and each once', async () => {
    let statements = 0
    const counting = {
      query: <R>(text: string, values?: never) => {
        statements++
        return database.query<R>(text, values)
      },
    }
    const { audit } = auditor({ database: counting, auditBatchMax: 50 })
    const entries = Array.from({ length: 120 }, () => newEntry({ person }))
    await Promise.all(entries.map(audit))
    for (const entry of entries) await rowOf(entry)
    expect(statements).to.equal(3)
  })

  it('writes the rows beside one that the database refuses', async () => {
    const { audit } = auditor()
    const good = [newEntry(), newEntry()]
    const bad = newEntry({ outcome: 'nul \0' })
    const results = await Promise.allSettled(
      [good[0], bad, good[1]].map((one) => audit(one as never)),
    )
    expect(results.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    for (const entry of good) await rowOf(entry)
  })

  it('writes under the younger pepper while two are active', async () => {
    const entry = newEntry({ uvci: [uvci] })
    await auditor({ seals: rotatedSeals }).audit(entry)
    const row = await rowOf(entry)
    expect(row.pepper_id).to.equal('p2')
    expect(hex(row.subject_hashes[0])).to.equal(hex(rotatedSeals.hash('uvci', uvci)))
  })

  it('refuses with OVERLOADED when more wait than it may hold, and takes more when they are written', async () => {
    const { audit, drain } = auditor({ auditPendingMax: 2 })
    const waiting = [audit(newEntry()), audit(newEntry())]
    const refused = await audit(newEntry()).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(Failure).and.to.include({ code: 'OVERLOADED' })
    await drain()
    await Promise.all(waiting)
    await audit(newEntry())
  })

  it('throws what the database throws, and drains nevertheless', async () => {
    const down = { query: () => Promise.reject(new Failure('REGISTER_UNAVAILABLE')) }
    const { audit, drain } = auditor({ database: down })
    const entries = [audit(newEntry()), audit(newEntry())].map((one) =>
      one.catch((error: Failure) => error.code),
    )
    await drain()
    expect(await Promise.all(entries)).to.deep.equal([
      'REGISTER_UNAVAILABLE',
      'REGISTER_UNAVAILABLE',
    ])
  })

  describe('is append-only:', () => {
    const refusedAs = async (sql: string) => {
      const error = await database.query(sql).then(
        () => undefined,
        (thrown: Error & { code?: string }) => thrown,
      )
      return [error?.code, error?.message]
    }
    const count = async (where = 'true') => {
      const text = `SELECT count(*)::integer AS rows FROM audit WHERE ${where}`
      return (await database.query<{ rows: number }>(text))[0]?.rows
    }
    const old = `outcome = 'OLD'`
    const forget = async (before: string) => {
      const text = `SELECT audit_forget(${before}) AS rows`
      return (await database.query<{ rows: number }>(text))[0]?.rows
    }

    beforeEach(async () => {
      await auditor().audit(newEntry())
      const ages = [
        [400, 'OLD'],
        [1200, 'OLD'],
      ] as const
      for (const [days, outcome] of ages) {
        const then = new Date(Date.now() - days * 86_400_000)
        await auditor({ clock: () => then }).audit(newEntry({ outcome }))
      }
      await auditor({ clock: () => new Date() }).audit(newEntry({ outcome: 'YOUNG' }))
    })
    afterEach(() => forget('now()'))

    const changes = [
      `UPDATE audit SET outcome = 'OK'`,
      'DELETE FROM audit',
      `DELETE FROM audit WHERE ${old}`,
      'TRUNCATE audit',
    ]
    for (const sql of changes) {
      it(`refuses ${sql}`, async () => {
        const before = await count()
        const [code, message] = await refusedAs(sql)
        expect(code).to.equal('42501')
        expect(message).to.match(/^audit is append-only: (UPDATE|DELETE|TRUNCATE) is refused$/)
        expect(await count()).to.equal(before)
      })
    }

    it('forgets the rows from before an instant by audit_forget, and says how many', async () => {
      expect(await forget(`now() - interval '3 years'`)).to.equal(1)
      expect(await count(old)).to.equal(1)
      expect(await forget(`now() - interval '3 years'`)).to.equal(0)
    })

    it('keeps a row that is younger than a year whatever it is told', async () => {
      expect(await forget('now()')).to.equal(2)
      expect(await count(`outcome = 'YOUNG'`)).to.be.greaterThan(0)
    })

    it('closes the door behind audit_forget in the same transaction', async () => {
      const failed = await database
        .transaction(async (session) => {
          await session.query(`SELECT audit_forget(now() - interval '3 years')`)
          await session.query(`DELETE FROM audit WHERE ${old}`)
        })
        .then(
          () => 'deleted',
          (error: Error) => error.message,
        )
      expect(failed).to.match(/append-only: DELETE/)
      expect(await count(old)).to.equal(2)
    })
  })
})
