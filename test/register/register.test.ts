import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import type { Database } from '../../src/register/database.ts'
import type { Entry } from '../../src/register/entry.ts'
import { migrate } from '../../src/register/migrate.ts'
import type { RecorderOptions } from '../../src/register/record.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import { createSeals } from '../../src/register/sealed.ts'
import type { Standing } from '../../src/register/standing.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import {
  newEntry,
  newMessage,
  rotatedSeals,
  sameEvent,
  sameMessage,
  seals,
  secret,
} from './entries.ts'

const hourMs = 3_600_000
const issued = { kind: 'recorded', outcome: 'ISSUED' }
const at = new Date('2022-03-01T12:00:00Z')
const revocation = { reason: 'DATA_ERROR', fraud: false, at }
const one = (result: Awaited<ReturnType<Register['revoke']>>) =>
  'refused' in result ? result : result[0]
const refused = (code: string) => ({ kind: 'refused', code })

const tables = ['certificate', 'message', 'person', 'delivery', 'secret']

overBoth('the register', (open, canShare) => {
  let opened: TestDatabase
  let now: Date
  let register: Register

  const registerWith = (options: Partial<RecorderOptions> = {}): Register =>
    createRegister({
      database: opened.database,
      seals,
      clock: () => now,
      deliveryTtlMs: 24 * hourMs,
      ...options,
    })

  const later = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }

  async function codeOf(promise: Promise<unknown>): Promise<string> {
    try {
      await promise
      return 'none'
    } catch (error) {
      return error instanceof Failure ? error.code : String(error)
    }
  }

  const count = async (table: string): Promise<number> => {
    const text = `SELECT count(*) AS n FROM ${table}`
    const [row] = await opened.database.query<{ n: number }>(text)
    return row?.n ?? Number.NaN
  }

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
  })

  beforeEach(async () => {
    await opened.database.exec(`TRUNCATE ${tables.join(', ')}`)
    now = new Date('2026-01-10T08:00:00Z')
    register = registerWith()
  })

  after(() => opened?.close())

  describe('a new event', () => {
    it('is issued, and its status is known to all', async () => {
      const entry = newEntry()
      expect(await register.record(entry)).to.deep.equal(issued)
      const { ownedBy, ...facts } = (await register.status(entry.uvci)) ?? {}
      expect(facts).to.deep.equal({
        type: 'vaccination',
        keyId: entry.keyId,
        issuedAt: entry.issuedAt,
        expiresAt: entry.expiresAt,
      })
      expect(ownedBy?.(entry.owner)).to.equal(true)
    })

    it('is unknown until it is recorded', async () => {
      expect(await register.status(newEntry().uvci)).to.equal(undefined)
    })

    it('needs neither record, facility, user, issue nor any number of the person', async () => {
      const { recordId, recordOrigin, facility, ...entry } = newEntry()
      const { userId, issue, ...message } = newMessage()
      const { rnokpp, unzr, ...person } = newEntry().person
      expect(await register.record({ ...entry, message, person })).to.deep.equal(issued)
      const again = await register.record(sameEvent({ ...entry, person }))
      expect(again).to.include({ kind: 'standing', uvci: entry.uvci })
    })

    it('without a record is the same only if type, person and facts are', async () => {
      const { recordId, recordOrigin, ...entry } = newEntry()
      await register.record(entry)
      const others = [
        sameEvent(entry, { type: 'test' }),
        sameEvent(entry, { facts: [...entry.facts, 'more'] }),
        sameEvent(entry, { person: newEntry().person }),
      ]
      for (const other of others) expect(await register.record(other)).to.deep.equal(issued)
    })

    it('notes with it, in the same statement, what the audit is told, and with no other answer', async () => {
      const entry = newEntry({ audit: { outcome: 'OK', subjectId: 'S-1', purposeId: 'p-1' } })
      expect(await register.record(entry)).to.deep.equal(issued)
      await register.record(sameEvent(entry))
      await register.record(newEntry())
      const rows = await opened.database.query<Record<string, unknown>>(
        'SELECT * FROM audit WHERE x_road_id = ANY ($1::text[])',
        [[entry.message.id]],
      )
      expect(rows).to.have.length(1)
      const [{ subject_hashes: about, ...row } = {}] = rows
      expect(row).to.include({ client: entry.owner.client, outcome: 'OK', purpose: 'p-1' })
      const { rnokpp, unzr } = entry.person
      const expected = [
        seals.hash('person.rnokpp', rnokpp),
        seals.hash('person.unzr', unzr),
        seals.hash('uvci', entry.uvci),
        seals.hash('subject', 'S-1'),
      ]
      const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
      expect((about as Uint8Array[]).map(hex)).to.have.members(expected.map(hex))
      const [counted] = await opened.database.query<{ n: number }>(
        'SELECT count(*) AS n FROM audit',
      )
      expect(counted?.n).to.equal(1)
    })

    it('writes what is kept of it, column by column', async () => {
      const entry = newEntry({ owner: { client: 'A/B/C', representedParty: 'COM/777' } })
      await register.record(entry)
      const [row] = await opened.database.query<Record<string, unknown>>(
        'SELECT * FROM certificate JOIN delivery USING (uvci_hash)',
      )
      expect(row).to.include({
        type: 'vaccination',
        client: 'A/B/C',
        service: entry.message.service,
        facility: '00012345',
        key_id: entry.keyId,
        contract_version: '1',
        rules_version: '2022-02-02',
        value_sets_version: '2022-02-10',
        pepper_id: 'p1',
        supersedes: null,
        superseded_by: null,
        revoked_at: null,
      })
      expect(row?.recorded_at).to.deep.equal(now)
      expect(row?.until).to.deep.equal(new Date(now.getTime() + 24 * hourMs))
      expect(Buffer.from(row?.request_digest as Uint8Array)).to.deep.equal(
        entry.message.requestDigest,
      )
      expect(Buffer.from(row?.revocation_hash as Uint8Array)).to.deep.equal(entry.revocationHash)
      for (const name of ['represented_hash', 'user_hash', 'issue_hash', 'record_hash']) {
        expect(row?.[name]).to.have.length(32)
      }
    })
  })

  describe('the same message again', () => {
    it('gets the same certificate while its delivery is kept', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(24 * hourMs - 1)
      const { cose, ...standing } = (await register.record(sameMessage(entry))) as Standing
      expect(standing).to.deep.equal({
        kind: 'standing',
        uvci: entry.uvci,
        type: 'vaccination',
        keyId: entry.keyId,
        issuedAt: entry.issuedAt,
        expiresAt: entry.expiresAt,
      })
      expect(Buffer.from(cose)).to.deep.equal(entry.cose)
      expect(await count('certificate')).to.equal(1)
    })

    it('is refused with another body, for as long as the register knows it', async () => {
      const entry = newEntry()
      await register.record(entry)
      const other = () => newEntry({ message: newMessage({ id: entry.message.id }) })
      expect(await register.record(other())).to.deep.equal(refused('MESSAGE_ID_REUSED'))
      later(25 * hourMs)
      await register.purge(now)
      expect(await register.record(other())).to.deep.equal(refused('MESSAGE_ID_REUSED'))
      expect(await count('certificate')).to.equal(1)
    })

    it('counts as a new one for the event once the delivery is over', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(24 * hourMs)
      const renewal = sameMessage(entry)
      expect(await register.record(renewal)).to.deep.equal({
        kind: 'recorded',
        outcome: 'RENEWED',
        supersedes: entry.uvci,
      })
      const again = await register.record(sameMessage(entry))
      expect(again).to.include({ kind: 'standing', uvci: renewal.uvci, supersedes: entry.uvci })
    })

    it('at another service is another message', async () => {
      const entry = newEntry()
      await register.record(entry)
      const message = newMessage({ id: entry.message.id, service: 'IssueTestCertificate_v1' })
      expect(await register.record(newEntry({ message }))).to.deep.equal(issued)
    })

    it('twenty times at once is one certificate for all', async () => {
      const entry = newEntry()
      const calls = Array.from({ length: 20 }, () => register.record(sameMessage(entry)))
      await expectOneCertificate(await Promise.all(calls))
    })
  })

  async function expectOneCertificate(results: Awaited<ReturnType<Register['record']>>[]) {
    const recorded = results.filter(({ kind }) => kind === 'recorded')
    expect(recorded).to.deep.equal([issued])
    const uvcis = results.map((result) => (result.kind === 'standing' ? result.uvci : undefined))
    expect(new Set(uvcis.filter(Boolean)).size).to.equal(1)
    expect(uvcis.filter(Boolean)).to.have.length(results.length - 1)
    expect(await count('certificate')).to.equal(1)
  }

  describe('a new message for a known event', () => {
    it('gets the standing certificate while its delivery is kept', async () => {
      const entry = newEntry()
      await register.record(entry)
      const result = await register.record(sameEvent(entry))
      expect(result).to.include({ kind: 'standing', uvci: entry.uvci })
    })

    it('is remembered itself, with its body', async () => {
      const entry = newEntry()
      const second = sameEvent(entry)
      await register.record(entry)
      await register.record(second)
      const repeat = await register.findRepeat(second.message, second.owner)
      expect(repeat).to.include({ uvci: entry.uvci })
      const other = newEntry({ message: newMessage({ id: second.message.id }) })
      expect(await register.record(other)).to.deep.equal(refused('MESSAGE_ID_REUSED'))
    })

    it('renews it later; both stay valid and know of each other', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(24 * hourMs)
      const renewal = sameEvent(entry)
      expect(await register.record(renewal)).to.deep.equal({
        kind: 'recorded',
        outcome: 'RENEWED',
        supersedes: entry.uvci,
      })
      expect(await register.status(entry.uvci)).to.include({ supersededBy: renewal.uvci })
      expect(await register.status(entry.uvci)).not.to.have.property('revoked')
      expect(await register.status(renewal.uvci)).to.include({ supersedes: entry.uvci })
      expect(await register.record(sameEvent(entry))).to.include({ uvci: renewal.uvci })
    })

    it('leads the first message to the renewed certificate', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(25 * hourMs)
      await register.purge(now)
      const renewal = sameEvent(entry)
      await register.record(renewal)
      expect(await register.record(sameMessage(entry))).to.include({ uvci: renewal.uvci })
      expect(await register.findRepeat(entry.message, entry.owner)).to.include({
        uvci: renewal.uvci,
      })
    })

    it('is refused if its record was certified with other facts or for another person', async () => {
      const entry = newEntry()
      await register.record(entry)
      const differing = [{ facts: ['EU/1/20/1507', '1', '2'] }, { person: newEntry().person }]
      for (const difference of differing) {
        const other = sameEvent(entry, difference)
        expect(await register.record(other)).to.deep.equal(refused('RECORD_DIFFERS'))
      }
    })

    it('may use its id again after a refusal', async () => {
      const entry = newEntry()
      await register.record(entry)
      const wrong = sameEvent(entry, { facts: ['wrong'] })
      await register.record(wrong)
      const { id } = wrong.message
      const right = sameEvent(entry, { message: newMessage({ id }) })
      expect(await register.record(right)).to.include({ kind: 'standing', uvci: entry.uvci })
    })

    it('twenty of them at once is one certificate for all', async () => {
      const entry = newEntry()
      const calls = Array.from({ length: 20 }, () => register.record(sameEvent(entry)))
      await expectOneCertificate(await Promise.all(calls))
      expect(await count('message')).to.equal(20)
    })

    it('renews it once however many ask at once', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(25 * hourMs)
      const results = await Promise.all(
        Array.from({ length: 10 }, () => register.record(sameEvent(entry))),
      )
      expect(results.filter(({ kind }) => kind === 'recorded')).to.have.length(1)
      expect(await count('certificate')).to.equal(2)
    })
  })

  describe('a batch', () => {
    it('records the new, and settles the known one by one', async () => {
      const known = newEntry()
      const standing = newEntry()
      await register.record(known)
      await register.record(standing)
      const fresh = Array.from({ length: 70 }, () => newEntry())
      const results = await Promise.all(
        [
          sameMessage(known),
          ...fresh,
          sameEvent(standing),
          sameEvent(fresh[3] as Entry),
          newEntry({ message: newMessage({ id: known.message.id }) }),
          sameEvent(standing, { facts: ['other'] }),
        ].map((entry) => register.record(entry)),
      )
      expect(results[0]).to.include({ kind: 'standing', uvci: known.uvci })
      expect(results.slice(1, 71)).to.deep.equal(fresh.map(() => issued))
      expect(results[71]).to.include({ kind: 'standing', uvci: standing.uvci })
      expect(results[72]).to.include({ kind: 'standing', uvci: fresh[3]?.uvci })
      expect(results[73]).to.deep.equal(refused('MESSAGE_ID_REUSED'))
      expect(results[74]).to.deep.equal(refused('RECORD_DIFFERS'))
      expect(await count('certificate')).to.equal(72)
    })

    it('fails for no row but the one that the database refuses', async () => {
      const impossible = newEntry({ keyId: 'a zero byte \0 is no text' })
      const good = [newEntry(), newEntry()] as const
      const calls = [good[0], impossible, good[1]].map((entry) => register.record(entry))
      const [first, second, third] = await Promise.allSettled(calls)
      expect(first).to.deep.include({ status: 'fulfilled', value: issued })
      expect(second?.status).to.equal('rejected')
      expect(third).to.deep.include({ status: 'fulfilled', value: issued })
    })

    it('of two messages with one id and different bodies takes one', async () => {
      const message = newMessage()
      const results = await Promise.all([
        register.record(newEntry({ message })),
        register.record(newEntry({ message: newMessage({ id: message.id }) })),
      ])
      expect(results).to.have.deep.members([issued, refused('MESSAGE_ID_REUSED')])
    })

    it('is undone and tried again after a deadlock', async () => {
      const failing = failOnce(opened.database)
      const other = registerWith({ database: failing.database })
      const entry = newEntry()
      failing.arm()
      expect(await other.record(entry)).to.deep.equal(issued)
      expect(failing.failed()).to.equal(1)
      failing.arm('transaction')
      expect(await other.record(sameEvent(entry))).to.include({ uvci: entry.uvci })
      expect(failing.failed()).to.equal(2)
    })

    it('hands out nobody else’s certificate when a UVCI is drawn twice', async () => {
      const { uvci } = newEntry()
      const calls = [1, 2].map(() => codeOf(register.record(newEntry({ uvci }))))
      expect(await Promise.all(calls)).to.have.members(['none', 'INTERNAL'])
      const third = newEntry({ uvci })
      expect(await codeOf(register.record(third))).to.equal('INTERNAL')
      expect(await register.findRepeat(third.message, third.owner)).to.equal(undefined)
      expect(await register.record(sameMessage(third))).to.deep.equal(issued)
    })
  })

  /** The real database, which once, when armed, ends the next statement like a deadlock does. */
  function failOnce(database: Database) {
    let armed: 'query' | 'transaction' | undefined
    let failures = 0
    function trip(what: typeof armed) {
      if (armed !== what) return
      armed = undefined
      failures++
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    }
    const failing: Database = {
      ...database,
      query: async (text, values) => {
        trip('query')
        return database.query(text, values)
      },
      transaction: async (work) => {
        trip('transaction')
        return database.transaction(work)
      },
    }
    const arm = (what: 'query' | 'transaction' = 'query') => {
      armed = what
    }
    return { database: failing, arm, failed: () => failures }
  }

  describe('the repeat of a message', () => {
    it('is found while its delivery is kept', async () => {
      const entry = newEntry()
      await register.record(entry)
      const repeat = await register.findRepeat(entry.message, entry.owner)
      expect(repeat).to.include({ kind: 'standing', uvci: entry.uvci })
    })

    it('is not found for another body, owner or id, nor when the delivery is over', async () => {
      const { message, owner, ...rest } = newEntry()
      await register.record({ ...rest, message, owner })
      const strangers = [
        [newMessage({ id: message.id }), owner],
        [newMessage(), owner],
        [message, { client: 'SEVDEIR-TEST/GOV/00099999/OTHER' }],
        [message, { ...owner, representedParty: 'COM/777' }],
      ] as const
      for (const [key, who] of strangers) {
        expect(await register.findRepeat(key, who)).to.equal(undefined)
      }
      later(24 * hourMs)
      expect(await register.findRepeat(message, owner)).to.equal(undefined)
    })
  })

  describe('a revoked certificate', () => {
    it('says so, with the time and reason of the first revocation', async () => {
      const entry = newEntry()
      await register.record(entry)
      const first = one(await register.revoke([entry.uvci], entry.owner, revocation))
      expect(first).to.deep.equal({ revokedAt: at, already: false })
      const again = { reason: 'OTHER', fraud: true, at: new Date('2022-05-05T00:00:00Z') }
      const second = one(await register.revoke([entry.uvci], entry.owner, again))
      expect(second).to.deep.equal({ revokedAt: at, already: true })
      const facts = await register.status(entry.uvci)
      expect(facts?.revoked).to.deep.equal(revocation)
    })

    it('is not handed out again, and its delivery is gone', async () => {
      const entry = newEntry()
      await register.record(entry)
      await register.revoke([entry.uvci], entry.owner, revocation)
      const again = await register.record(sameMessage(entry))
      expect(again).to.deep.equal(refused('CERTIFICATE_REVOKED'))
      expect(await register.findRepeat(entry.message, entry.owner)).to.equal(undefined)
      expect(await count('delivery')).to.equal(0)
    })

    it('does not stand in the way of a new message for its event', async () => {
      const entry = newEntry()
      await register.record(entry)
      await register.revoke([entry.uvci], entry.owner, revocation)
      const corrected = sameEvent(entry, { facts: ['EU/1/20/1507', '2', '2'] })
      expect(await register.record(corrected)).to.deep.equal(issued)
      expect(await register.record(sameEvent(corrected))).to.include({ uvci: corrected.uvci })
    })

    it('may have been renewed before: the newer one stands on', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(25 * hourMs)
      const renewal = sameEvent(entry)
      await register.record(renewal)
      await register.revoke([entry.uvci], entry.owner, revocation)
      expect(await register.record(sameEvent(entry))).to.include({ uvci: renewal.uvci })
      const first = await register.record(sameMessage(entry))
      expect(first).to.deep.equal(refused('CERTIFICATE_REVOKED'))
    })
  })

  describe('another owner', () => {
    const clinic = { client: 'SEVDEIR-TEST/GOV/00012345/CLINIC' }
    const others = [
      { client: 'SEVDEIR-TEST/GOV/00099999/OTHER' },
      { ...clinic, representedParty: 'COM/777' },
    ]

    it('gets a certificate of its own for the same message id and record', async () => {
      const entry = newEntry({ owner: clinic })
      await register.record(entry)
      for (const owner of others) {
        expect(await register.record(sameMessage(entry, { owner }))).to.deep.equal(issued)
      }
    })

    it('cannot revoke, and gets the answer for an unknown number', async () => {
      const entries = [clinic, ...others].map((owner) => newEntry({ owner }))
      for (const entry of entries) await register.record(entry)
      for (const entry of entries) {
        for (const { owner } of entries.filter((each) => each !== entry)) {
          expect(one(await register.revoke([entry.uvci], owner, revocation))).to.equal(undefined)
          expect((await register.status(entry.uvci))?.ownedBy(owner)).to.equal(false)
        }
        expect(await register.status(entry.uvci)).not.to.have.property('revoked')
        const own = one(await register.revoke([entry.uvci], entry.owner, revocation))
        expect(own).to.include({ already: false })
      }
      expect(one(await register.revoke([newEntry().uvci], clinic, revocation))).to.equal(undefined)
    })
  })

  describe('a second pepper', () => {
    it('knows messages, events and certificates of the first', async () => {
      const [first, second] = [
        newEntry(),
        newEntry({ owner: { client: 'A/B', representedParty: 'C' } }),
      ]
      for (const entry of [first, second]) await register.record(entry)
      const rotated = registerWith({ seals: rotatedSeals })
      expect(await rotated.record(sameMessage(first))).to.include({ uvci: first.uvci })
      expect(await rotated.record(sameEvent(second))).to.include({ uvci: second.uvci })
      const reused = newEntry({ message: newMessage({ id: first.message.id }) })
      expect(await rotated.record(reused)).to.deep.equal(refused('MESSAGE_ID_REUSED'))
      const differs = sameEvent(first, { facts: ['other'] })
      expect(await rotated.record(differs)).to.deep.equal(refused('RECORD_DIFFERS'))
      expect((await rotated.status(second.uvci))?.ownedBy(second.owner)).to.equal(true)
      expect(one(await rotated.revoke([second.uvci], second.owner, revocation))).to.include({
        already: false,
      })
      expect(await count('certificate')).to.equal(2)
    })

    it('renews what the first issued, and hashes it anew', async () => {
      const entry = newEntry()
      await register.record(entry)
      later(25 * hourMs)
      const rotated = registerWith({ seals: rotatedSeals })
      const renewal = sameMessage(entry)
      expect(await rotated.record(renewal)).to.include({ supersedes: entry.uvci })
      expect(await rotated.status(entry.uvci)).to.include({ supersededBy: renewal.uvci })
      const rows = await opened.database.query<{ pepper_id: string }>(
        'SELECT pepper_id, person_id FROM certificate ORDER BY pepper_id',
      )
      expect(rows.map(({ pepper_id }) => pepper_id)).to.deep.equal(['p1', 'p2'])
      const people = await opened.database.query('SELECT DISTINCT person_id FROM person')
      expect(people).to.have.length(1)
    })

    it('issues one certificate although two processes prefer different peppers', async () => {
      const entry = newEntry()
      const preferring = createSeals({
        peppers: [secret('p1'), secret('p2')],
        deliveryKeys: [secret('d1'), secret('d2')],
      })
      const registers = [
        registerWith({ seals: rotatedSeals }),
        registerWith({ seals: preferring, database: opened.another?.() ?? opened.database }),
      ]
      const calls = Array.from({ length: 20 }, (_, index) =>
        (registers[index % 2] as Register).record(sameEvent(entry)),
      )
      await expectOneCertificate(await Promise.all(calls))
    })
  })

  describe('the person', () => {
    const peopleOf = () =>
      opened.database.query(
        'SELECT DISTINCT person_id FROM certificate UNION SELECT person_id FROM person',
      )

    it('is one, whichever of the identifiers seen together is given', async () => {
      const { rnokpp, unzr, ...named } = newEntry().person
      const document = { type: 'PASSPORT', number: 'АА 123456' }
      const people = [
        { ...named, rnokpp: rnokpp as string },
        { ...named, rnokpp: rnokpp as string, unzr: unzr as string },
        { ...named, unzr: unzr as string, document },
        { ...named, document: { ...document, number: 'AA123456' } },
      ]
      for (const person of people) await register.record(newEntry({ person }))
      expect(await peopleOf()).to.have.length(1)
      expect(await count('person')).to.equal(3)
    })

    it('is one in a single batch too', async () => {
      const { person } = newEntry()
      await Promise.all(Array.from({ length: 5 }, () => register.record(newEntry({ person }))))
      expect(await peopleOf()).to.have.length(1)
    })

    it('is known by name and date of birth only where no identifier is given', async () => {
      const { rnokpp, unzr, ...person } = newEntry().person
      await register.record(newEntry({ person }))
      await register.record(newEntry({ person: { ...person, familyName: ' МАЛЬВЕНКО ' } }))
      await register.record(newEntry({ person: { ...person, birthDate: '1984-03-18' } }))
      await register.record(newEntry({ person: { ...person, rnokpp: rnokpp as string } }))
      expect(await peopleOf()).to.have.length(3)
    })
  })

  describe('what is stored', () => {
    it('names the X-Road id, bounded, so that a row can be joined with the security server’s log', async () => {
      const id = `join-${'x'.repeat(300)}`
      await register.record(newEntry({ message: newMessage({ id }) }))
      const rows = await opened.database.query<{ x_road_id: string }>(
        "SELECT x_road_id FROM certificate WHERE x_road_id LIKE 'join-%'",
      )
      expect(rows).to.deep.equal([{ x_road_id: id.slice(0, 255) }])
    })

    it('names no half of a character', async () => {
      const beginning = 'a'.repeat(254)
      await register.record(newEntry({ message: newMessage({ id: `${beginning}😀` }) }))
      const rows = await opened.database.query<{ x_road_id: string }>(
        "SELECT x_road_id FROM certificate WHERE x_road_id LIKE 'aaaa%'",
      )
      expect(rows).to.deep.equal([{ x_road_id: beginning }])
    })

    it('holds nothing of a person, and no UVCI, in clear', async () => {
      const entry = newEntry({
        owner: { client: 'SEVDEIR-TEST/GOV/00012345/CLINIC', representedParty: 'COM/31415926' },
        person: {
          familyName: 'Мальвенко',
          givenName: 'Зоряна',
          secondName: 'Орестівна',
          birthDate: '1984-03-17',
          rnokpp: '3075812345',
          unzr: '19840317-12345',
          document: { type: 'PASSPORT', number: 'НС654321' },
        },
        recordId: '0b9c6c5e-7f37-4b9b-9a55-0a1f6d2c7a10',
      })
      await register.ready()
      await register.record(entry)
      await register.record(sameEvent(entry))
      later(25 * hourMs)
      await register.record(sameEvent(entry))
      const { person, message } = entry
      const secrets = [
        ...Object.values(person).filter((value) => typeof value === 'string'),
        person.document?.number,
        entry.uvci,
        entry.uvci.slice('URN:UVCI:01:UA:'.length),
        entry.recordId,
        message.userId,
        message.issue,
        entry.owner.representedParty,
        ...entry.facts,
      ].filter((value) => value !== undefined && value.length > 1) as string[]
      const dump = await dumped()
      expect(dump).to.include('SEVDEIR-TEST/GOV/00012345/CLINIC')
      expect(secrets).to.have.length.above(12)
      for (const value of [...secrets, entry.cose, message.bodyDigest, seals.hash('x')]) {
        const bytes = Buffer.from(value as string)
        expect(dump).not.to.include(bytes.toString())
        expect(dump).not.to.include(bytes.toString('hex'))
        expect(dump).not.to.include(bytes.toString('base64'))
      }
    })

    async function dumped(): Promise<string> {
      const rows = await Promise.all(
        tables.map((table) =>
          opened.database.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`),
        ),
      )
      for (const each of rows) expect(each).not.to.deep.equal([])
      return rows
        .flat()
        .map(({ row }) => row)
        .join('\n')
    }
  })

  describe('a purge', () => {
    it('deletes the deliveries that are over and no others', async () => {
      const entries = Array.from({ length: 3 }, () => newEntry())
      await Promise.all(entries.map((entry) => register.record(entry)))
      later(hourMs)
      const young = newEntry()
      await register.record(young)
      expect(await register.purge(now)).to.equal(0)
      later(23 * hourMs)
      expect(await register.purge(now)).to.equal(3)
      expect(await count('delivery')).to.equal(1)
      expect(await register.findRepeat(young.message, young.owner)).not.to.equal(undefined)
      expect(await count('certificate')).to.equal(4)
    })

    it('goes on until nothing is left of a large backlog', async () => {
      await opened.database.query(
        `INSERT INTO delivery SELECT sha256(n::text::bytea), '', $1::timestamptz
         FROM generate_series(1, 12000) AS n`,
        [now],
      )
      expect(await register.purge(now)).to.equal(12_000)
    })
  })

  describe('the start', () => {
    it('refuses a key that changed under its id', async () => {
      await register.ready()
      await register.ready()
      await registerWith({ seals: rotatedSeals }).ready()
      const changed = createSeals({
        peppers: [{ id: 'p1', key: secret('p2').key }],
        deliveryKeys: [secret('d1')],
      })
      expect(await codeOf(registerWith({ seals: changed }).ready())).to.equal('INTERNAL')
    })
  })

  describe('too much at once', () => {
    it('is refused with OVERLOADED, and accepted again later', async () => {
      const small = registerWith({ pendingMax: 2 })
      const calls = [1, 2, 3].map(() => codeOf(small.record(newEntry())))
      expect(await Promise.all(calls)).to.deep.equal(['none', 'none', 'OVERLOADED'])
      expect(await small.record(newEntry())).to.deep.equal(issued)
    })
  })

  describe('the end', () => {
    it('answers what was accepted, and accepts no more', async () => {
      let closed = false
      const { query } = opened.database
      const database: Database = {
        ...opened.database,
        query: async (text, values) => {
          if (closed) throw new Error('closed')
          return query(text, values)
        },
        close: async () => {
          closed = true
        },
      }
      const ending = registerWith({ database })
      const accepted = Promise.all([1, 2, 3].map(() => ending.record(newEntry())))
      await ending.close()
      expect(closed).to.equal(true)
      expect(await accepted).to.deep.equal([issued, issued, issued])
      expect(await codeOf(ending.record(newEntry()))).to.equal('STOPPING')
    })
  })

  async function askTwoProcesses(another: Database) {
    const registers = [register, registerWith({ database: another })]
    for (let round = 0; round < 5; round++) {
      const entries = Array.from({ length: 30 }, () => newEntry())
      const before = await count('certificate')
      const results = await Promise.all(
        registers.flatMap((each) =>
          entries
            .toSorted(() => Math.random() - 0.5)
            .map((entry) => each.record(sameMessage(entry))),
        ),
      )
      expect(results.filter(({ kind }) => kind === 'recorded')).to.have.length(30)
      expect(results.filter(({ kind }) => kind === 'standing')).to.have.length(30)
      expect(await count('certificate')).to.equal(before + 30)
    }
  }

  if (canShare) {
    it('issues one certificate when two processes are asked at once', async () => {
      await askTwoProcesses((opened.another as () => Database)())
    })
  }
})
