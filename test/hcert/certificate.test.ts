import { expect } from 'chai'
import fc from 'fast-check'
import { readCoseBytes, readHc1 } from '../../src/hcert/certificate.ts'
import { verifyCose } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import { schemaProblems } from '../../src/hcert/payload.ts'
import { expectRefusal, refusedAt } from './refused.ts'
import { claims, flipped, keyId, signed, vaccination, verificationKey } from './samples.ts'

describe('certificate', () => {
  it('reads an HC1 text to its end and hands back every layer', () => {
    const cose = signed()
    const read = readHc1(encodeHc1(cose))
    expect(Buffer.compare(read.coseBytes, cose)).to.equal(0)
    expect(read.cose.keyId).to.deep.equal(keyId)
    expect(read.cwt).to.deep.equal(claims)
    expect(read.dcc).to.deep.equal(vaccination)
    expect(verifyCose(read.cose, verificationKey('ES256'))).to.equal(true)
  })

  const faults = [
    ['PREFIX_WRONG', 'HC2:'],
    ['BASE45_LENGTH', 'HC1:a'],
    ['ZLIB_NOT_COMPRESSED', 'HC1:000'],
    ['CBOR_CUT', encodeHc1(Buffer.of(0x81))],
    ['COSE_NOT_FOUR_PARTS', encodeHc1(Buffer.of(0x80))],
    ['CBOR_TRAILING_BYTES', encodeHc1(signed(Buffer.of(0x80, 0x80)))],
    ['CWT_NOT_CLAIMS', encodeHc1(signed(Buffer.of(0x80)))],
  ] as const
  for (const [fault, text] of faults) {
    it(`says ${fault} where reading ends`, () => {
      expectRefusal(() => readHc1(text), fault)
    })
  }

  it('reads or refuses a certificate with any byte changed, and never takes it for signed', () => {
    const cose = signed()
    const at = fc.integer({ min: 0, max: cose.length - 1 })
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (index, bits) => {
        let signedStill = false
        const step = refusedAt(() => {
          const { cose: read, cwt, dcc } = readCoseBytes(flipped(cose, index, bits))
          signedStill = verifyCose(read, verificationKey('ES256'))
          // The one thing a change may leave signed is what is not signed: the unprotected header and the tag.
          if (signedStill) expect({ ...cwt, certificate: dcc }).to.deep.equal(claims)
          schemaProblems(dcc, { strict: false })
        })
        if (step !== undefined) expect(['CBOR', 'COSE', 'CWT']).to.include(step)
      }),
      { numRuns: 500 },
    )
  })

  it('reads or refuses any claims that are signed', () => {
    const cwt = writeCwt(claims)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: cwt.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, bits) => {
          const changed = encodeHc1(signed(flipped(cwt, at, bits)))
          const step = refusedAt(() => schemaProblems(readHc1(changed).dcc, { strict: true }))
          expect(['CBOR', 'CWT']).to.include(step ?? 'CWT')
        },
      ),
    )
  })
})
