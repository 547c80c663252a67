import { expect } from 'chai'
import type { Database } from '../../src/register/database.ts'
import type { Entry } from '../../src/register/entry.ts'
import {
  createListing,
  type Listing,
  type ListingRun,
  type SignedBatch,
  type Unlisted,
} from '../../src/register/listing.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { newEntry, seals } from './entries.ts'

const dayMs = 86_400_000
const noon = new Date('2022-02-14T12:00:00.700Z')
const after = (ms: number) => new Date(noon.getTime() + ms)

let made = 0

/** One batch of all; what the register gave is remembered in it. */
function batchOf(unlisted: readonly Unlisted[]): SignedBatch {
  return {
    batchId: `batch-${++made}`,
    country: 'UA',
    keyId: unlisted[0]?.keyId as string,
    kind: 'SIGNATURE',
    entries: unlisted.length,
    expires: new Date(Math.max(...unlisted.map(({ expiresAt }) => expiresAt.getTime()))),
    cms: Buffer.from(unlisted.map((one) => one.uvci()).join('\n')),
  }
}

const run = (now = noon): ListingRun => ({ now, batchesOf: (unlisted) => [batchOf(unlisted)] })

const everything = { after: 0, since: undefined, batchesMax: 100, bytesMax: 1_000_000 }
const fromTheStart = { ...everything, since: new Date(0) }

