// Our own signing keys, from files. What can be wrong with them is found at start-up, as a plain
// Error in clear text; a request can only meet SIGNING_KEY_UNAVAILABLE. No private key leaves here.

import { createPrivateKey, type KeyObject, sign, type X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Algorithm, algorithmOf, algorithms } from './algorithms.ts'
import { countryOf, keyIdOf, periodOf, readCertificate, signsData } from './certificate.ts'
import { ambiguity, type Candidate, chooseKey } from './choice.ts'
import type { CertificateType } from './usage.ts'

/** The country whose certificates we sign: the issuer claim must match the signer's country. */
const country = 'UA'

export interface SigningKey extends Candidate {
  /** Eight bytes, and the same in base64 as trust lists write it. */
  readonly keyId: Uint8Array
  readonly keyIdText: string
  readonly alg: Algorithm
  readonly certificate: X509Certificate
  readonly publicKey: KeyObject
  /** The raw signature: ES256 64 bytes r‖s, PS256 as long as the modulus. */
  sign(bytes: Uint8Array): Uint8Array
}

export interface SigningKeys {
  /** The key active for that type at that time. Throws `SIGNING_KEY_UNAVAILABLE`. */
  choose(type: CertificateType, at: Date): SigningKey
  readonly all: readonly SigningKey[]
}

export interface SigningKeyFiles {
  /** PEM or DER, one certificate a file. */
  certificateFiles: readonly string[]
  /** PEM, PKCS#8 (plain or encrypted) or SEC 1, in the order of the certificates. */
  keyFiles: readonly string[]
  /** Of encrypted private keys. */
  passphrase?: string | undefined
  /** Start of use of each key, in the same order; where absent, the certificate's notBefore. */
  usedFrom?: readonly (Date | undefined)[] | undefined
}

/** Reads and checks the signing keys. Throws an Error that names the file and what is wrong. */
export function loadSigningKeys(files: SigningKeyFiles): SigningKeys {
  if (files.certificateFiles.length === 0) throw new Error('no signing key is configured')
  if (files.certificateFiles.length !== files.keyFiles.length)
    throw new Error('there must be as many signing keys as signing certificates')
  const all = files.certificateFiles.map((_, index) => loadKey(files, index))
  const clash = ambiguity(all)
  if (clash) {
    const which = clash.map((key) => key.keyIdText).join(' and ')
    throw new Error(`signing keys ${which} start at the same time for the same type of certificate`)
  }
  return { all, choose: (type, at) => chooseKey(all, type, at) }
}

function loadKey(files: SigningKeyFiles, index: number): SigningKey {
  const certificateFile = files.certificateFiles[index] ?? ''
  const keyFile = files.keyFiles[index] ?? ''
  const certificate = readCertificate(certificateFile)
  const privateKey = readPrivateKey(keyFile, files.passphrase)
  const problem = problems.find(([, found]) => found(certificate, privateKey))
  if (problem) throw new Error(`${certificateFile} with ${keyFile}: ${problem[0]}`)
  return signingKey(certificate, privateKey, files.usedFrom?.[index])
}

const problems: [string, (certificate: X509Certificate, privateKey: KeyObject) => boolean][] = [
  ['the key does not belong to the certificate', (it, key) => !it.checkPrivateKey(key)],
  ['the key must be EC P-256 or RSA of 2048 to 4096 bits', (_, key) => !algorithmOf(key)],
  [`the certificate's subject must have C=${country}`, (it) => countryOf(it) !== country],
  ['a certification authority does not sign certificates of persons', (it) => it.ca],
  ['the key usage lacks digitalSignature', (it) => !signsData(it)],
]

function signingKey(
  certificate: X509Certificate,
  privateKey: KeyObject,
  from: Date | undefined,
): SigningKey {
  const keyId = keyIdOf(certificate)
  const alg = algorithmOf(privateKey) as Algorithm
  const parameters = { key: privateKey, ...algorithms[alg].parameters }
  const period = periodOf(certificate)
  return {
    keyId,
    keyIdText: Buffer.from(keyId).toString('base64'),
    alg,
    certificate,
    publicKey: certificate.publicKey,
    extendedKeyUsage: certificate.keyUsage,
    ...period,
    from: from ?? period.notBefore,
    sign: (bytes) => sign('sha256', bytes, parameters),
  }
}

/** The private key in a PEM file. @throws Error that names the file */
export function readPrivateKey(file: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({
      key: readFileSync(file),
      ...(passphrase === undefined ? {} : { passphrase }),
    })
  } catch (cause) {
    throw new Error(`${file} cannot be read as a PEM private key, or its passphrase is wrong`, {
      cause,
    })
  }
}
