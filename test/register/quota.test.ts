import { expect } from 'chai'
import type { Database } from '../../src/register/database.ts'
import type { Entry } from '../../src/register/entry.ts'
import { migrate } from '../../src/register/migrate.ts'
import type { Person } from '../../src/register/person.ts'
import type { RecorderOptions } from '../../src/register/record.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import { overBoth, type TestDatabase } from './databases.ts'
import { newEntry, rotatedSeals, sameEvent, sameMessage, seals } from './entries.ts'

const hourMs = 3_600_000
const issued = { kind: 'recorded', outcome: 'ISSUED' }
const refused = { kind: 'refused', code: 'QUOTA_EXCEEDED' }

/** Two in 2022, as in Kyiv. */
const quota = {
  max: 2,
  from: new Date('2021-12-31T22:00:00Z'),
  before: new Date('2022-12-31T22:00:00Z'),
}

overBoth('the quota of a person', (open, canShare) => {
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

  /** A recovery of a new event. */
  const recovery = (person: Person, overrides: Partial<Entry> = {}): Entry =>
    newEntry({ type: 'recovery', quota, person, ...overrides })

  async function spend(person: Person): Promise<void> {
    for (let used = 0; used < quota.max; used++) {
      expect(await register.record(recovery(person))).to.deep.equal(issued)
    }
  }

  /** Somebody new, with every kind of identifier, and the same person under each alone. */
  function newPerson() {
    const { rnokpp, unzr, ...named } = newEntry().person
    const document = { type: 'PASSPORT', number: `АА ${(rnokpp as string).slice(-6)}` }
    const whole: Person = { ...named, rnokpp: rnokpp as string, unzr: unzr as string, document }
    const single: Person[] = [
      { ...named, rnokpp: rnokpp as string },
      { ...named, unzr: unzr as string },
      { ...named, document },
    ]
    return { whole, single, named }
  }

  const revoke = (uvci: string, { owner }: Entry) =>
    register.revoke([uvci], owner, { reason: 'DATA_ERROR', fraud: false, at: new Date() })

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
  })

  beforeEach(() => {
    now = new Date('2026-01-10T08:00:00Z')
    register = registerWith()
  })

  after(() => opened?.close())

  it('is spent by two, and the third is refused however it is asked for', async () => {
    const { whole } = newPerson()
    await spend(whole)
    const third = recovery(whole)
    expect(await register.foresee(third)).to.equal('QUOTA_EXCEEDED')
    expect(await register.record(third)).to.deep.equal(refused)
    const { recordId, ...withoutRecord } = recovery(whole)
    expect(await register.record(withoutRecord)).to.deep.equal(refused)
    const elsewhere = recovery(whole, { owner: { client: 'A/B', representedParty: 'C' } })
    expect(await register.record(elsewhere)).to.deep.equal(refused)
  })

  it('is not spent by other types, nor by types without one', async () => {
    const { whole } = newPerson()
    for (const type of ['vaccination', 'test', 'vaccination'] as const) {
      expect(await register.record(newEntry({ type, person: whole }))).to.deep.equal(issued)
    }
    await spend(whole)
    const free = recovery(whole)
    delete free.quota
    expect(await register.record(free)).to.deep.equal(issued)
  })

  it('is somebody’s own', async () => {
    await spend(newPerson().whole)
    await spend(newPerson().whole)
    await spend(newPerson().named)
  })

  it('is counted through every identifier that was once given with another', async () => {
    const { whole, single } = newPerson()
    await register.record(newEntry({ person: whole }))
    const [first, second, third] = single as [Person, Person, Person]
    expect(await register.record(recovery(first))).to.deep.equal(issued)
    expect(await register.record(recovery(second))).to.deep.equal(issued)
    expect(await register.record(recovery(third))).to.deep.equal(refused)
  })

  it('is counted over people whom one request shows to be the same', async () => {
    const { whole, single } = newPerson()
    for (const person of single) {
      expect(await register.record(recovery(person))).to.deep.equal(issued)
    }
    expect(await register.record(recovery(whole))).to.deep.equal(refused)
    await register.record(newEntry({ person: whole }))
    for (const person of single) {
      expect(await register.record(recovery(person))).to.deep.equal(refused)
    }
  })

  it('is counted over a chain of people, of whom no request names all', async () => {
    const [one, other] = [newPerson(), newPerson()]
    const { rnokpp, unzr } = one.whole
    const linked = { ...one.named, rnokpp: rnokpp as string, document: other.whole.document }
    expect(await register.record(recovery({ ...one.named, unzr: unzr as string }))).to.include(
      issued,
    )
    expect(await register.record(recovery(other.single[2] as Person))).to.include(issued)
    await register.record(newEntry({ person: one.whole }))
    await register.record(newEntry({ person: linked as Person }))
    expect(await register.record(recovery(one.single[1] as Person))).to.deep.equal(refused)
    expect(await register.record(recovery(other.single[2] as Person))).to.deep.equal(refused)
  })

  it('is of the calendar year in Kyiv in which the certificate was issued', async () => {
    const { whole } = newPerson()
    const at = (issuedAt: string) => recovery(whole, { issuedAt: new Date(issuedAt) })
    expect(await register.record(at('2021-12-31T21:59:59Z'))).to.deep.equal(issued)
    expect(await register.record(at('2022-12-31T22:00:00Z'))).to.deep.equal(issued)
    expect(await register.record(at('2021-12-31T22:00:00Z'))).to.deep.equal(issued)
    expect(await register.record(at('2022-12-31T21:59:59Z'))).to.deep.equal(issued)
    expect(await register.record(recovery(whole))).to.deep.equal(refused)
  })

  it('is free again after a revocation', async () => {
    const { whole } = newPerson()
    const [first, second, third] = [recovery(whole), recovery(whole), recovery(whole)]
    for (const entry of [first, second]) await register.record(entry)
    await revoke(first.uvci, first)
    expect(await register.record(third)).to.deep.equal(issued)
    expect(await register.record(recovery(whole))).to.deep.equal(refused)
  })

  it('counts a certificate and what renewed it once, in the year of the first', async () => {
    const { whole } = newPerson()
    const first = recovery(whole, { issuedAt: new Date('2022-02-14T09:00:00Z') })
    const lastYear = recovery(whole, { issuedAt: new Date('2021-12-14T09:00:00Z') })
    for (const entry of [first, lastYear]) await register.record(entry)
    now = new Date(now.getTime() + 25 * hourMs)
    for (const entry of [first, lastYear]) {
      expect(await register.record(sameEvent(entry))).to.include({ outcome: 'RENEWED' })
    }
    const second = recovery(whole)
    expect(await register.record(second)).to.deep.equal(issued)
    expect(await register.record(recovery(whole))).to.deep.equal(refused)
  })

  it('counts a renewal no more once that was revoked', async () => {
    const { whole } = newPerson()
    const first = recovery(whole)
    await register.record(first)
    now = new Date(now.getTime() + 25 * hourMs)
    const renewal = sameEvent(first)
    await register.record(renewal)
    await revoke(renewal.uvci, renewal)
    await spend(whole)
  })

  it('does not stand in the way of a repeat', async () => {
    const { whole } = newPerson()
    const first = recovery(whole)
    await register.record(first)
    expect(await register.record(recovery(whole))).to.deep.equal(issued)
    const { uvci } = first
    expect(await register.record(sameMessage(first))).to.include({ kind: 'standing', uvci })
    expect(await register.record(sameEvent(first))).to.include({ kind: 'standing', uvci })
    now = new Date(now.getTime() + 25 * hourMs)
    expect(await register.record(sameEvent(first))).to.include({ outcome: 'RENEWED' })
  })

  it('is known under the older pepper too', async () => {
    const { whole, single } = newPerson()
    await register.record(recovery(whole))
    const rotated = registerWith({ seals: rotatedSeals })
    expect(await rotated.record(recovery(single[1] as Person))).to.deep.equal(issued)
    expect(await rotated.record(recovery(single[2] as Person))).to.deep.equal(refused)
    expect(await register.record(recovery(whole))).to.deep.equal(refused)
  })

  async function expectTwo(registers: Register[], people: readonly Person[]) {
    const entries = Array.from({ length: 12 }, (_, index) =>
      recovery(people[index % people.length] as Person),
    )
    const results = await Promise.all(
      entries.map((entry, index) =>
        (registers[index % registers.length] as Register).record(entry),
      ),
    )
    expect(results.filter(({ kind }) => kind === 'recorded')).to.have.length(2)
    expect(results.filter(({ kind }) => kind === 'refused')).to.have.length(10)
  }

  it('is spent by two of twelve who ask at once', async () => {
    await expectTwo([register], [newPerson().whole])
  })

  it('is spent by two of twelve who ask at once by different identifiers', async () => {
    const { whole, single } = newPerson()
    await register.record(newEntry({ person: whole }))
    await expectTwo([register], single)
  })

  if (canShare) {
    it('is spent by two of twelve who ask two processes', async () => {
      const database = (opened.another as () => Database)()
      const registers = [register, registerWith({ database })]
      for (let round = 0; round < 5; round++) {
        const { whole, single } = newPerson()
        await register.record(newEntry({ person: whole }))
        await expectTwo(registers, single)
        await expectTwo(registers, [newPerson().whole])
      }
    })

    it('is of one person although two processes met their identifiers at the same moment', async () => {
      const database = (opened.another as () => Database)()
      const registers = [register, registerWith({ database })] as const
      for (let round = 0; round < 20; round++) {
        const { whole, single } = newPerson()
        await Promise.all([
          registers[0].record(newEntry({ person: whole })),
          registers[1].record(recovery(single[2] as Person)),
          registers[1].record(recovery(single[1] as Person)),
        ])
        expect(await register.record(recovery(single[0] as Person))).to.deep.equal(refused)
      }
    })
  }
})

