// The trust list: the document signer certificates whose signatures we accept, by key identifier.
// It finds candidates; whether one may sign a type, and when, the verifier decides.

import { type KeyObject, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Algorithm, algorithmOf } from './algorithms.ts'
import { countryOf, keyIdOf, periodOf, readCertificate, signsData } from './certificate.ts'

export interface TrustedKey {
  /** Bound to the key: the header of a message must agree with it, and does not choose it. */
  readonly alg: Algorithm
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  /** ISO 3166-1 alpha-2; a test certificate may name none. */
  readonly country: string | undefined
  /** OIDs; undefined where the certificate has no such extension. */
  readonly extendedKeyUsage: readonly string[] | undefined
  readonly certificate: X509Certificate
}

export interface TrustList {
  /** Every key with that identifier: eight bytes may collide, so all are to be tried. */
  find(keyId: Uint8Array): readonly TrustedKey[]
  /**
   * Certificates left out: their key is neither P-256 nor RSA of 2048 to 4096 bits, or their key
   * usage lacks digitalSignature, as with an authority. A country may use one certificate as both.
   */
  readonly leftOut: readonly X509Certificate[]
}

/** Trust lists of all countries together hold some hundreds of certificates of about 1 kB. */
const fileBytesMax = 16 * 1024 * 1024

const extensions = new Set(['.pem', '.crt', '.cer', '.der'])

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** A key beside its certificate vouches for nobody. */
const keyBlock = /-----BEGIN (?:[A-Z]+ )*(?:PRIVATE|PUBLIC) KEY-----/

/** The index over certificates; the same certificate twice counts once. */
export function createTrustList(certificates: readonly X509Certificate[]): TrustList {
  const unique = new Map(certificates.map((it) => [it.fingerprint256, it]))
  const byKeyId = new Map<string, TrustedKey[]>()
  const leftOut: X509Certificate[] = []
  for (const certificate of unique.values()) {
    const key = trustedKey(certificate)
    const keyId = textOf(keyIdOf(certificate))
    if (key) byKeyId.set(keyId, [...(byKeyId.get(keyId) ?? []), key])
    else leftOut.push(certificate)
  }
  return { leftOut, find: (keyId) => byKeyId.get(textOf(keyId)) ?? [] }
}

/** All certificates in the PEM and DER files of a folder, beside keys. Throws an Error that names a bad file. */
export function loadTrustFolder(folder: string): X509Certificate[] {
  const names = readdirSync(folder).filter((name) => extensions.has(extname(name).toLowerCase()))
  return names.sort().flatMap((name) => certificatesIn(join(folder, name)))
}

function certificatesIn(file: string): X509Certificate[] {
  if (statSync(file).size > fileBytesMax) throw new Error(`${file} is too large for certificates`)
  const text = readFileSync(file, 'latin1')
  const blocks = text.match(pemBlock)
  if (!blocks) return keyBlock.test(text) ? [] : [readCertificate(file)]
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch (cause) {
    throw new Error(`${file} holds a PEM block that is no X.509 certificate`, { cause })
  }
}

function trustedKey(certificate: X509Certificate): TrustedKey | undefined {
  const alg = signsData(certificate) ? keyAlgorithm(certificate) : undefined
  if (!alg) return undefined
  return {
    alg,
    certificate,
    publicKey: certificate.publicKey,
    country: countryOf(certificate),
    extendedKeyUsage: certificate.keyUsage,
    ...periodOf(certificate),
  }
}

// Node throws where OpenSSL cannot decode the key, such as a DSTU 4145 one.
function keyAlgorithm(certificate: X509Certificate): Algorithm | undefined {
  try {
    return algorithmOf(certificate.publicKey)
  } catch {
    return undefined
  }
}

function textOf(keyId: Uint8Array): string {
  return Buffer.from(keyId).toString('base64')
}