overBoth('the register’s listing of revoked certificates', (open, canShare) => {
  let database: Database
  let another: TestDatabase['another']
  let register: Register
  let close: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    ;({ database, another, close } = opened)
    await migrate(database)
    register = createRegister({ database, seals, clock: () => new Date(), deliveryTtlMs: dayMs })
  })
  afterEach(async () => {
    await register.close()
    await close().catch(() => undefined)
  })

  async function revoked(changes: Partial<Entry> = {}): Promise<Entry> {
    const entry = newEntry(changes)
    await register.record(entry)
    const revocation = { reason: 'OTHER', fraud: false, at: noon }
    await register.revoke([entry.uvci], entry.owner, revocation)
    return entry
  }

  const uvcisIn = async (listing: Listing = register.listing) => {
    const { batches } = await listing.changed(everything)
    return batches.flatMap(({ cms }) =>
      Buffer.from(cms ?? [])
        .toString()
        .split('\n'),
    )
  }

  it('lists what is revoked, once, and nothing else', async () => {
    await register.record(newEntry())
    const entry = await revoked()
    expect(await register.listing.list(run())).to.deep.equal({ made: 1, deleted: 0 })
    expect(await register.listing.list(run())).to.deep.equal({ made: 0, deleted: 0 })
    const { batches, more } = await register.listing.changed(everything)
    expect(more).to.equal(false)
    expect(batches).to.have.length(1)
    expect(batches[0]).to.deep.include({
      country: 'UA',
      keyId: entry.keyId,
      kind: 'SIGNATURE',
      entries: 1,
      expires: entry.expiresAt,
      changedAt: new Date('2022-02-14T12:00:00Z'),
    })
    expect(await uvcisIn()).to.deep.equal([entry.uvci])
  })

  it('gives what entries are made from', async () => {
    const entry = await revoked()
    let given: Unlisted | undefined
    await register.listing.list({
      now: noon,
      batchesOf: (unlisted) => {
        given = unlisted[0]
        return [batchOf(unlisted)]
      },
    })
    expect(Buffer.from(given?.signatureHash ?? []).equals(entry.revocationHash)).to.equal(true)
    expect(given?.expiresAt).to.deep.equal(entry.expiresAt)
  })

  it('puts what is revoked later into another batch and leaves the first as it is', async () => {
    const first = await revoked()
    await register.listing.list(run())
    const [before] = (await register.listing.changed(everything)).batches
    const second = await revoked()
    await register.listing.list(run(after(60_000)))
    expect(await uvcisIn()).to.deep.equal([first.uvci, second.uvci])
    const [still] = (await register.listing.changed(everything)).batches
    expect(still).to.deep.equal(before)
  })

  it('does not list what has expired', async () => {
    await revoked({ expiresAt: noon })
    expect(await register.listing.list(run())).to.deep.equal({ made: 0, deleted: 0 })
    expect(await uvcisIn()).to.deep.equal([])
  })

  it('leaves all unlisted when a batch cannot be made', async () => {
    const entry = await revoked()
    const broken = () =>
      register.listing.list({ now: noon, batchesOf: () => Promise.reject(new Error('no key')) })
    expect(await broken().catch((error: Error) => error.message)).to.equal('no key')
    expect(await uvcisIn()).to.deep.equal([])
    await register.listing.list(run())
    expect(await uvcisIn()).to.deep.equal([entry.uvci])
  })

  it('deletes a batch when it is over, tells so for a month and then forgets it', async () => {
    const entry = await revoked({ expiresAt: after(dayMs) })
    await register.listing.list(run())
    expect(await register.listing.list(run(after(dayMs)))).to.deep.equal({ made: 0, deleted: 1 })
    expect((await register.listing.changed(everything)).batches).to.deep.equal([])
    const { batches } = await register.listing.changed({
      ...fromTheStart,
      since: after(dayMs - 1000),
    })
    expect(batches).to.have.length(1)
    expect(batches[0]).to.deep.include({ cms: undefined, entries: 1, expires: entry.expiresAt })
    await register.listing.list(run(after(32 * dayMs)))
    expect((await register.listing.changed(fromTheStart)).batches).to.deep.equal([])
  })

  it('gives every change a later second, also after a clock was put back', async () => {
    for (const now of [noon, noon, after(-dayMs)]) {
      await revoked()
      await register.listing.list(run(now))
    }
    const { batches } = await register.listing.changed(everything)
    expect(batches.map(({ changedAt }) => changedAt.toISOString())).to.deep.equal([
      '2022-02-14T12:00:00.000Z',
      '2022-02-14T12:00:01.000Z',
      '2022-02-14T12:00:02.000Z',
    ])
    const since = new Date('2022-02-14T12:00:01Z')
    expect((await register.listing.changed({ ...everything, since })).batches).to.have.length(2)
  })

  it('tells in pages, bounded by number and by bytes, without a gap', async () => {
    for (let at = 0; at < 5; at++) {
      await revoked()
      await register.listing.list(run(after(at * 1000)))
    }
    const all = (await register.listing.changed(everything)).batches
    const bytes = all[0]?.cms?.length ?? 0
    for (const bounds of [{ batchesMax: 2 }, { bytesMax: 2 * bytes }, { bytesMax: 1 }]) {
      const told = []
      for (let place = 0, more = true; more; place = told.at(-1)?.change ?? 0) {
        const page = await register.listing.changed({ ...everything, after: place, ...bounds })
        expect(page.batches.length).to.equal(
          Math.min(5 - told.length, bounds.bytesMax === 1 ? 1 : 2),
        )
        told.push(...page.batches)
        more = page.more
      }
      expect(told).to.deep.equal(all)
    }
  })

  it('tells each batch of the first page’s moment once while others are made and end', async () => {
    for (let at = 0; at < 4; at++) {
      await revoked({ expiresAt: after((at === 1 || at === 3 ? 1 : 9) * dayMs) })
      await register.listing.list(run(after(at * 1000)))
    }
    const known = (await register.listing.changed(fromTheStart)).batches
    const told = (await register.listing.changed({ ...fromTheStart, batchesMax: 2 })).batches
    await revoked()
    await register.listing.list(run(after(2 * dayMs)))
    for (let more = true; more; ) {
      const place = told.at(-1)?.change ?? 0
      const page = await register.listing.changed({ ...fromTheStart, after: place, batchesMax: 1 })
      told.push(...page.batches)
      more = page.more
    }
    const holding = told.filter(({ cms }) => cms !== undefined).map(({ batchId }) => batchId)
    const ended = told.filter(({ cms }) => cms === undefined).map(({ batchId }) => batchId)
    const [first, second, third, fourth] = known.map(({ batchId }) => batchId)
    expect(holding.slice(0, 3)).to.deep.equal([first, second, third])
    expect(holding).to.have.length(4)
    expect(ended).to.have.members([second, fourth])
  })

  it('makes no batch for nobody', async () => {
    expect(await register.listing.list(run())).to.deep.equal({ made: 0, deleted: 0 })
  })

  if (canShare)
    it('lists each certificate once when several processes list at the same time', async () => {
      const entries: Entry[] = []
      for (let at = 0; at < 40; at++) entries.push(await revoked())
      const others = [1, 2, 3].map(() =>
        createListing({ database: another?.() as Database, seals }),
      )
      const slow: ListingRun = {
        now: noon,
        async batchesOf(unlisted) {
          await new Promise((resolve) => setTimeout(resolve, 50))
          return [batchOf(unlisted)]
        },
      }
      await Promise.all([register.listing, ...others].map((listing) => listing.list(slow)))
      await register.listing.list(slow)
      const listed = await uvcisIn()
      expect(listed.toSorted()).to.deep.equal(entries.map(({ uvci }) => uvci).sort())
    })
})
