import * as judge from 'base45'
import { expect } from 'chai'
import fc from 'fast-check'
import { decodeBase45, encodeBase45 } from '../../src/hcert/base45.ts'
import { expectRefusal, refusedAt } from './refused.ts'

/** RFC 9285 §4.3 and §4.4. */
const published = [
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
  ['', ''],
] as const

const refused = [
  ['a length of 3n+1', 'BB8B', 'BASE45_LENGTH'],
  ['a triplet over 65535', 'GGW', 'BASE45_OVERFLOW'],
  ['the largest triplet', ':::', 'BASE45_OVERFLOW'],
  ['a pair over 255', 'V5', 'BASE45_OVERFLOW'],
  ['a lower-case letter', 'bB8', 'BASE45_CHARACTER'],
  ['a character beyond ASCII', 'BBЖ', 'BASE45_CHARACTER'],
  ['a foreign character in the last pair', 'BB8B_', 'BASE45_CHARACTER'],
  ['a line break', 'BB8\n0', 'BASE45_CHARACTER'],
] as const

describe('base45', () => {
  for (const [plain, text] of published) {
    it(`writes and reads "${plain}" as RFC 9285 does`, () => {
      expect(encodeBase45(Buffer.from(plain))).to.equal(text)
      expect(Buffer.from(decodeBase45(text)).toString()).to.equal(plain)
    })
  }

  for (const [what, text, fault] of refused) {
    it(`refuses ${what}`, () => {
      expectRefusal(() => decodeBase45(text), fault)
    })
  }

  it('reads the largest triplet and the largest pair', () => {
    expect([...decodeBase45('FGW')]).to.deep.equal([0xff, 0xff])
    expect([...decodeBase45('U5')]).to.deep.equal([0xff])
  })

  it('takes a space at either end for the digit that it is', () => {
    const text = encodeBase45(Uint8Array.of(0, 36, 255))
    expect(text).to.equal(' 00U5')
    expect(refusedAt(() => decodeBase45(text.trim()))).to.equal('BASE45')
    expect([...decodeBase45(text)]).to.deep.equal([0, 36, 255])
  })

  it('agrees with the package base45 on any bytes, and reads them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const text = encodeBase45(bytes)
        expect(text).to.equal(judge.encode(bytes))
        expect(Buffer.compare(decodeBase45(text), bytes)).to.equal(0)
      }),
    )
  })

  it('reads any text or refuses it; what it reads is written the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 30 }), (text) => {
        const step = refusedAt(() => expect(encodeBase45(decodeBase45(text))).to.equal(text))
        expect(step ?? 'BASE45').to.equal('BASE45')
      }),
    )
  })
})
