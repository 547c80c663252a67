import { expect } from 'chai'
import {
  evaluated,
  type Logic,
  languageVersion,
  logicProblem,
} from '../../../src/engine/business-rules/certlogic.ts'

const deep = (levels: number): unknown => (levels === 0 ? true : { '!': [deep(levels - 1)] })

describe('CertLogic', () => {
  const results: [string, unknown, boolean | undefined][] = [
    ['true', { '===': [{ var: 'a' }, 1] }, true],
    ['false', { '===': [{ var: 'a' }, 2] }, false],
    ['nothing for a number', { '+': [{ var: 'a' }, 1] }, undefined],
    ['nothing for a text', { var: 'text' }, undefined],
    ['nothing for a missing value', { '>': [{ var: 'none' }, 1] }, undefined],
    ['nothing for a missing value within and', { and: [{ var: 'none' }, true] }, undefined],
    [
      'nothing for a date that is none',
      { after: [{ plusTime: [{ var: 'text' }, 1, 'day'] }, 1] },
      undefined,
    ],
    ['nothing for what every object has', { '!': [{ var: 'constructor' }] }, undefined],
    [
      'a sum over a list',
      {
        '===': [
          { reduce: [{ var: 'list' }, { '+': [{ var: 'accumulator' }, { var: 'current' }] }, 0] },
          6,
        ],
      },
      true,
    ],
  ]
  const data = { a: 1, text: 'text', list: [1, 2, 3] }
  for (const [title, logic, expected] of results)
    it(`says ${title}`, () => {
      expect(logicProblem(logic)).to.equal(undefined)
      expect(evaluated(logic as Logic, data)).to.equal(expected)
    })

  const sum = { reduce: [[1, 2], { var: 'current' }, 0] }
  const refused: [string, unknown, RegExp][] = [
    ['no operation', true, /no CertLogic operation/],
    ['null', null, /no CertLogic operation/],
    ['an unknown operator', { system: ['ls'] }, /no CertLogic operation/],
    ['two operators', { '!': [true], '===': [1, 1] }, /no CertLogic operation/],
    ['a fraction', { '===': [1.5, 1] }, /no CertLogic operation/],
    [
      'an operator inherited from objects',
      JSON.parse('{"__proto__":[1]}'),
      /no CertLogic operation/,
    ],
    ['more than anybody writes', { and: Array(2000).fill(true) }, /too large/],
    ['a loop over a loop', { reduce: [sum, true, true] }, /reduce within a reduce/],
    [
      'a loop for each turn of a loop',
      { reduce: [[1], { '!': [sum] }, true] },
      /reduce within a reduce/,
    ],
  ]
  for (const [title, logic, problem] of refused)
    it(`refuses ${title}`, () => expect(logicProblem(logic)).to.match(problem))

  it('takes loops beside each other', () => {
    expect(logicProblem({ and: [{ '!': [sum] }, { '!': [sum] }] })).to.equal(undefined)
  })

  it('judges as deep as a file may be', () => {
    expect(evaluated(deep(60) as Logic, {})).to.equal(true)
  })

  it('ends soon, whatever is allowed', () => {
    const list = Array.from({ length: 900 }, (_, at) => at)
    const turn = { and: Array(900).fill(true) }
    const logic = { '!': [{ reduce: [list, turn, true] }] }
    expect(logicProblem(logic)).to.equal(undefined)
    const start = performance.now()
    expect(evaluated(logic as unknown as Logic, {})).to.equal(false)
    expect(performance.now() - start).to.be.lessThan(1000)
  })

  it('is of the version that the reference implementation has', () => {
    expect(languageVersion).to.match(/^1\.3\.\d+$/)
  })
})
