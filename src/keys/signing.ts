// Our own signing keys: certificates, each with the signer that has its private key. What can be
// wrong with them is found when they are loaded, as a plain Error in clear text; a request can only
// meet a refusal of the choice or a signer that does not answer. No private key leaves here.

import { type KeyObject, randomBytes, verify, type X509Certificate } from 'node:crypto'
import { type Algorithm, algorithmOfKey, algorithms } from '../algorithms.ts'
import { Failure } from '../errors.ts'
import { type CertificateType, typesOf } from '../usage.ts'
import {
  countryOf,
  keyIdOf,
  periodOf,
  privateKeyPeriodOf,
  readCertificate,
  signsData,
} from './certificate.ts'
import { ambiguity, type Candidate, type Choice, chooseKey } from './choice.ts'
import { createPemSigner, readPrivateKey } from './signers/pem.ts'
import type { Signer } from './signers/signer.ts'

/** The country whose certificates we sign: the issuer claim must match the signer's country. */
const country = 'UA'

const dayMs = 86_400_000

/** A certificate that would end within a day helps nobody: so near its end a key signs no more. */
const leastValidityMs = dayMs

export interface SigningKey extends Candidate, Signer {
  /** Eight bytes, and the same in base64 as trust lists write it. */
  readonly keyId: Uint8Array
  readonly keyIdText: string
  readonly alg: Algorithm
  readonly certificate: X509Certificate
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  /** End of key use as the table or the certificate states it; undefined where neither does. */
  readonly statedEnd: Date | undefined
}

export interface SigningKeys {
  /** The key active for that type at that time, or why there is none. */
  choose(type: CertificateType, at: Date): Choice<SigningKey>
  readonly all: readonly SigningKey[]
  /**
   * Resolves when every type has a key at that time and all of these can sign.
   * @throws Failure SIGNER_UNAVAILABLE
   */
  ready(at: Date): Promise<void>
}

/** How a key is used; what is absent follows from its certificate. */
export interface KeyUse {
  types?: readonly CertificateType[] | undefined
  usedFrom?: Date | undefined
  usedUntil?: Date | undefined
}

export interface SigningKeyFiles {
  /** PEM or DER, one certificate a file. */
  certificateFiles: readonly string[]
  /** PEM, PKCS#8 (plain or encrypted) or SEC 1, in the order of the certificates. */
  keyFiles: readonly string[]
  /** Of encrypted private keys. */
  passphrase?: string | undefined
}

/** Reads and checks keys in files. Throws an Error that names the file and what is wrong. */
export function loadSigningKeys(files: SigningKeyFiles): SigningKeys {
  const { certificateFiles, keyFiles, passphrase } = files
  if (certificateFiles.length !== keyFiles.length)
    throw new Error('there must be as many signing keys as signing certificates')
  const all = certificateFiles.map((file, at) => {
    const certificate = signingCertificate(file)
    return signingKey(certificate, {}, signerOfFile(certificate, keyFiles[at] ?? '', passphrase))
  })
  return createSigningKeys(all)
}

/** @throws Error when there is none, or two start at the same time for the same type */
export function createSigningKeys(all: readonly SigningKey[]): SigningKeys {
  if (all.length === 0) throw new Error('no signing key is configured')
  const clash = ambiguity(all)
  if (clash) {
    const which = clash.map((key) => key.keyIdText).join(' and ')
    throw new Error(`signing keys ${which} start at the same time for the same type of certificate`)
  }
  return {
    all,
    choose: (type, at) => chooseKey(all, type, at),
    ready: (at) => ready(all, at),
  }
}

async function ready(all: readonly SigningKey[], at: Date): Promise<void> {
  const active = typesOf(undefined).map((type) => {
    const choice = chooseKey(all, type, at)
    if ('key' in choice) return choice.key
    throw new Failure('SIGNER_UNAVAILABLE', { detail: `${type}: ${choice.refused}` })
  })
  await Promise.all([...new Set(active)].map((key) => key.ready()))
}

/** A certificate that one of our signers may have, with the file it came from. */
export interface SigningCertificate {
  readonly file: string
  readonly certificate: X509Certificate
  readonly publicKey: KeyObject
  readonly alg: Algorithm
}

