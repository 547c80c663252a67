import { expect } from 'chai'
import { rotated } from '../../scripts/keys/rotate.ts'
import { Failure } from '../../src/errors.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister } from '../../src/register/register.ts'
import { pepperUses, reseal } from '../../src/register/reseal.ts'
import { createSeals, type Seals } from '../../src/register/sealed.ts'
import { proveSecrets } from '../../src/register/secrets.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { newEntry, rotatedSeals, sameEvent, seals, secret } from './entries.ts'

const now = new Date('2026-01-10T08:00:00Z')
const both = [secret('p2'), secret('p1')]

/** After the rotation: the older delivery key is gone, both peppers stay. */
const afterwards = createSeals({ peppers: both, deliveryKeys: [secret('d2')] })

overBoth('sealing the register again', (open) => {
  let opened: TestDatabase
  const registerWith = (its: Seals) =>
    createRegister({
      database: opened.database,
      seals: its,
      clock: () => now,
      deliveryTtlMs: 3_600_000,
    })

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
  })
  beforeEach(() => opened.database.exec('TRUNCATE certificate, message, person, delivery, secret'))
  after(() => opened.close())

  it('leaves nothing that needs the older delivery key', async () => {
    const entries = Array.from({ length: 7 }, () => newEntry())
    for (const entry of entries) await registerWith(seals).record(entry)
    expect(await reseal(opened.database, rotatedSeals)).to.equal(2 * entries.length)
    const register = registerWith(afterwards)
    for (const entry of entries) {
      const found = await register.record(sameEvent(entry))
      expect(found).to.include({ kind: 'standing', uvci: entry.uvci })
      if (found.kind === 'standing')
        expect(Buffer.from(found.cose)).to.deep.equal(Buffer.from(entry.cose))
    }
  })

  it('goes beyond one page, and finds nothing the second time', async function () {
    this.timeout(60_000)
    const entries = Array.from({ length: 1100 }, () => newEntry())
    const register = registerWith(seals)
    for (let at = 0; at < entries.length; at += 550)
      await Promise.all(entries.slice(at, at + 550).map(register.record))
    expect(await reseal(opened.database, rotatedSeals)).to.equal(2200)
    expect(await reseal(opened.database, rotatedSeals)).to.equal(0)
  })

  it('refuses to begin when the older key is not there, and changes nothing', async () => {
    const entry = newEntry()
    await registerWith(seals).record(entry)
    const failure = await reseal(opened.database, afterwards).catch((thrown) => thrown)
    expect(failure).to.be.instanceOf(Failure)
    expect(String((failure as Failure).cause)).to.include('"d1"')
    expect(await registerWith(seals).record(sameEvent(entry))).to.include({ uvci: entry.uvci })
  })

  it('says how much stands under each pepper, and until when', async () => {
    await registerWith(seals).record(newEntry())
    await registerWith(rotatedSeals).record(newEntry())
    const until = new Date('2023-02-14T09:00:00Z')
    expect(await pepperUses(opened.database)).to.deep.equal([
      { pepperId: 'p1', certificates: 1, until },
      { pepperId: 'p2', certificates: 1, until },
    ])
  })

  it('keeps a pepper as long as a quota counts what stands under it', async () => {
    const expiresAt = new Date('2022-04-15T09:00:00Z')
    await registerWith(seals).record(newEntry({ type: 'recovery', expiresAt }))
    await registerWith(seals).record(newEntry({ type: 'test', expiresAt }))
    const [use] = await pepperUses(opened.database)
    expect(use?.until).to.deep.equal(new Date('2023-02-14T09:00:00Z'))
  })

  it('tells the administrator which keys may go, and names no key’s bytes', async () => {
    await registerWith(seals).record(newEntry())
    const keys = (ids: string[]) => ids.map((id) => ({ id, key: Buffer.from(secret(id).key) }))
    const secrets = { peppers: keys(['p2', 'p1']), deliveryKeys: keys(['d2', 'd1']) }
    await proveSecrets(opened.database, seals)
    const before = await rotated(opened.database, secrets, now).catch((thrown) => thrown)
    expect(before.message).to.match(/^delivery key "d2" is not in use yet/)
    expect(await reseal(opened.database, seals)).to.equal(0)
    await proveSecrets(opened.database, rotatedSeals)
    const early = await rotated(opened.database, secrets, new Date('2022-03-01T00:00:00Z'))
    expect(early).to.deep.equal([
      'delivery key d2: 2 values sealed again',
      'delivery key d1: nothing is sealed under it; it may go',
      'pepper p1: 1 certificates, keep it until 2023-02-14T09:00:00.000Z: hashes cannot be made anew',
    ])
    const [, , late] = await rotated(opened.database, secrets, now)
    expect(late).to.include('all expired')
  })
})
