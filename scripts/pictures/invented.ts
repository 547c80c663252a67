// Certificates of people who do not exist, signed by the issuer of the fixtures' sandbox: what pictures are
// made of.

import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf, holderOf } from '../../src/engine/content.ts'
import { signCose } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import { keyIdOf } from '../../src/keys/certificate.ts'
import type { PdfCertificate } from '../../src/render/pdf/index.ts'
import { fixturesFolder } from '../conformance/cases.ts'

const nam = {
  fn: 'Вигадана',
  fnt: 'VYHADANA',
  gn: 'Перевірка Зразківна',
  gnt: 'PEREVIRKA<ZRAZKIVNA',
}
const person = { ver: '1.3.0', nam, dob: '1980-01-01' }
const common = { tg: '840539006', co: 'UA', is: 'State Enterprise DIIA' }
const uvci = (last: string) => `URN:UVCI:01:UA:000000000000000000000000000000${last}`

/** The payload of each type, by the contract's name of the type. */
export const payloads = {
  VACCINATION: {
    ...person,
    v: [
      {
        ...common,
        ci: uvci('A1'),
        vp: '1119349007',
        mp: 'EU/1/20/1528',
        ma: 'ORG-100030215',
        dn: 2,
        sd: 2,
        dt: '2022-01-20',
      },
    ],
  },
  TEST: {
    ...person,
    t: [
      {
        ...common,
        ci: uvci('A2'),
        tt: 'LP6464-4',
        nm: 'Вигаданий ПЛР-тест',
        sc: '2022-02-09T08:00:00+02:00',
        tr: '260415000',
        tc: 'Вигадана лабораторія № 1',
      },
    ],
  },
  RECOVERY: {
    ...person,
    r: [{ ...common, ci: uvci('A3'), fr: '2022-01-10', df: '2022-01-21', du: '2022-07-09' }],
  },
} as unknown as Record<Kind, Dcc>

export type Kind = 'VACCINATION' | 'TEST' | 'RECOVERY'

const keys = join(fixturesFolder, 'keys')
const issuer = new X509Certificate(readFileSync(join(keys, 'issuer.pem')))
const key = createPrivateKey(readFileSync(join(keys, 'issuer.key')))

const signer = {
  alg: 'ES256' as const,
  keyId: keyIdOf(issuer),
  sign: (bytes: Uint8Array) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
}

const issuedAt = Date.parse('2022-02-10T12:00:00+02:00') / 1000
const expiresAt = Date.parse('2023-02-10T12:00:00+02:00') / 1000

/** The text of the code of a payload, issued by the world's clock. */
export function hc1Of(certificate: Dcc): string {
  const cwt = writeCwt({ issuer: 'UA', issuedAt, expiresAt, certificate })
  return encodeHc1(signCose(cwt, signer) as Uint8Array)
}

/** National validity as the rules of that day have it, from midnight in Kyiv. */
const validity = {
  VACCINATION: ['2022-01-20T00:00:00+02:00', '2023-01-20T00:00:00+02:00'],
  TEST: ['2022-02-09T08:00:00+02:00', '2022-02-12T08:00:00+02:00'],
  RECOVERY: ['2022-01-21T00:00:00+02:00', '2022-07-10T00:00:00+03:00'],
} as const

/** A certificate as it is handed to the printer. */
export function invented(kind: Kind, payload: Dcc = payloads[kind]): PdfCertificate {
  const entry = (payload.v ?? payload.t ?? payload.r)?.[0]
  return {
    uvci: entry?.ci ?? '',
    certificateType: kind,
    issuedAt: new Date(issuedAt * 1000).toISOString(),
    expiresAt: new Date(expiresAt * 1000).toISOString(),
    validFrom: validity[kind][0],
    validUntil: validity[kind][1],
    nationalColour: 'GREEN',
    keyId: Buffer.from(signer.keyId).toString('base64'),
    holder: holderOf(payload),
    content: contentOf(payload),
    hc1: hc1Of(payload),
    level: 'Q',
  }
}
