// The key that signs revocation batches: in EU terms the country's upload certificate (NB-UP), which the gateway knows
// and verifiers trust. It signs nothing else.

import type { KeyObject, X509Certificate } from 'node:crypto'
import { periodOf, readCertificate, signsData } from './certificate.ts'
import { type CmsSigner, signCms } from './cms.ts'
import { readPrivateKey } from './signers/pem.ts'

/** PEM files; the passphrase is that of the key. */
export interface BatchSignerFiles {
  certificate: string
  key: string
  passphrase?: string | undefined
}

export interface BatchSigner {
  certificate: X509Certificate
  notAfter: Date
  /** DER of the SignedData that encloses the content. */
  sign(content: Uint8Array, at: Date): Uint8Array
}

type Problem = (certificate: X509Certificate, key: KeyObject, at: Date) => boolean

const problems: readonly [string, Problem][] = [
  ['the key does not belong to the certificate', (it, key) => !it.checkPrivateKey(key)],
  [
    'the key is neither EC nor RSA',
    (_, key) => !['ec', 'rsa'].includes(key.asymmetricKeyType ?? ''),
  ],
  ['a certification authority does not sign batches', (it) => it.ca],
  ['the key usage lacks digitalSignature', (it) => !signsData(it)],
  ['the certificate is not valid yet', (it, _, at) => at < periodOf(it).notBefore],
  ['the certificate has expired', (it, _, at) => at > periodOf(it).notAfter],
]

/** @throws Error that names the files and what is wrong */
export function loadBatchSigner(
  { certificate: file, key, passphrase }: BatchSignerFiles,
  at: Date,
): BatchSigner {
  const certificate = readCertificate(file)
  const privateKey = readPrivateKey(key, passphrase)
  const problem = problems.find(([, found]) => found(certificate, privateKey, at))
  if (problem) throw new Error(`${file} with ${key}: ${problem[0]}`)
  const signer: CmsSigner = { certificate, privateKey }
  const { notAfter } = periodOf(certificate)
  return { certificate, notAfter, sign: (content, time) => signCms(content, signer, time) }
}
