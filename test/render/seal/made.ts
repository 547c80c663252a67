// Seal keys made for one test, and a certificate to seal. The people are invented.

import { execFileSync } from 'node:child_process'
import type { X509Certificate } from 'node:crypto'
import { loadSealKey, type SealKey } from '../../../src/keys/seal.ts'
import type { Sealable } from '../../../src/render/seal/document.ts'
import { makeCertificate, save, temporaryFolder, type Wanted } from '../../keys/certificates.ts'

/** The Ukrainian usage of a certificate of an electronic seal. */
export const sealUsage = '1.2.804.2.1.1.1.3.9'

export const noon = new Date('2022-02-10T10:00:00Z')

export interface MadeSeal {
  key: SealKey
  certificate: X509Certificate
  files: { certificate: string; key: string }
}

export async function madeSeal(wanted: Wanted = {}, at: Date = noon): Promise<MadeSeal> {
  const made = await makeCertificate({ keyUsage: 'digitalSignature', ...wanted })
  const files = save(temporaryFolder(), 'seal', made)
  return { key: loadSealKey(files, at), certificate: made.certificate, files }
}

export const sealable: Sealable = {
  uvci: 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF',
  certificateType: 'VACCINATION',
  issuedAt: '2022-02-10T10:00:00.000Z',
  expiresAt: '2022-04-11T10:00:00.000Z',
  validFrom: '2022-02-10T10:00:00.000Z',
  validUntil: '2022-11-07T10:00:00.000Z',
  nationalColour: 'GREEN',
  keyId: 'AAECAwQFBgc=',
  supersedes: 'URN:UVCI:01:UA:0000000000000000000000000000000A',
  holder: {
    familyName: 'Вигадана-Приклад',
    givenName: 'Мар’яна & <Ко>\r\n',
    familyNameLatin: 'VYHADANA<PRYKLAD',
    givenNameLatin: 'MARIANA',
    birthDate: '1985-05-15',
    rnokpp: '0000000017',
    unzr: '19850515-00000',
  },
  content: [
    { name: 'DOSE_NUMBER', valueUk: '2', valueEn: '2' },
    { name: 'PRODUCT', code: 'EU/1/20/1528', valueUk: 'Комірнаті', valueEn: 'Comirnaty' },
  ],
  hc1: 'HC1:NCF  $%*+-./:0',
  cose: '0oRDoQEmoA==',
}

/** Another implementation of XML signatures, if it is installed. */
export const hasXmlsec = (() => {
  try {
    execFileSync('xmlsec1', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
