// Rule documents and certificates of nobody, to be varied.

import type { ReadCertificate } from '../../../src/hcert/certificate.ts'

/** An invented rule document in the EU's form. */
export const document = {
  Identifier: 'VR-XA-0001',
  Type: 'Acceptance',
  Country: 'XA',
  Version: '1.0.0',
  SchemaVersion: '1.0.0',
  Engine: 'CERTLOGIC',
  EngineVersion: '1.0.0',
  CertificateType: 'Vaccination',
  Description: [{ lang: 'en', desc: 'At least two doses are needed.' }],
  ValidFrom: '2022-01-01T00:00:00Z',
  ValidTo: '2022-12-31T23:59:59Z',
  AffectedFields: ['v.0.dn'],
  Logic: { '>=': [{ var: 'payload.v.0.dn' }, 2] } as unknown,
}

export const noon = new Date('2022-02-10T12:00:00Z')

export const entry = {
  tg: '840539006',
  vp: '1119349007',
  mp: 'EU/1/20/1528',
  ma: 'ORG-100030215',
  dn: 2,
  sd: 2,
  dt: '2022-01-20',
  co: 'XB',
  is: 'Invented',
  ci: 'URN:UVCI:01:XB:0000',
}

/** A certificate as it is after reading; only what rules look at. */
export function certificate(dcc: object = {}, claims: object = {}): ReadCertificate {
  const payload = {
    ver: '1.3.0',
    nam: { fnt: 'VYHADANA' },
    dob: '1980-01-01',
    v: [entry],
    ...dcc,
  }
  const cwt = {
    issuer: 'XB',
    issuedAt: 1_643_702_400,
    expiresAt: 1_675_238_400,
    certificate: payload,
  }
  const cose = { keyId: Buffer.from('00000000') }
  return { cwt: { ...cwt, ...claims }, cose, dcc: payload } as unknown as ReadCertificate
}
