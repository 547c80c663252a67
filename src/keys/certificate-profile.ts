// What the certificates of a CSCA and of a document signer look like: the profile of the EU DCC certificate governance
// (Annex IV) and of RFC 5280, without what needs a real authority (revocation lists, policies). The sandbox and
// `npm run keys` make theirs by it. It keeps nothing and writes no file.

import { randomBytes, type webcrypto } from 'node:crypto'
import type * as Vendor from '@peculiar/x509'
import { type CertificateType, type UsageFamily, usagesOf } from '../usage.ts'

type CryptoKey = webcrypto.CryptoKey
export type KeyPair = webcrypto.CryptoKeyPair

/** What authorities sign with, and signers unless they want another. */
export const es256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Whose the key is; both texts stand in every certificate that a border guard's device reads. */
export interface Subject {
  name: string
  organisation: string
}

export interface Period {
  from: Date
  until: Date
}

/** The authority that signs: its certificate, and its private key for ES256. */
export interface Authority {
  certificate: Vendor.X509Certificate
  privateKey: CryptoKey
}

/** What a signer is for: the types, all of them if none are named, in the OIDs of one family. */
export interface Usage {
  family: UsageFamily
  types?: readonly CertificateType[]
}

export interface SignerProfile extends Usage {
  subject: Subject
  validity: Period
  /** When the key may sign, if not as long as its certificate is valid. */
  use?: Period
}

const country = 'UA'

export function nameOf({ name, organisation }: Subject): string {
  return `C=${country}, O=${quoted(organisation)}, CN=${quoted(name)}`
}

/** RFC 4514 §2.4. */
function quoted(text: string): string {
  return text.replace(/[,+"\\<>;=]/g, (sign) => `\\${sign}`)
}

/** Positive, 16 bytes, unguessable (RFC 5280 §4.1.2.2). */
export const serialNumber = () => `01${randomBytes(15).toString('hex')}`

export function newKeys(algorithm: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams) {
  const usages: webcrypto.KeyUsage[] = ['sign', 'verify']
  return crypto.subtle.generateKey(algorithm, true, usages) as Promise<KeyPair>
}

/** As files have it: the vendor leaves the last line without its end. */
export function pemOf(certificate: Pick<Vendor.X509Certificate, 'toString'>): string {
  const pem = certificate.toString('pem')
  return pem.endsWith('\n') ? pem : `${pem}\n`
}

/** A certification authority of certificates (CSCA), signed by itself with its P-256 key. */
export async function authorityCertificate(
  keys: KeyPair,
  { subject, validity }: Pick<SignerProfile, 'subject' | 'validity'>,
): Promise<Vendor.X509Certificate> {
  const x509 = await loadVendor()
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  return x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: nameOf(subject),
    notBefore: validity.from,
    notAfter: validity.until,
    signingAlgorithm: es256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
}

/** A document signer under an authority; whether it outlives the authority is the caller's to judge. */
export async function signerCertificate(
  publicKey: CryptoKey,
  { certificate, privateKey }: Authority,
  { subject, validity, use, ...usage }: SignerProfile,
): Promise<Vendor.X509Certificate> {
  const x509 = await loadVendor()
  const authorityKey = await certificate.publicKey.export()
  return x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(subject),
    issuer: certificate.subject,
    notBefore: validity.from,
    notAfter: validity.until,
    signingAlgorithm: es256,
    publicKey,
    signingKey: privateKey,
    extensions: [
      ...usageExtensions(x509, usage),
      ...(use === undefined ? [] : [usePeriod(x509, use)]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKey),
    ],
  })
}

/** What a signer's certificate, and the request for one, say of its use. */
export function usageExtensions(x509: typeof Vendor, { family, types }: Usage): Vendor.Extension[] {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(usagesOf(family, types)),
  ]
}

const generalizedTime = 0x18
const sequence = 0x30
const contextTags = [0x80, 0x81]

/** RFC 5280 §4.1.2.5.2 and the private key usage period of RFC 3280 §4.2.1.4: when the key may sign. */
function usePeriod(x509: typeof Vendor, { from, until }: Period): Vendor.Extension {
  const times = [from, until].map((at) => at.toISOString().replace(/[-:T]|\.\d+/g, ''))
  const fields = times.map((text, at) =>
    Buffer.concat([
      Buffer.from([contextTags[at] ?? generalizedTime, text.length]),
      Buffer.from(text),
    ]),
  )
  const body = Buffer.concat(fields)
  const der = Buffer.concat([Buffer.from([sequence, body.length]), body])
  return new x509.Extension('2.5.29.16', false, new Uint8Array(der))
}

/**
 * The certificate library, loaded when keys are made and so never in production. Its container will
 * not load unless the metadata proposal is there, which it then asks only for annotations that no
 * class here has.
 */
export async function loadVendor(): Promise<typeof Vendor> {
  const reflect = Reflect as object as { getMetadata?: unknown; getOwnMetadata?: unknown }
  reflect.getMetadata ??= () => undefined
  reflect.getOwnMetadata ??= () => undefined
  return import('@peculiar/x509')
}
