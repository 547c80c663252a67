import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Entry } from '../../src/register/entry.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import type { Revocation } from '../../src/register/revoke.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { newEntry, newMessage, rotatedSeals, seals } from './entries.ts'

const at = new Date('2022-03-01T12:00:00Z')
const supervision = { client: 'SEVDEIR-TEST/GOV/00000003/SUPERVISION' }
const reused = { refused: 'MESSAGE_ID_REUSED' }
const fresh = { revokedAt: at, already: false }
const earlier = { revokedAt: at, already: true }

const revocation = (changes: Partial<Revocation> = {}): Revocation => ({
  reason: 'DATA_ERROR',
  fraud: true,
  at,
  foreignToo: true,
  message: newMessage({ service: 'RevokeCertificates_v1' }),
  ...changes,
})

overBoth('revoking a list', (open, canShare) => {
  let opened: TestDatabase
  let register: Register

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
    register = registerWith()
  })
  after(() => opened?.close())

  const registerWith = (database = opened.database, keys = seals) =>
    createRegister({ database, seals: keys, clock: () => new Date(), deliveryTtlMs: 3_600_000 })

  async function issued(count: number): Promise<Entry[]> {
    const entries = Array.from({ length: count }, () => newEntry())
    await Promise.all(entries.map((entry) => register.record(entry)))
    return entries
  }
  const uvcisOf = (entries: readonly Entry[]) => entries.map(({ uvci }) => uvci)

  it('gives each its outcome in the order of the list', async () => {
    const [one, two] = (await issued(2)) as [Entry, Entry]
    await register.revoke([two.uvci], supervision, revocation({ reason: 'OTHER' }))
    const list = [newEntry().uvci, two.uvci, one.uvci, one.uvci]
    const rows = await register.revoke(list, supervision, revocation())
    expect(rows).to.deep.equal([undefined, earlier, fresh, earlier])
    expect((await register.status(two.uvci))?.revoked?.reason).to.equal('OTHER')
    expect((await register.status(one.uvci))?.revoked).to.deep.equal({
      reason: 'DATA_ERROR',
      fraud: true,
      at,
    })
  })

  it('keeps who revoked, and ends the deliveries', async () => {
    const [entry] = (await issued(1)) as [Entry]
    const asked = revocation()
    await register.revoke([entry.uvci], supervision, asked)
    const hash = seals.hash('uvci', entry.uvci)
    const [row] = await opened.database.query<Record<string, unknown>>(
      'SELECT * FROM certificate WHERE uvci_hash = $1::bytea',
      [hash],
    )
    expect(row?.revoked_by).to.equal(supervision.client)
    expect(Buffer.from(row?.revoked_user_hash as Uint8Array)).to.deep.equal(
      Buffer.from(seals.hash('user', asked.message?.userId)),
    )
    const kept = 'SELECT uvci_hash FROM delivery WHERE uvci_hash = $1::bytea'
    expect(await opened.database.query(kept, [hash])).to.deep.equal([])
  })

  it('leaves out what is somebody else’s without `foreignToo`', async () => {
    const [own, foreign] = (await issued(2)) as [Entry, Entry]
    const other = newEntry({ owner: supervision })
    await register.record(other)
    const asked = revocation({ foreignToo: false })
    const list = [own.uvci, other.uvci, foreign.uvci]
    expect(await register.revoke(list, own.owner, asked)).to.deep.equal([fresh, undefined, fresh])
    expect(await register.status(other.uvci)).not.to.have.property('revoked')
  })

  it('gives the same message the same rows, at the first time', async () => {
    const [one, two] = (await issued(2)) as [Entry, Entry]
    await register.revoke([two.uvci], supervision, revocation())
    const asked = revocation()
    const list = [one.uvci, newEntry().uvci, two.uvci, one.uvci]
    const first = await register.revoke(list, supervision, asked)
    const later = { ...asked, at: new Date(at.getTime() + 1000) }
    expect(await register.revoke(list, supervision, later)).to.deep.equal(first)
  })

  it('refuses another body under the same id, and then revokes nothing', async () => {
    const [one, two] = (await issued(2)) as [Entry, Entry]
    const asked = revocation()
    await register.revoke([one.uvci], supervision, asked)
    const message = { ...(asked.message as NonNullable<typeof asked.message>) }
    const other = { ...asked, message: { ...message, bodyDigest: randomBytes(32) } }
    expect(await register.revoke([two.uvci], supervision, other)).to.deep.equal(reused)
    expect(await register.revoke([newEntry().uvci], supervision, other)).to.deep.equal(reused)
    expect(await register.status(two.uvci)).not.to.have.property('revoked')
    const rotated = registerWith(opened.database, rotatedSeals)
    expect(await rotated.revoke([two.uvci], supervision, other)).to.deep.equal(reused)
  })

  it('remembers no message that reached nothing', async () => {
    const asked = revocation()
    const list = [newEntry().uvci]
    expect(await register.revoke(list, supervision, asked)).to.deep.equal([undefined])
    const message = { ...(asked.message as NonNullable<typeof asked.message>) }
    const other = { ...asked, message: { ...message, bodyDigest: randomBytes(32) } }
    expect(await register.revoke(list, supervision, other)).to.deep.equal([undefined])
  })

  it('finds what was written under an older pepper', async () => {
    const entries = await issued(3)
    const rotated = registerWith(opened.database, rotatedSeals)
    const rows = await rotated.revoke(uvcisOf(entries), supervision, revocation())
    expect(rows).to.deep.equal([fresh, fresh, fresh])
  })

  it('takes a thousand at once', async function () {
    this.timeout(60_000)
    const entries = await issued(1000)
    const started = performance.now()
    const rows = await register.revoke(uvcisOf(entries), supervision, revocation())
    expect(performance.now() - started).to.be.lessThan(5000)
    expect(rows).to.deep.equal(Array(1000).fill(fresh))
  })

  it('of overlapping lists at once revokes each certificate once, and all of them', async () => {
    const entries = await issued(60)
    const registers = canShare ? [register, registerWith(opened.another?.())] : [register]
    const lists = Array.from({ length: 6 }, (_, index) => {
      const uvcis = uvcisOf(entries).slice(index * 5, index * 5 + 35)
      return index % 2 === 0 ? uvcis : uvcis.reverse()
    })
    const answers = await Promise.all(
      lists.map((list, index) =>
        (registers[index % registers.length] as Register).revoke(list, supervision, revocation()),
      ),
    )
    const rows = answers.flatMap((answer) => ('refused' in answer ? [] : answer))
    expect(rows).to.have.length(6 * 35)
    expect(rows.filter((row) => row?.already === false)).to.have.length(60)
  })

  it('of two bodies under one id at once carries out one', async () => {
    for (let round = 0; round < 5; round++) {
      const entries = (await issued(2)) as [Entry, Entry]
      const message = newMessage()
      const answers = await Promise.all(
        entries.map(({ uvci }) => {
          const body = { ...message, bodyDigest: randomBytes(32) }
          return register.revoke([uvci], supervision, revocation({ message: body }))
        }),
      )
      expect(answers).to.have.deep.members([[fresh], reused])
    }
  })
})
