import { expect } from 'chai'
import { kyivDate } from '../../../src/engine/rules/kyiv.ts'
import { applicantRules, nationalRules, rulesVersion } from '../../../src/engine/rules/national.ts'
import { type Rule, ruleOn } from '../../../src/engine/rules/rule.ts'

type Type = keyof typeof nationalRules

const actAt = (type: Type, instant: string) =>
  ruleOn<Rule>(nationalRules[type], kyivDate(new Date(instant)))?.act

describe('national rules', () => {
  // Midnight in Kyiv is 21:00 UTC in summer and 22:00 UTC in winter.
  const table: [Type, midnight: string, before: string | undefined, act: string][] = [
    ['vaccination', '2021-06-30T21:00:00Z', undefined, '677'],
    ['vaccination', '2021-09-12T21:00:00Z', '677', '954'],
    ['vaccination', '2021-09-29T21:00:00Z', '954', '954+mixed'],
    ['vaccination', '2021-12-31T22:00:00Z', '954+mixed', '954+origins'],
    ['vaccination', '2022-01-18T22:00:00Z', '954+origins', '45'],
    ['vaccination', '2022-01-31T22:00:00Z', '45', '45+2021/2301'],
    ['vaccination', '2022-04-30T21:00:00Z', '45+2021/2301', '45+545'],
    ['test', '2021-06-30T21:00:00Z', undefined, '677'],
    ['test', '2021-09-12T21:00:00Z', '677', '954'],
    ['recovery', '2021-06-30T21:00:00Z', undefined, '677'],
    ['recovery', '2021-11-30T22:00:00Z', '677', '677+day15'],
    ['recovery', '2022-02-01T22:00:00Z', '677+day15', '88'],
  ]
  for (const [type, midnight, before, act] of table) {
    it(`of ${type} pass from ${before ?? 'none'} to ${act} at midnight in Kyiv`, () => {
      const instant = new Date(midnight).getTime()
      expect(actAt(type, new Date(instant - 1).toISOString())).to.equal(before)
      expect(actAt(type, midnight)).to.equal(act)
      expect(actAt(type, new Date(instant + 86_400_000).toISOString())).to.equal(act)
    })
  }

  it('are all walked here', () => {
    for (const type of ['vaccination', 'test', 'recovery'] as const) {
      const walked = table.filter(([one]) => one === type).map(([, , , act]) => act)
      expect(nationalRules[type].map(({ act }) => act)).to.deep.equal(walked)
    }
  })

  it('stay in force until the next, and the last for good', () => {
    expect(actAt('vaccination', '2030-01-01T00:00:00Z')).to.equal('45+545')
    expect(actAt('test', '2030-01-01T00:00:00Z')).to.equal('954')
    expect(actAt('recovery', '2030-01-01T00:00:00Z')).to.equal('88')
  })

  it('each name their source in both languages, and what is not confirmed', () => {
    for (const rule of Object.values<readonly Rule[]>(nationalRules).flat()) {
      for (const { uk, en } of [rule.source, rule.remark]) {
        expect(uk).to.match(/[а-яіїєґ]/)
        expect(en)
          .to.match(/[a-z]/)
          .and.not.match(/[а-яіїєґ]/)
      }
      if (!rule.confirmed)
        expect(`${rule.source.en} ${rule.remark.en}`).to.match(/not found|nconfirmed/)
    }
    for (const { confirmed, remark } of Object.values(applicantRules)) {
      expect(confirmed).to.equal(false)
      expect(remark.en).to.match(/found/)
    }
  })

  it('have a version that names the newest act', () => {
    expect(rulesVersion).to.match(/^677-2021\/88-2022\/\d+$/)
  })
})
