import { expect } from 'chai'
import type { Person } from '../../src/contract/types.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, recovery } from './samples.ts'

describe('recoveries of one person', () => {
  let made: MadeEngine

  before(async () => {
    made = await makeEngine()
  })

  beforeEach(() => {
    made.times.world = noon
  })

  after(() => made.close())

  let people = 0

  /** Somebody new, by every identifier. */
  function newPerson() {
    const number = String(++people).padStart(5, '0')
    return {
      familyName: 'Двічіна',
      givenName: 'Одарка',
      birthDate: '1970-06-01',
      rnokpp: `00000${number}`,
      unzr: `19700601-${number}`,
    }
  }

  async function ask(person: Person, at: string | Date = noon, validateOnly = false) {
    made.times.world = new Date(at)
    const firstPositiveDate = new Date(made.times.world.getTime() - 20 * 86_400_000)
      .toISOString()
      .slice(0, 10)
    const event = { ...recovery, recordId: `record-${Math.random()}`, firstPositiveDate }
    const request = { person, event, ...(validateOnly ? { context: { validateOnly } } : {}) }
    return made.engine.issue('recovery', request, caller())
  }

  const outcome = ({ certificate, fault }: Awaited<ReturnType<typeof ask>>) =>
    certificate?.outcome ?? fault?.faultCode

  it('are two a calendar year, and the third is refused with its path', async () => {
    const person = newPerson()
    const { unzr, ...byNumber } = person
    const { rnokpp, ...byRecord } = person
    expect(outcome(await ask(person))).to.equal('ISSUED')
    expect(outcome(await ask(byRecord))).to.equal('ISSUED')
    const { fault } = await ask(byNumber)
    expect(fault).to.include({ faultCode: 'QUOTA_EXCEEDED', retryable: false })
    expect(fault?.violation).to.deep.equal([{ path: 'person', rule: 'QUOTA_EXCEEDED' }])
  })

  it('are counted by a mere check as well, which spends nothing', async () => {
    const person = newPerson()
    const validated = { property: [{ name: 'VALIDATED', value: 'true' }] }
    for (let time = 0; time < 3; time++)
      expect(await ask(person, noon, true)).to.deep.include(validated)
    for (let time = 0; time < 2; time++) await ask(person)
    expect(outcome(await ask(person, noon, true))).to.equal('QUOTA_EXCEEDED')
  })

  it('are counted by the year in Kyiv, to the second', async () => {
    const person = newPerson()
    const times = ['2022-12-31T21:59:58Z', '2022-12-31T21:59:58Z', '2022-12-31T21:59:59Z']
    const outcomes = []
    for (const at of [...times, '2022-12-31T22:00:00Z'])
      outcomes.push(outcome(await ask(person, at)))
    expect(outcomes).to.deep.equal(['ISSUED', 'ISSUED', 'QUOTA_EXCEEDED', 'ISSUED'])
  })

  it('are not counted before the rule of 02.02.2022, but count from then on', async () => {
    const person = newPerson()
    const outcomes = []
    for (const at of ['2021-12-31T21:59:59Z', '2022-02-01T21:59:59Z', '2022-02-01T21:59:59Z'])
      outcomes.push(outcome(await ask(person, at)))
    expect(outcomes).to.deep.equal(['ISSUED', 'ISSUED', 'ISSUED'])
    expect(outcome(await ask(person, '2022-02-01T22:00:00Z'))).to.equal('QUOTA_EXCEEDED')
  })

  it('are two when many are asked for at once', async () => {
    const person = newPerson()
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(person)))
    const outcomes = answers.map(outcome)
    expect(outcomes.filter((one) => one === 'ISSUED')).to.have.length(2)
    expect(outcomes.filter((one) => one === 'QUOTA_EXCEEDED')).to.have.length(6)
  })
})