overBoth('an event without a record', (open) => {
  let opened: TestDatabase
  let now: Date
  let register: Register

  before(async function () {
    this.timeout(60_000)
    opened = await open()
    await migrate(opened.database)
  })

  beforeEach(() => {
    now = new Date('2026-01-10T08:00:00Z')
    register = createRegister({
      database: opened.database,
      seals,
      clock: () => now,
      deliveryTtlMs: 24 * hourMs,
    })
  })

  after(() => opened?.close())

  /** The same event, of which no record is named, under other identifiers of the same name. */
  function newEvent() {
    const { recordId, recordOrigin, ...entry } = newEntry()
    const { rnokpp, unzr, ...named } = entry.person
    const facts = [named.familyName, named.givenName, named.birthDate, entry.uvci]
    const under = (person: Partial<Person>): Entry =>
      sameEvent({ ...entry, facts, person: { ...named, ...person } })
    return { under, rnokpp: rnokpp as string, unzr: unzr as string }
  }

  it('is the same under every identifier of the person', async () => {
    const { under, rnokpp, unzr } = newEvent()
    const first = under({ rnokpp, unzr })
    expect(await register.record(first)).to.deep.equal(issued)
    const { uvci } = first
    for (const person of [{ unzr }, { rnokpp }, { unzr, rnokpp }]) {
      expect(await register.foresee(under(person))).to.equal(undefined)
      expect(await register.record(under(person))).to.include({ kind: 'standing', uvci })
    }
  })

  it('is renewed under another identifier', async () => {
    const { under, rnokpp, unzr } = newEvent()
    const first = under({ rnokpp, unzr })
    await register.record(first)
    now = new Date(now.getTime() + 25 * hourMs)
    const renewal = under({ unzr })
    expect(await register.record(renewal)).to.include({
      outcome: 'RENEWED',
      supersedes: first.uvci,
    })
    expect(await register.record(under({ rnokpp }))).to.include({ uvci: renewal.uvci })
  })

  it('is another one of a namesake, of whom nothing else is known', async () => {
    const { under, rnokpp, unzr } = newEvent()
    expect(await register.record(under({ rnokpp }))).to.deep.equal(issued)
    const namesake = under({ unzr })
    expect(await register.foresee(under({ unzr }))).to.equal(undefined)
    expect(await register.record(namesake)).to.deep.equal(issued)
    expect(await register.record(under({ unzr }))).to.include({ uvci: namesake.uvci })
  })

  it('is certified anew after a revocation', async () => {
    const { under, rnokpp, unzr } = newEvent()
    const first = under({ rnokpp, unzr })
    await register.record(first)
    const revocation = { reason: 'DATA_ERROR', fraud: false, at: new Date() }
    await register.revoke([first.uvci], first.owner, revocation)
    expect(await register.record(under({ unzr }))).to.deep.equal(issued)
  })

  it('with a record is the same under every identifier as well', async () => {
    const first = newEntry()
    await register.record(first)
    const { rnokpp, ...person } = first.person
    const again = sameEvent(first, { person })
    expect(await register.record(again)).to.include({ kind: 'standing', uvci: first.uvci })
    const { unzr, ...named } = person
    const stranger = sameEvent(first, { person: { ...named, rnokpp: '3075899999' } })
    expect(await register.record(stranger)).to.deep.equal({
      kind: 'refused',
      code: 'RECORD_DIFFERS',
    })
  })
})
