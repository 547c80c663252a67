// The key that seals documents, from files. What can be wrong with it is found at start-up, as a plain Error
// in clear text. It signs; what it signs, render/seal decides. No private key leaves here.

import { type KeyObject, sign, type X509Certificate } from 'node:crypto'
import { periodOf, readCertificate, signsData } from './certificate.ts'
import { readPrivateKey } from './signers/pem.ts'

/** "Електронна печатка": the Ukrainian extended key usage of a certificate of an electronic seal. */
const sealUsage = '1.2.804.2.1.1.1.3.9'

/** XMLDSig 1.1 §6.4.3: P-256 is the curve that every implementation must know. */
const curve = 'prime256v1'

export interface SealKey {
  readonly certificate: X509Certificate
  readonly notBefore: Date
  readonly notAfter: Date
  /** ECDSA with SHA-256, 64 bytes r‖s. */
  sign(bytes: Uint8Array): Uint8Array
}

export interface SealKeyFiles {
  /** PEM or DER. */
  certificate: string
  /** PEM, PKCS#8 (plain or encrypted) or SEC 1. */
  key: string
  passphrase?: string | undefined
}

/** Whether the certificate was issued for an electronic seal; without that, a seal is a technical one. */
export function isForSeals(certificate: X509Certificate): boolean {
  return (certificate.keyUsage ?? []).includes(sealUsage)
}

type Problem = [string, (certificate: X509Certificate, key: KeyObject, at: Date) => boolean]

const problems: readonly Problem[] = [
  ['the key does not belong to the certificate', (it, key) => !it.checkPrivateKey(key)],
  ['the key must be EC P-256', (_, key) => key.asymmetricKeyDetails?.namedCurve !== curve],
  ['a certification authority does not seal documents', (it) => it.ca],
  ['the key usage lacks digitalSignature', (it) => !signsData(it)],
  ['the certificate is not valid yet', (it, _, at) => at < periodOf(it).notBefore],
  ['the certificate has expired', (it, _, at) => at > periodOf(it).notAfter],
]

/** Reads and checks the seal key. @throws Error that names the files and what is wrong */
export function loadSealKey(
  { certificate: file, key, passphrase }: SealKeyFiles,
  at: Date,
): SealKey {
  const certificate = readCertificate(file)
  const privateKey = readPrivateKey(key, passphrase)
  const problem = problems.find(([, found]) => found(certificate, privateKey, at))
  if (problem) throw new Error(`${file} with ${key}: ${problem[0]}`)
  return {
    certificate,
    ...periodOf(certificate),
    sign: (bytes) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  }
}
