import { expect } from 'chai'
import { validityProblem, withinValidity } from '../../src/hcert/validity.ts'

const key = {
  notBefore: new Date('2021-06-01T00:00:00Z'),
  notAfter: new Date('2023-06-01T00:00:00Z'),
}
const issued = Date.parse('2022-01-01T00:00:00Z') / 1000
const expires = Date.parse('2022-03-01T00:00:00Z') / 1000
const claims = { issuedAt: issued, expiresAt: expires }
const second = (unix: number) => new Date(unix * 1000)

describe('validity', () => {
  const rows: readonly [string, object, Date, string | undefined][] = [
    ['in the middle', {}, second(issued + 1000), undefined],
    ['at the second of issue', {}, second(issued), undefined],
    ['two minutes before, for clocks differ', {}, second(issued - 120), undefined],
    ['earlier than that', {}, second(issued - 121), 'NOT_YET_VALID'],
    ['at the last second', {}, second(expires), undefined],
    ['a second later', {}, second(expires + 1), 'EXPIRED'],
    [
      'issued before the key',
      { issuedAt: key.notBefore.getTime() / 1000 - 1 },
      second(issued),
      'ISSUED_BEFORE_KEY',
    ],
    [
      'outliving the key',
      { expiresAt: key.notAfter.getTime() / 1000 + 1 },
      second(issued),
      'OUTLIVES_KEY',
    ],
    [
      'as long as the key',
      { issuedAt: key.notBefore.getTime() / 1000, expiresAt: key.notAfter.getTime() / 1000 },
      second(issued),
      undefined,
    ],
  ]
  it('finds every time wrong that is none', () => {
    const none = new Date(Number.NaN)
    const at = second(issued)
    expect(validityProblem(claims, key, none)).to.equal('NOT_YET_VALID')
    expect(validityProblem(claims, { ...key, notBefore: none }, at)).to.equal('ISSUED_BEFORE_KEY')
    expect(validityProblem(claims, { ...key, notAfter: none }, at)).to.equal('OUTLIVES_KEY')
  })

  for (const [when, change, at, problem] of rows) {
    it(`finds ${problem ?? 'no problem'} ${when}`, () => {
      expect(validityProblem({ ...claims, ...change }, key, at)).to.equal(problem)
      expect(withinValidity({ ...claims, ...change }, key, at)).to.equal(problem === undefined)
    })
  }
})
