// Makes the certificates of a sandbox: the profile of the EU DCC certificate governance, without
// what needs a real authority (revocation lists, policies). The CSCA's private key is used once
// and forgotten.

import { randomBytes, type webcrypto } from 'node:crypto'
import type * as Vendor from '@peculiar/x509'
import { type UsageFamily, usagesOf } from '../usage.ts'

type CryptoKey = webcrypto.CryptoKey

/** The name by which a sandbox is told from the real thing. */
export const organisation = 'SANDBOX NOT FOR PRODUCTION'
const nameOf = (what: string) => `C=UA, O=${organisation}, CN=Sandbox ${what}`

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

const dayMs = 24 * 60 * 60 * 1000
// Reaches back to the first national rules, so that the world may hold certificates from then.
const daysBefore = 240
const cscaYears = 4
const dscYears = 2

/** PEM texts; the key is PKCS#8. */
export interface SandboxPem {
  csca: string
  certificate: string
  key: string
}

/** A new CSCA and a signer under it, valid from 240 days before `at`. The CSCA's key is not kept. */
export async function generateSandbox(at: Date, family: UsageFamily): Promise<SandboxPem> {
  const x509 = await loadVendor()
  const notBefore = new Date(at.getTime() - daysBefore * dayMs)
  const cscaKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const dscKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const csca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: nameOf('CSCA'),
    notBefore,
    notAfter: yearsAfter(notBefore, cscaYears),
    signingAlgorithm: algorithm,
    keys: cscaKeys,
    extensions: await cscaExtensions(x509, cscaKeys.publicKey),
  })
  const dsc = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf('DSC'),
    issuer: csca.subject,
    notBefore,
    notAfter: yearsAfter(notBefore, dscYears),
    signingAlgorithm: algorithm,
    publicKey: dscKeys.publicKey,
    signingKey: cscaKeys.privateKey,
    extensions: await dscExtensions(x509, dscKeys.publicKey, cscaKeys.publicKey, family),
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', dscKeys.privateKey)
  const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')
  return {
    csca: lines(csca.toString('pem')),
    certificate: lines(dsc.toString('pem')),
    key: lines(key),
  }
}

/** PEM texts; the key is PKCS#8. */
export interface SandboxSealPem {
  certificate: string
  key: string
}

/**
 * A new key with a certificate of its own, for what the name says. It has no usage of an electronic seal: its seals
 * are technical.
 */
export async function generateSandboxSeal(at: Date, name = 'seal'): Promise<SandboxSealPem> {
  const x509 = await loadVendor()
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags
  const notBefore = new Date(at.getTime() - daysBefore * dayMs)
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: nameOf(name),
    notBefore,
    notAfter: yearsAfter(notBefore, dscYears),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.KeyUsagesExtension(digitalSignature | nonRepudiation, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')
  return { certificate: lines(certificate.toString('pem')), key: lines(key) }
}

async function cscaExtensions(x509: typeof Vendor, own: CryptoKey): Promise<Vendor.Extension[]> {
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  return [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(own),
  ]
}

async function dscExtensions(
  x509: typeof Vendor,
  own: CryptoKey,
  authority: CryptoKey,
  family: UsageFamily,
): Promise<Vendor.Extension[]> {
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(usagesOf(family)),
    await x509.SubjectKeyIdentifierExtension.create(own),
    await x509.AuthorityKeyIdentifierExtension.create(authority),
  ]
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

/** Positive, 16 bytes, unguessable (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`
}

function yearsAfter(date: Date, years: number): Date {
  const later = new Date(date)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}

function lines(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`
}
