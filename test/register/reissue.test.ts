import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Entry } from '../../src/register/entry.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import type { Superseded } from '../../src/register/reissue.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { newEntry, newMessage, rotatedSeals, sameEvent, sameMessage, seals } from './entries.ts'

const hourMs = 3_600_000
const at = new Date('2022-03-01T12:00:00Z')
const service = 'ReissueCertificate_v1'
const refused = (code: string) => ({ kind: 'refused', code })

/** The same person and record with other facts, in a message of its own. */
const corrected = (entry: Entry, changes: Partial<Entry> = {}): Entry =>
  sameEvent(entry, {
    facts: [...entry.facts, 'corrected'],
    message: newMessage({ service }),
    ...changes,
  })

overBoth('reissuing', (open, canShare) => {
  let opened: TestDatabase
  let now: Date
  let register: Register

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
  })
  after(() => opened?.close())
  beforeEach(() => {
    now = new Date('2024-01-01T00:00:00Z')
    register = registerWith()
  })

  const registerWith = (database = opened.database, keys = seals) =>
    createRegister({ database, seals: keys, clock: () => now, deliveryTtlMs: 24 * hourMs })

  const superseded = (old: Entry, changes: Partial<Superseded> = {}): Superseded => ({
    uvci: old.uvci,
    owner: old.owner,
    foreignToo: false,
    revocation: { reason: 'REISSUED', at },
    ...changes,
  })
  const expiring = ({ uvci, owner }: Entry): Superseded => ({ uvci, owner, foreignToo: false })

  async function issued(changes: Partial<Entry> = {}): Promise<Entry> {
    const entry = newEntry(changes)
    expect(await register.record(entry)).to.include({ kind: 'recorded', outcome: 'ISSUED' })
    return entry
  }

  /** A certificate and the one that corrected it. */
  async function reissued(policy = superseded, changes: Partial<Entry> = {}) {
    const old = await issued(changes)
    const entry = corrected(old)
    expect(await register.reissue(entry, policy(old))).to.include({ outcome: 'ISSUED' })
    return { old, entry }
  }

  const rowOf = async ({ uvci }: Entry) => {
    const [row] = await opened.database.query<Record<string, unknown>>(
      'SELECT * FROM certificate WHERE uvci_hash = $1::bytea',
      [seals.hash('uvci', uvci)],
    )
    return row ?? {}
  }

  it('records the new one, revokes the old one, links both ways and ends its delivery', async () => {
    const old = await issued()
    const entry = corrected(old)
    const answer = await register.reissue(entry, superseded(old))
    expect(answer).to.deep.equal({ kind: 'recorded', outcome: 'ISSUED', supersedes: old.uvci })
    const [before, later] = [await register.status(old.uvci), await register.status(entry.uvci)]
    expect(before?.revoked).to.deep.equal({ reason: 'REISSUED', fraud: false, at })
    expect(before?.supersededBy).to.equal(entry.uvci)
    expect(later).to.include({ supersedes: old.uvci }).and.not.to.have.property('revoked')
    const repeat = await register.findRepeat(old.message, old.owner)
    expect(repeat).to.equal(undefined)
  })

  it('keeps who revoked the old one, and by which message', async () => {
    const { old, entry } = await reissued()
    const row = await rowOf(old)
    expect(row.revoked_by).to.equal(entry.owner.client)
    const hash = (domain: string, part: string) => Buffer.from(seals.hash(domain, part))
    expect(Buffer.from(row.revoked_user_hash as Uint8Array)).to.deep.equal(
      hash('user', entry.message.userId ?? ''),
    )
    expect(row.revoked_message_hash).to.have.length(32)
  })

  it('revokes what the old one renewed as well, and leaves what was revoked before', async () => {
    const first = await issued()
    now = new Date(now.getTime() + 25 * hourMs)
    const second = sameEvent(first)
    expect(await register.record(second)).to.include({ outcome: 'RENEWED' })
    now = new Date(now.getTime() + 25 * hourMs)
    const third = sameEvent(first)
    expect(await register.record(third)).to.include({ outcome: 'RENEWED' })
    const before = { reason: 'OTHER', fraud: true, at: new Date('2022-02-20T12:00:00Z') }
    await register.revoke([first.uvci], first.owner, before)
    const entry = corrected(third)
    await register.reissue(entry, superseded(third))
    expect((await register.status(third.uvci))?.revoked?.reason).to.equal('REISSUED')
    expect((await register.status(second.uvci))?.revoked?.reason).to.equal('REISSUED')
    expect((await register.status(first.uvci))?.revoked).to.deep.equal(before)
    expect(await register.status(entry.uvci)).not.to.have.property('revoked')
  })

  it('leaves the old one to expire where the policy says so', async () => {
    const { old, entry } = await reissued(expiring)
    const facts = await register.status(old.uvci)
    expect(facts).to.include({ supersededBy: entry.uvci }).and.not.to.have.property('revoked')
    expect((await rowOf(old)).revoked_by).to.equal(null)
  })

  it('gives the same message the same certificate, and another body under its id a refusal', async () => {
    const { old, entry } = await reissued()
    const again = sameMessage(entry)
    const answer = await register.reissue(again, superseded(old))
    expect(answer).to.include({ kind: 'standing', uvci: entry.uvci, supersedes: old.uvci })
    const message = { ...entry.message, bodyDigest: randomBytes(32) }
    const other = await register.reissue({ ...again, message }, superseded(old))
    expect(other).to.deep.equal(refused('MESSAGE_ID_REUSED'))
  })

  it('gives the same correction in a new message the same certificate, later a renewal of it', async () => {
    const { old, entry } = await reissued()
    const next = () => sameEvent(entry, { message: newMessage({ service }) })
    const answer = await register.reissue(next(), superseded(old))
    expect(answer).to.include({ kind: 'standing', uvci: entry.uvci })
    now = new Date(now.getTime() + 25 * hourMs)
    expect(await register.reissue(next(), superseded(old))).to.deep.equal({
      kind: 'recorded',
      outcome: 'RENEWED',
      supersedes: entry.uvci,
    })
  })

  it('without a record finds the old one by itself and not by its event', async () => {
    const { recordId, recordOrigin, ...given } = newEntry()
    await register.record(given)
    const entry = corrected(given)
    expect(await register.reissue(entry, superseded(given))).to.include({ outcome: 'ISSUED' })
    const again = sameEvent(entry, { message: newMessage({ service }) })
    const answer = await register.reissue(again, superseded(given))
    expect(answer).to.include({ kind: 'standing', uvci: entry.uvci })
  })

  it('corrects a correction', async () => {
    const { entry } = await reissued()
    const third = corrected(entry)
    expect(await register.reissue(third, superseded(entry))).to.include({ supersedes: entry.uvci })
    expect((await register.status(entry.uvci))?.revoked?.reason).to.equal('REISSUED')
  })

  describe('refuses', () => {
    const refusals: [
      title: string,
      code: string,
      prepare: () => Promise<[entry: Entry, superseded: Superseded]>,
    ][] = [
      [
        'what does not exist',
        'CERTIFICATE_UNKNOWN',
        async () => [newEntry(), superseded(newEntry())],
      ],
      [
        'what is another client’s',
        'CERTIFICATE_UNKNOWN',
        async () => {
          const owner = { client: 'SEVDEIR-TEST/GOV/00099999/OTHER' }
          const old = await issued()
          return [corrected(old, { owner }), superseded(old, { owner })]
        },
      ],
      [
        'what is another party’s of the same client',
        'CERTIFICATE_UNKNOWN',
        async () => {
          const old = await issued()
          const owner = { ...old.owner, representedParty: 'COM/777' }
          return [corrected(old, { owner }), superseded(old, { owner })]
        },
      ],
      [
        'a certificate of another type',
        'TYPE_DIFFERS',
        async () => {
          const old = await issued()
          return [corrected(old, { type: 'test' }), superseded(old)]
        },
      ],
      [
        'what was corrected already in another way',
        'CERTIFICATE_SUPERSEDED',
        async () => {
          const { old } = await reissued()
          return [corrected(old, { facts: ['other facts'] }), superseded(old)]
        },
      ],
      [
        'what was corrected already and left to expire',
        'CERTIFICATE_SUPERSEDED',
        async () => {
          const { old } = await reissued(expiring)
          return [corrected(old, { facts: ['other facts'] }), expiring(old)]
        },
      ],
      [
        'what was renewed, whatever the new one says',
        'CERTIFICATE_SUPERSEDED',
        async () => {
          const old = await issued()
          now = new Date(now.getTime() + 25 * hourMs)
          const renewed = await register.record(sameEvent(old))
          expect(renewed).to.include({ outcome: 'RENEWED' })
          return [corrected(old, { facts: old.facts }), superseded(old)]
        },
      ],
      [
        'what was revoked',
        'CERTIFICATE_ALREADY_REVOKED',
        async () => {
          const old = await issued()
          await register.revoke([old.uvci], old.owner, { reason: 'OTHER', fraud: false, at })
          return [corrected(old), superseded(old)]
        },
      ],
      [
        'a person none of whose numbers the old one had',
        'PERSON_DIFFERS',
        async () => {
          const old = await issued()
          return [corrected(old, { person: newEntry().person }), superseded(old)]
        },
      ],
      [
        'an event of which another certificate stands',
        'EVENT_CERTIFIED',
        async () => {
          const [old, other] = [await issued(), newEntry()]
          const standing = { ...other, person: old.person }
          await register.record(standing)
          return [sameEvent(standing, { message: newMessage({ service }) }), superseded(old)]
        },
      ],
      [
        'a record that was certified with other facts',
        'RECORD_DIFFERS',
        async () => {
          const [old, other] = [await issued(), await issued()]
          const { recordId = '' } = other
          return [corrected(old, { recordId }), superseded(old)]
        },
      ],
    ]
    for (const [title, code, prepare] of refusals) {
      it(`${title}, as ${code}, and foresees it; nothing changes`, async () => {
        const [entry, old] = await prepare()
        const before = JSON.stringify(await register.status(old.uvci))
        expect(await register.foreseeReissue(entry, old)).to.equal(code)
        expect(await register.reissue(entry, old)).to.deep.equal(refused(code))
        expect(JSON.stringify(await register.status(old.uvci))).to.equal(before)
        expect(await register.status(entry.uvci)).to.equal(undefined)
      })
    }

    it('a repeat of the message whose new certificate was revoked since', async () => {
      const { old, entry } = await reissued()
      await register.revoke([entry.uvci], entry.owner, { reason: 'OTHER', fraud: false, at })
      const again = sameMessage(entry)
      expect(await register.foreseeReissue(again, superseded(old))).to.equal('CERTIFICATE_REVOKED')
      expect(await register.reissue(again, superseded(old))).to.deep.equal(
        refused('CERTIFICATE_REVOKED'),
      )
    })

    it('a quota’s next certificate when the person becomes another by it', async () => {
      const year = { from: new Date('2022-01-01'), before: new Date('2023-01-01') }
      const { rnokpp, unzr, ...nameless } = newEntry().person
      const recovery = { type: 'recovery' as const, quota: { max: 1, ...year } }
      const old = await issued({ ...recovery, person: nameless })
      const { person } = await issued(recovery)
      const entry = corrected(old, { person })
      expect(await register.reissue(entry, superseded(old))).to.deep.equal(
        refused('QUOTA_EXCEEDED'),
      )
    })
  })

  it('foresees nothing where nothing would be refused, and writes nothing', async () => {
    const old = await issued()
    const entry = corrected(old)
    expect(await register.foreseeReissue(entry, superseded(old))).to.equal(undefined)
    expect(await register.status(entry.uvci)).to.equal(undefined)
    await register.reissue(entry, superseded(old))
    const repeat = sameEvent(entry, { message: newMessage({ service }) })
    expect(await register.foreseeReissue(repeat, superseded(old))).to.equal(undefined)
    expect(await register.foreseeReissue(sameMessage(entry), superseded(old))).to.equal(undefined)
  })

  it('of a certificate of a full quota takes its place', async () => {
    const year = { from: new Date('2022-01-01'), before: new Date('2023-01-01') }
    const quota = { max: 1, ...year }
    const old = await issued({ type: 'recovery', quota })
    const entry = corrected(old)
    expect(await register.reissue(entry, superseded(old))).to.include({ outcome: 'ISSUED' })
    const next = newEntry({ type: 'recovery', quota, person: old.person })
    expect(await register.record(next)).to.deep.equal(refused('QUOTA_EXCEEDED'))
  })

  it('takes numbers for a person who had none, and one number out of several', async () => {
    const { rnokpp, unzr, ...nameless } = newEntry().person
    const unnumbered = await issued({ person: nameless })
    const entry = corrected(unnumbered, { person: newEntry().person })
    expect(await register.reissue(entry, superseded(unnumbered))).to.include({ outcome: 'ISSUED' })
    const old = await issued()
    const { rnokpp: _, ...less } = old.person
    const fewer = corrected(old, { person: { ...less, familyName: 'Виправлена' } })
    expect(await register.reissue(fewer, superseded(old))).to.include({ outcome: 'ISSUED' })
  })

  it('reaches somebody else’s with `foreignToo`, and the new one is of who asked', async () => {
    const owner = { client: 'SEVDEIR-TEST/GOV/00000003/SUPERVISION' }
    const old = await issued()
    const entry = corrected(old, { owner })
    const answer = await register.reissue(entry, superseded(old, { owner, foreignToo: true }))
    expect(answer).to.include({ outcome: 'ISSUED', supersedes: old.uvci })
    expect((await register.status(entry.uvci))?.ownedBy(owner)).to.equal(true)
    expect((await register.status(old.uvci))?.ownedBy(old.owner)).to.equal(true)
  })

  it('does not give a repeat of the first message the wrong certificate again', async () => {
    const { recordId, recordOrigin, ...given } = newEntry()
    await register.record(given)
    await register.reissue(corrected(given), expiring(given))
    expect(await register.record(sameMessage(given))).to.deep.equal(
      refused('CERTIFICATE_CORRECTED'),
    )
    const { old } = await reissued()
    expect(await register.record(sameMessage(old))).to.deep.equal(refused('CERTIFICATE_REVOKED'))
  })

  it('of a renewal does not give a repeat of the first message the wrong certificate either', async () => {
    const { recordId, recordOrigin, ...first } = newEntry()
    await register.record(first)
    now = new Date(now.getTime() + 25 * hourMs)
    const renewal = sameEvent(first)
    expect(await register.record(renewal)).to.include({ outcome: 'RENEWED' })
    await register.reissue(corrected(renewal), expiring(renewal))
    expect(await register.record(sameMessage(first))).to.deep.equal(
      refused('CERTIFICATE_CORRECTED'),
    )
  })

  it('finds old and new under an older pepper', async () => {
    const old = await issued()
    const rotated = registerWith(opened.database, rotatedSeals)
    const entry = corrected(old)
    expect(await rotated.reissue(entry, superseded(old))).to.include({ supersedes: old.uvci })
    const again = sameMessage(entry)
    const answer = await rotated.reissue(again, superseded(old))
    expect(answer).to.include({ kind: 'standing', uvci: entry.uvci })
  })

  it('of many at once for one certificate lets one win, and tells the others', async () => {
    const old = await issued()
    const registers = canShare ? [register, registerWith(opened.another?.())] : [register]
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const entry = corrected(old, { facts: [`facts ${index}`] })
        return (registers[index % registers.length] as Register).reissue(entry, superseded(old))
      }),
    )
    const told = answers.map((answer) => ('code' in answer ? answer.code : answer.kind)).sort()
    expect(told).to.deep.equal([...Array(11).fill('CERTIFICATE_SUPERSEDED'), 'recorded'])
  })

  it('of one message many times at once issues one certificate', async () => {
    const old = await issued()
    const entry = corrected(old)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => register.reissue(sameMessage(entry), superseded(old))),
    )
    const kinds = answers.map(({ kind }) => kind).sort()
    expect(kinds).to.deep.equal(['recorded', ...Array(7).fill('standing')])
    const later = (await register.status(old.uvci))?.supersededBy
    const standing = answers.flatMap((answer) => (answer.kind === 'standing' ? answer.uvci : []))
    expect(new Set(standing)).to.deep.equal(new Set([later]))
  })

  it('against a revocation at the same moment leaves one of both, whole', async () => {
    for (let round = 0; round < 5; round++) {
      const old = await issued()
      const entry = corrected(old)
      const [answer] = await Promise.all([
        register.reissue(entry, superseded(old)),
        register.revoke([old.uvci], old.owner, { reason: 'OTHER', fraud: true, at }),
      ])
      const facts = await register.status(old.uvci)
      const won = answer.kind === 'recorded'
      expect(facts?.revoked?.reason).to.equal(won ? 'REISSUED' : 'OTHER')
      expect(facts?.supersededBy).to.equal(won ? entry.uvci : undefined)
      expect((await register.status(entry.uvci)) !== undefined).to.equal(won)
    }
  })
})
