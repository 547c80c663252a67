// What the keys of certificates look like: algorithms, names and extensions of the EU DCC certificate governance
// (Annex IV) and of RFC 5280. Makes certificates and requests; writes no file.

import { createPrivateKey, randomBytes, type webcrypto, X509Certificate } from 'node:crypto'
import type { Extension, X509Certificate as VendorCertificate } from '@peculiar/x509'
import { loadVendor } from '../../src/keys/sandbox-certificates.ts'
import { type CertificateType, type UsageFamily, usagesOf } from '../../src/usage.ts'

type KeyPair = webcrypto.CryptoKeyPair
type Vendor = Awaited<ReturnType<typeof loadVendor>>

const algorithms = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  // More bits only make every verification slower (hcert-spec, Signature Algorithm: 2048).
  PS256: {
    name: 'RSA-PSS',
    hash: 'SHA-256',
    saltLength: 32,
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const

export type Algorithm = keyof typeof algorithms

export const algorithmNames = Object.keys(algorithms) as Algorithm[]

const country = 'UA'

/** Whose the key is; both texts stand in every certificate that a border guard's device reads. */
export interface Subject {
  name: string
  organisation: string
}

export interface Period {
  from: Date
  until: Date
}

/** A new key and what was made for it: a certificate or a request, PEM. */
export interface Made {
  privateKey: Buffer
  pem: string
}

export interface SignerWish {
  subject: Subject
  algorithm: Algorithm
  types: readonly CertificateType[]
  family: UsageFamily
}

function quoted(text: string): string {
  return text.replace(/[,+"\\<>;=]/g, (sign) => `\\${sign}`)
}

function nameOf({ name, organisation }: Subject): string {
  return `C=${country}, O=${quoted(organisation)}, CN=${quoted(name)}`
}

function newKeys(algorithm: Algorithm): Promise<KeyPair> {
  return crypto.subtle.generateKey(algorithms[algorithm], true, [
    'sign',
    'verify',
  ]) as Promise<KeyPair>
}

async function made({ privateKey }: KeyPair, pem: string): Promise<Made> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey)
  return { privateKey: Buffer.from(pkcs8), pem: pem.endsWith('\n') ? pem : `${pem}\n` }
}

/** Positive, 16 bytes, unguessable (RFC 5280 §4.1.2.2). */
const serialNumber = () => `01${randomBytes(15).toString('hex')}`

/** A new certification authority of certificates (CSCA), signed by itself. */
export async function makeAuthority(subject: Subject, period: Period): Promise<Made> {
  const x509 = await loadVendor()
  const keys = await newKeys('ES256')
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: nameOf(subject),
    notBefore: period.from,
    notAfter: period.until,
    signingAlgorithm: algorithms.ES256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return made(keys, certificate.toString('pem'))
}

function usages(x509: Vendor, { types, family }: SignerWish): Extension[] {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(usagesOf(family, types)),
  ]
}

const generalizedTime = 0x18
const sequence = 0x30
const contextTags = [0x80, 0x81]

/** RFC 5280 §4.1.2.5.2 and the private key usage period of RFC 3280 §4.2.1.4: when the key may sign. */
function usePeriod(x509: Vendor, { from, until }: Period): Extension {
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

/** The authority that signs: its certificate, and its private key in PKCS#8. */
export interface Authority {
  certificate: string
  privateKey: Buffer
}

async function importedKey({ privateKey }: Authority): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('pkcs8', privateKey, algorithms.ES256, false, ['sign'])
}

/** A signature by another key would be found when border guards refuse it. */
function refuseAuthority({ certificate, privateKey }: Authority) {
  const authority = new X509Certificate(certificate)
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })
  if (!authority.ca) throw new Error('the certificate of the authority is none of an authority')
  if (!authority.checkPrivateKey(key)) throw new Error('the key is not that of the authority')
}

/** A new signer under an authority. @throws Error when it would outlive the authority, or that is none with its key */
export async function makeSigner(
  authority: Authority,
  wish: SignerWish,
  { validity, use }: { validity: Period; use: Period },
): Promise<Made> {
  const x509 = await loadVendor()
  const csca = new x509.X509Certificate(authority.certificate)
  refuseAuthority(authority)
  if (validity.until > csca.notAfter) throw new Error('the signer would outlive its authority')
  const keys = await newKeys(wish.algorithm)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(wish.subject),
    issuer: csca.subject,
    notBefore: validity.from,
    notAfter: validity.until,
    signingAlgorithm: algorithms.ES256,
    publicKey: keys.publicKey,
    signingKey: await importedKey(authority),
    extensions: [
      ...usages(x509, wish),
      usePeriod(x509, use),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await authorityIdentifier(x509, csca),
    ],
  })
  return made(keys, certificate.toString('pem'))
}

async function authorityIdentifier(x509: Vendor, csca: VendorCertificate): Promise<Extension> {
  return x509.AuthorityKeyIdentifierExtension.create(await csca.publicKey.export())
}

/** A new key and the request (PKCS#10) for a real authority to certify it. */
export async function makeRequest(wish: SignerWish): Promise<Made> {
  const { subject, algorithm } = wish
  const x509 = await loadVendor()
  const keys = await newKeys(algorithm)
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: algorithms[algorithm],
    extensions: usages(x509, wish),
  })
  return made(keys, request.toString('pem'))
}
