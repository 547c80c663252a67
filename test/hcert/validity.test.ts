import { expect } from 'chai'
import { keyUsageAllows, validityProblem, withinValidity } from '../../src/hcert/validity.ts'

const right = '1.3.6.1.4.1.1847.2021.1'
const wrong = '1.3.6.1.4.1.0.1847.2021.1'
const serverTls = '1.3.6.1.5.5.7.3.1'

/** Purposes of the signer, and the kinds it may sign. */
const usages: readonly [string, string[] | undefined, string][] = [
  ['no extension', undefined, 'v t r'],
  ['no purpose', [], 'v t r'],
  ['a purpose of others only', [serverTls], 'v t r'],
  ['the purpose test', [`${right}.1`], 't'],
  ['the purpose vaccination', [`${right}.2`], 'v'],
  ['the purpose recovery', [`${right}.3`], 'r'],
  ['the purpose test of the older family', [`${wrong}.1`], 't'],
  ['the purpose vaccination of the older family', [`${wrong}.2`], 'v'],
  ['the purpose recovery of the older family', [`${wrong}.3`], 'r'],
  ['purposes of both families', [`${right}.1`, `${wrong}.3`], 't r'],
  ['a purpose of others beside ours', [serverTls, `${right}.2`], 'v'],
  ['all three', [`${wrong}.1`, `${wrong}.2`, `${wrong}.3`], 'v t r'],
]

const key = {
  notBefore: new Date('2021-06-01T00:00:00Z'),
  notAfter: new Date('2023-06-01T00:00:00Z'),
}
const issued = Date.parse('2022-01-01T00:00:00Z') / 1000
const expires = Date.parse('2022-03-01T00:00:00Z') / 1000
const claims = { issuedAt: issued, expiresAt: expires }
const second = (unix: number) => new Date(unix * 1000)

describe('validity', () => {
  for (const [what, purposes, allowed] of usages) {
    it(`lets a signer with ${what} sign ${allowed}`, () => {
      const kinds = (['v', 't', 'r'] as const).filter((kind) => keyUsageAllows(purposes, kind))
      expect(kinds.join(' ')).to.equal(allowed)
    })
  }

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
  for (const [when, change, at, problem] of rows) {
    it(`finds ${problem ?? 'no problem'} ${when}`, () => {
      expect(validityProblem({ ...claims, ...change }, key, at)).to.equal(problem)
      expect(withinValidity({ ...claims, ...change }, key, at)).to.equal(problem === undefined)
    })
  }
})
