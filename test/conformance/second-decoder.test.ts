import { expect } from 'chai'
import { decoderProblems } from '../../scripts/conformance/certificate.ts'
import { readAgain } from '../../scripts/conformance/second-decoder.ts'
import { readHc1 } from '../../src/hcert/certificate.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import { claims, keyId, recovery, signed } from '../hcert/samples.ts'

const cose = signed()
const hc1 = encodeHc1(cose)

describe('the second decoder', () => {
  for (const [form, bytes] of [
    ['with the tag of COSE_Sign1', cose],
    ['without a tag', cose.subarray(1)],
    ['with the tag of a CWT before it', Buffer.concat([Uint8Array.of(0xd8, 61), cose])],
  ] as const) {
    it(`reads a certificate ${form}`, () => {
      const {
        alg,
        keyId: read,
        issuer,
        issuedAt,
        expiresAt,
        certificate,
      } = readAgain(encodeHc1(bytes))
      expect({ alg, issuer, issuedAt, expiresAt, certificate }).to.deep.equal({
        alg: 'ES256',
        ...claims,
      })
      expect(Buffer.from(read)).to.deep.equal(keyId)
    })
  }

  it('agrees with ours', () => {
    expect(decoderProblems(hc1, readHc1(hc1))).to.deep.equal([])
    const rsa = encodeHc1(signed(writeCwt({ ...claims, certificate: recovery }), 'PS256'))
    expect(decoderProblems(rsa, readHc1(rsa))).to.deep.equal([])
  })

  const ours = readHc1(hc1)
  for (const [what, reading] of [
    ['algorithm', { ...ours, cose: { ...ours.cose, alg: 'PS256' } }],
    ['key identifier', { ...ours, cose: { ...ours.cose, keyId: undefined } }],
    ['issuer', { ...ours, cwt: { ...ours.cwt, issuer: 'UK' } }],
    ['time of issue', { ...ours, cwt: { ...ours.cwt, issuedAt: claims.issuedAt + 1 } }],
    ['end', { ...ours, cwt: { ...ours.cwt, expiresAt: claims.issuedAt } }],
    ['payload', { ...ours, dcc: { ...claims.certificate, dob: '1986-02' } }],
  ] as const) {
    it(`notices that we read another ${what}`, () => {
      expect(decoderProblems(hc1, reading)).to.deep.equal([
        `a second decoder reads another ${what}`,
      ])
    })
  }

  it('says what it cannot read', () => {
    const broken = hc1.slice(0, -6)
    expect(decoderProblems(broken, ours)).to.deep.equal(['a second decoder cannot read hc1'])
  })
})
