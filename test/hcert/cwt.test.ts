import * as judge from 'cborg'
import { expect } from 'chai'
import { encodeCbor } from '../../src/hcert/cbor.ts'
import { readCwt, writeCwt } from '../../src/hcert/cwt.ts'
import type { ReadingFault } from '../../src/hcert/steps.ts'
import { expectRefusal } from './refused.ts'
import { claims, recovery, test, vaccination } from './samples.ts'

const hcert = new Map([[1, new Map([['ver', '1.3.0']])]])

/** Claims as some other issuer might write them. */
function written(...members: [number, unknown][]): Uint8Array {
  return encodeCbor(new Map([[6, 10], [4, 20], [-260, hcert], ...members] as [number, unknown][]))
}

describe('cwt', () => {
  for (const certificate of [vaccination, test, recovery]) {
    it(`reads back what it wrote: ${Object.keys(certificate).at(-1)}`, () => {
      expect(readCwt(writeCwt({ ...claims, certificate }))).to.deep.equal({
        ...claims,
        certificate,
      })
    })
  }

  it('writes 1, 4, 6, -260 in this order, times as integers, as a second decoder reads them', () => {
    const bytes = writeCwt(claims)
    const again = judge.decode(bytes, { useMaps: true, allowIndefinite: false, strict: true })
    expect([...again.keys()]).to.deep.equal([1, 4, 6, -260])
    expect(again.get(6)).to.equal(claims.issuedAt)
    expect(Buffer.from(bytes).toString('hex', 0, 10)).to.equal('a401625541041a63bc88')
  })

  it('takes fractions of a second and claims it does not know, and needs no issuer', () => {
    const { issuer, issuedAt } = readCwt(
      written([6, 1_624_367_271.5], [2, 'subject'], [7, Buffer.of(1)]),
    )
    expect(issuer).to.equal(undefined)
    expect(issuedAt).to.equal(1_624_367_271.5)
  })

  it('leaves out members that are null and keeps the rest in order', () => {
    const payload = new Map<string, unknown>([
      ['r', null],
      ['t', undefined],
      ['v', [new Map([['dn', 1]]), null]],
      ['ver', '1.0.0'],
    ])
    const { certificate } = readCwt(written([-260, new Map([[1, payload]])]))
    expect(JSON.stringify(certificate)).to.equal('{"v":[{"dn":1},null],"ver":"1.0.0"}')
  })

  const refused: readonly [string, Uint8Array, ReadingFault][] = [
    ['bytes that are no CBOR', Buffer.from('ffff', 'hex'), 'CBOR_SIMPLE_VALUE'],
    ['what is not a map', encodeCbor([1]), 'CWT_NOT_CLAIMS'],
    [
      'claims without a certificate',
      encodeCbor(
        new Map([
          [6, 10],
          [4, 20],
        ]),
      ),
      'CWT_NO_CERTIFICATE',
    ],
    [
      'a certificate of another scheme',
      written([-260, new Map([[2, hcert]])]),
      'CWT_NO_CERTIFICATE',
    ],
    ['a certificate that is not under a key', written([-260, 'text']), 'CWT_NO_CERTIFICATE'],
    [
      'no expiry',
      encodeCbor(
        new Map<number, unknown>([
          [6, 10],
          [-260, hcert],
        ]),
      ),
      'CWT_NO_TIME',
    ],
    ['a time that is text', written([6, '2021-06-22']), 'CWT_NO_TIME'],
    ['a time that is no number', written([4, Number.NaN]), 'CWT_NO_TIME'],
    [
      'a member that would become a prototype',
      written([-260, new Map([[1, new Map([['__proto__', new Map([['v', 1]])]])]])]),
      'CWT_FORBIDDEN_NAME',
    ],
  ]
  for (const [what, bytes, fault] of refused) {
    it(`refuses ${what}`, () => {
      expectRefusal(() => readCwt(bytes), fault)
    })
  }
})
