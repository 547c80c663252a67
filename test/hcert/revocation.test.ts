// The published values: RevocationCalculationSampleData.json of the German Corona-Warn-App (Apache-2.0), which took its
// certificates from dcc-quality-assurance. Of each, here stand only what is hashed and what must come out.

import { expect } from 'chai'
import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { readCose, revocationHash } from '../../src/hcert/cose.ts'
import { hashKindNames, hashKinds, isHashKind, revocableOf } from '../../src/hcert/revocation.ts'
import { signed } from './samples.ts'

const published = [
  {
    title: 'DE/1.3.0/REC_DE.png',
    alg: 'ES256',
    issuer: 'DE',
    uvci: 'URN:UVCI:01DE/A23234242/50CUH2UMZUJW382VP58G2Q#F',
    signature:
      'VXFxRxCdT+f1cyipyOie6UNOGKZHRdViebCHE/t67b28uUJVj2gXr4uFPAhRx5uDJe9lBryvokZGXTQUKf3ReQ==',
    UCI: '423bd0a847634ce8dea5dd5e9400f287',
    COUNTRYCODEUCI: '7dfb27c9adf0551f0600585a9641a026',
    SIGNATURE: '2698afff2cdbd017bc957b6fa1764ac7',
  },
  {
    title: 'DE/1.3.0/VAC_DE.png',
    alg: 'ES256',
    issuer: 'DE',
    uvci: 'URN:UVCI:01DE/A42234539/43CUH2UMZUJW382VP58G2Q#F',
    signature:
      'B4Ojj9vd9NniW60XMJfe8KtuVaaatgPEBpuq7+scyjAqK+bID0938elzVD8r43U49VmWjiCVpyX++tF4fb/QEA==',
    UCI: '54a90383b0e792489835caec8befd2a4',
    COUNTRYCODEUCI: 'eeabbcbbb1637ddf343458f1f41842da',
    SIGNATURE: 'b80307723714cb7cd9a653a0bc56c89d',
  },
  {
    title: 'LT/1.3.0/VAC-2.png',
    alg: 'PS256',
    issuer: 'LT',
    uvci: 'URN:UVCI:01:LT:1111ZXWMLK5CHWBDVQK5Q#Z',
    signature:
      'WLWv+PVB0Ve3K7GlX6gQ/pPvlwpE5L99SRXBWfcVTnDHb48P1AP8Pl4LZHAkotw3MawzH92qmKd6+hJpvBBNu3efo2mz' +
      'fl+rJjHElDKT7mrAPhLSVDKvrG2bEaapyefNu+gCy8Nb9yQ4K8/C9NrKGDlgtiIc6kiIL93YiFYBerCNDbAp5I0dy9vs' +
      'hIKEMZjE6v2rNNYp9rySCCrMWzz8KTDjLZkY14brrfnEk3RNgTd8xSy4fD0wkEdhZ3rxlJgkNbhauqc/TXPNRBlW2ciL' +
      'ylwR43c3Ndr+hJD+q+DIHqaq4BHnHi+78OAxkm4UMQB2J0OaH0INhwaZjqk0o73UKA==',
    UCI: '3d59bc9b9563dcea32836578c9d3b161',
    COUNTRYCODEUCI: '0c32d9ec22eb7167ea0e7a1eb0a21849',
    SIGNATURE: 'fa6af59289198a146c35710b67cdd415',
  },
] as const

/** Nothing else of it counts. */
const unsigned = readCose(signed())

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('the entries of revocation lists', () => {
  for (const { title, alg, issuer, uvci, signature, ...expected } of published) {
    it(`are the published ones for ${title}, ${alg}`, () => {
      const cose = { ...unsigned, alg, signature: Buffer.from(signature, 'base64') }
      const signatureHash = revocationHash(cose)
      const revocable = { issuer, uvci, signatureHash }
      for (const kind of hashKindNames)
        expect(hex(hashKinds[kind](revocable)), kind).to.equal(expected[kind])
    })
  }

  it('are made from the claim of the issuer and from the UVCI to the letter', () => {
    const read = readCoseBytes(signed())
    const revocable = revocableOf(read, 'URN:UVCI:01:UA:ab')
    expect(revocable.issuer).to.equal('UA')
    expect(hex(revocable.signatureHash)).to.equal(hex(revocationHash(read.cose)))
    const other = { ...revocable, uvci: 'URN:UVCI:01:UA:AB' }
    expect(hex(hashKinds.UCI(revocable))).not.to.equal(hex(hashKinds.UCI(other)))
  })

  it('of a certificate without issuer are those of the bare UVCI', () => {
    const revocable = { issuer: undefined, uvci: 'X', signatureHash: Buffer.alloc(16) }
    expect(hex(hashKinds.COUNTRYCODEUCI(revocable))).to.equal(hex(hashKinds.UCI(revocable)))
  })

  it('have three kinds and no others', () => {
    expect(hashKindNames).to.have.members(['SIGNATURE', 'UCI', 'COUNTRYCODEUCI'])
    expect(isHashKind('UCI')).to.equal(true)
    for (const other of ['toString', 'uci', 1, undefined]) expect(isHashKind(other)).to.equal(false)
  })
})
