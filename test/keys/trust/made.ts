// A gateway's trust list as countries make it: authorities issue signers, uploaders sign them by openssl. Invented.

import { execFileSync } from 'node:child_process'
import { createHash, KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyIdOf } from '../../../src/keys/certificate.ts'
import { loadVendor } from '../../../src/keys/certificate-profile.ts'
import { ecdsa, type Made, type rsa, save, temporaryFolder } from '../certificates.ts'

type Algorithm = ReturnType<typeof ecdsa> | ReturnType<typeof rsa>
type Pair = import('node:crypto').webcrypto.CryptoKeyPair

export interface Authority extends Made {
  issue(wanted?: { country?: string; algorithm?: Algorithm; usages?: string[] }): Promise<Made>
}

const generate = async (algorithm: Algorithm) =>
  (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Pair

const period = {
  notBefore: new Date('2022-01-01T00:00:00Z'),
  notAfter: new Date('2024-01-01T00:00:00Z'),
}

const made = (pem: string, { privateKey }: Pair): Made => ({
  certificate: new X509Certificate(pem),
  privateKey: KeyObject.from(privateKey),
})

/** An authority of a country, and what it issues. */
export async function makeAuthority(
  country: string,
  algorithm: Algorithm = ecdsa('P-256'),
): Promise<Authority> {
  const x509 = await loadVendor()
  const keys = await generate(algorithm)
  const name = `C=${country}, O=Invented, CN=Authority ${randomBytes(4).toString('hex')}`
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    ...period,
    name,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  return {
    ...made(own.toString('pem'), keys),
    async issue({ country: of = country, algorithm: type = ecdsa('P-256'), usages } = {}) {
      const pair = await generate(type)
      const issued = await x509.X509CertificateGenerator.create({
        ...period,
        serialNumber: `01${randomBytes(8).toString('hex')}`,
        subject: `C=${of}, O=Invented, CN=Signer`,
        issuer: name,
        publicKey: pair.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          ...(usages ? [new x509.ExtendedKeyUsageExtension(usages)] : []),
        ],
      })
      return made(issued.toString('pem'), pair)
    },
  }
}

/** CMS over bytes, by openssl, as the gateway keeps it: detached. */
export function signedBy(by: Made, bytes: Uint8Array): string {
  const folder = temporaryFolder()
  const { certificate, key } = save(folder, 'signer', by)
  const [input, output] = [join(folder, 'content'), join(folder, 'cms')]
  writeFileSync(input, bytes)
  const files = ['-in', input, '-signer', certificate, '-inkey', key, '-out', output]
  execFileSync('openssl', ['cms', '-sign', '-binary', '-outform', 'DER', ...files])
  return readFileSync(output).toString('base64')
}

export const keyIdText = (certificate: X509Certificate) =>
  Buffer.from(keyIdOf(certificate)).toString('base64')

/** One item as the gateway gives it. */
export function item(
  certificateType: string,
  country: string,
  { certificate }: Made,
  by?: Made,
): Record<string, unknown> {
  return {
    kid: keyIdText(certificate),
    timestamp: '2022-02-01T10:00:00+01:00',
    country,
    certificateType,
    thumbprint: createHash('sha256').update(certificate.raw).digest('hex'),
    signature: by ? signedBy(by, certificate.raw) : '',
    rawData: certificate.raw.toString('base64'),
  }
}
