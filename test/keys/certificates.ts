// Certificates with chosen faults, made for one test and thrown away.

import { KeyObject, X509Certificate } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadVendor } from '../../src/keys/certificate-profile.ts'

export const ecdsa = (namedCurve: string) => ({ name: 'ECDSA', namedCurve, hash: 'SHA-256' })

export const rsa = (modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength,
})

export interface Wanted {
  algorithm?: ReturnType<typeof ecdsa> | ReturnType<typeof rsa>
  subject?: string
  notBefore?: string
  notAfter?: string
  /** Names of key usage flags; undefined leaves the extension out. */
  keyUsage?: 'digitalSignature' | 'keyEncipherment' | 'keyCertSign'
  criticalKeyUsage?: boolean
  authority?: boolean
  extendedKeyUsage?: string[]
  /** When the private key may sign. */
  keyPeriod?: { notBefore?: string; notAfter?: string }
}

export interface Made {
  certificate: X509Certificate
  privateKey: KeyObject
}

/** A self-signed certificate with exactly the wanted extensions. */
export async function makeCertificate(wanted: Wanted = {}): Promise<Made> {
  const { algorithm = ecdsa('P-256'), criticalKeyUsage = true } = wanted
  const x509 = await loadVendor()
  const keys = (await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: wanted.subject ?? 'C=UA, O=Invented, CN=Test signer',
    notBefore: new Date(wanted.notBefore ?? '2022-01-01T00:00:00Z'),
    notAfter: new Date(wanted.notAfter ?? '2024-01-01T00:00:00Z'),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      ...(wanted.authority ? [new x509.BasicConstraintsExtension(true, 0, true)] : []),
      ...(wanted.keyUsage
        ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags[wanted.keyUsage], criticalKeyUsage)]
        : []),
      ...(wanted.extendedKeyUsage
        ? [new x509.ExtendedKeyUsageExtension(wanted.extendedKeyUsage)]
        : []),
      ...(wanted.keyPeriod
        ? [new x509.Extension('2.5.29.16', false, keyPeriodOf(wanted.keyPeriod))]
        : []),
    ],
  })
  return {
    certificate: new X509Certificate(made.toString('pem')),
    privateKey: KeyObject.from(keys.privateKey),
  }
}

/** SEQUENCE of [0] and [1] IMPLICIT GeneralizedTime. */
function keyPeriodOf({ notBefore, notAfter }: NonNullable<Wanted['keyPeriod']>): Buffer {
  const time = (tag: number, date: string | undefined) =>
    date === undefined
      ? Buffer.alloc(0)
      : Buffer.concat([
          Buffer.of(tag, 15),
          Buffer.from(`${date.replace(/[-:T]|\.\d+/g, '').slice(0, 14)}Z`),
        ])
  const content = Buffer.concat([time(0x80, notBefore), time(0x81, notAfter)])
  return Buffer.concat([Buffer.of(0x30, content.length), content])
}

type CryptoKeyPair = import('node:crypto').webcrypto.CryptoKeyPair

/** A new folder outside the project. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gateway-keys-'))
}

/** Writes certificate and key as PEM and gives their paths. */
export function save(
  folder: string,
  name: string,
  made: Made,
): { certificate: string; key: string } {
  const paths = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key.pem`) }
  writeFileSync(paths.certificate, made.certificate.toString())
  writeFileSync(paths.key, made.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  })
  return paths
}
