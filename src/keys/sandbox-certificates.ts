// Makes the certificates of a sandbox, by the profile that real ones have. The CSCA's private key is used once
// and forgotten.

import type { webcrypto } from 'node:crypto'
import type { UsageFamily } from '../usage.ts'
import {
  authorityCertificate,
  es256,
  loadVendor,
  nameOf,
  newKeys,
  type Period,
  pemOf,
  type Subject,
  serialNumber,
  signerCertificate,
} from './certificate-profile.ts'

/** The name by which a sandbox is told from the real thing. */
export const organisation = 'SANDBOX NOT FOR PRODUCTION'
const subjectOf = (what: string): Subject => ({ name: `Sandbox ${what}`, organisation })

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
  const cscaKeys = await newKeys(es256)
  const dscKeys = await newKeys(es256)
  const csca = await authorityCertificate(cscaKeys, {
    subject: subjectOf('CSCA'),
    validity: validity(at, cscaYears),
  })
  const authority = { certificate: csca, privateKey: cscaKeys.privateKey }
  const dsc = await signerCertificate(dscKeys.publicKey, authority, {
    subject: subjectOf('DSC'),
    validity: validity(at, dscYears),
    family,
  })
  return { csca: pemOf(csca), certificate: pemOf(dsc), key: await keyPem(dscKeys.privateKey) }
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
  const { from, until } = validity(at, dscYears)
  const keys = await newKeys(es256)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: nameOf(subjectOf(name)),
    notBefore: from,
    notAfter: until,
    signingAlgorithm: es256,
    keys,
    extensions: [
      new x509.KeyUsagesExtension(digitalSignature | nonRepudiation, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: pemOf(certificate), key: await keyPem(keys.privateKey) }
}

async function keyPem(privateKey: webcrypto.CryptoKey): Promise<string> {
  const x509 = await loadVendor()
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey)
  return `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY').trimEnd()}\n`
}

function validity(at: Date, years: number): Period {
  const from = new Date(at.getTime() - daysBefore * dayMs)
  const until = new Date(from)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  return { from, until }
}