/** @throws Error that names the file and what is wrong with it */
export function signingCertificate(file: string): SigningCertificate {
  const certificate = readCertificate(file)
  const problem = problems.find(([, found]) => found(certificate))
  if (problem) throw new Error(`${file}: ${problem[0]}`)
  const publicKey = publicKeyOf(certificate)
  const alg = publicKey && algorithmOfKey(publicKey)
  if (!alg) throw new Error(`${file}: the key must be EC P-256 or RSA of 2048 to 4096 bits`)
  return { file, certificate, publicKey, alg }
}

/** Node throws where OpenSSL cannot decode the key, such as a DSTU 4145 one. */
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}

const problems: readonly [string, (certificate: X509Certificate) => boolean][] = [
  [`the certificate's subject must have C=${country}`, (it) => countryOf(it) !== country],
  ['a certification authority does not sign certificates of persons', (it) => it.ca],
  ['the key usage lacks digitalSignature', (it) => !signsData(it)],
]

/** @throws Error that names the files, when the key is not that of the certificate */
export function signerOfFile(
  { file, certificate, alg }: SigningCertificate,
  keyFile: string,
  passphrase: string | undefined,
): Signer {
  const privateKey = readPrivateKey(keyFile, passphrase)
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`${file} with ${keyFile}: the key does not belong to the certificate`)
  return createPemSigner(privateKey, alg)
}

/** A certificate and its signer, put to use. @throws Error when the use is not within the certificate's */
export function signingKey(
  { file, certificate, publicKey, alg }: SigningCertificate,
  use: KeyUse,
  signer: Signer,
): SigningKey {
  const keyId = keyIdOf(certificate)
  const { notBefore, notAfter } = periodOf(certificate)
  const keyPeriod = privateKeyPeriodOf(certificate)
  const statedEnd = use.usedUntil ?? keyPeriod.notAfter
  const lastEnd = keyPeriod.notAfter ?? notAfter
  const ends = [use.usedUntil, keyPeriod.notAfter, new Date(+notAfter - leastValidityMs)]
  const from = latest([use.usedFrom, keyPeriod.notBefore, notBefore])
  const until = earliest(ends)
  if (use.usedFrom && use.usedFrom < from)
    throw new Error(`${file}: usedFrom is before ${from.toISOString()}, when it may first be used`)
  if (use.usedUntil && use.usedUntil > lastEnd)
    throw new Error(`${file}: usedUntil is after ${lastEnd.toISOString()}, when its use ends`)
  if (until <= from) throw new Error(`${file}: the end of its use is not after the start`)
  return {
    ...signer,
    ...{ keyId, alg, certificate, publicKey, notBefore, notAfter, from, until, statedEnd },
    keyIdText: Buffer.from(keyId).toString('base64'),
    types: usedTypes(file, certificate, use.types),
  }
}

function usedTypes(
  file: string,
  { keyUsage }: X509Certificate,
  wanted: readonly CertificateType[] | undefined,
): readonly CertificateType[] {
  const allowed = typesOf(keyUsage)
  const beyond = wanted?.find((type) => !allowed.includes(type))
  if (beyond) throw new Error(`${file}: its extended key usage does not allow type ${beyond}`)
  return wanted ?? allowed
}

function latest(dates: readonly (Date | undefined)[]): Date {
  return new Date(Math.max(...dates.flatMap((date) => date?.getTime() ?? [])))
}

function earliest(dates: readonly (Date | undefined)[]): Date {
  return new Date(Math.min(...dates.flatMap((date) => date?.getTime() ?? [])))
}

/** Cannot be a Sig_structure (RFC 9052 §4.4), which begins with an array. */
const probeText = 'trembita-certificate-gateway: does this key belong to its certificate? '

/**
 * Lets a signer sign something and verifies it with the certificate: for keys that cannot be compared.
 * @throws Error that names the certificate; Failure SIGNER_UNAVAILABLE
 */
export async function proveSigner(
  { file, publicKey, alg }: SigningCertificate,
  signer: Signer,
): Promise<void> {
  const probe = Buffer.concat([Buffer.from(probeText), randomBytes(16)])
  const signature = await signer.sign(probe)
  const judge = { key: publicKey, ...algorithms[alg].parameters }
  if (!verify('sha256', probe, judge, signature))
    throw new Error(`${file}: the signer's key does not belong to the certificate`)
}
