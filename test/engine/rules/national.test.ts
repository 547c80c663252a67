import { expect } from 'chai'
import { nationalRules, ruleOn } from '../../../src/engine/rules/national.ts'

describe('national rules', () => {
  const table: [keyof typeof nationalRules, date: string, act: string | undefined][] = [
    ['vaccination', '2021-06-30', undefined],
    ['vaccination', '2021-07-01', '677'],
    ['vaccination', '2021-09-12', '677'],
    ['vaccination', '2021-09-13', '954'],
    ['vaccination', '2022-01-18', '954'],
    ['vaccination', '2022-01-19', '45'],
    ['test', '2021-06-30', undefined],
    ['test', '2022-02-10', '677'],
    ['recovery', '2022-02-01', '677'],
    ['recovery', '2022-02-02', '88'],
  ]
  for (const [type, date, act] of table) {
    it(`finds ${act ?? 'no rule'} for ${type} on ${date}`, () => {
      expect(ruleOn<{ from: string; act: string }>(nationalRules[type], date)?.act).to.equal(act)
    })
  }

  it('stand in the order in which they came into force', () => {
    for (const rules of Object.values(nationalRules)) {
      const dates = rules.map(({ from }) => from)
      expect(dates).to.deep.equal([...dates].sort())
    }
  })
})
