// What an administrator compares by eye: the id of a certificate's key, and for what and until when it signs.

import { X509Certificate } from 'node:crypto'
import { keyIdOf, periodOf, privateKeyPeriodOf } from '../../src/keys/certificate.ts'
import { typesOf } from '../../src/usage.ts'

/** Lines of text about a certificate, PEM or DER. @throws Error when it is none */
export function describe(bytes: Buffer | string): string[] {
  const certificate = new X509Certificate(bytes)
  const keyId = Buffer.from(keyIdOf(certificate))
  const { notBefore, notAfter } = periodOf(certificate)
  const use = privateKeyPeriodOf(certificate).notAfter
  const { asymmetricKeyType = '', asymmetricKeyDetails: details = {} } = certificate.publicKey
  const size = details.namedCurve ?? details.modulusLength ?? ''
  return [
    `key id      ${keyId.toString('base64')}  (${keyId.toString('hex')})`,
    `subject     ${certificate.subject.replaceAll('\n', ', ')}`,
    `issuer      ${certificate.issuer.replaceAll('\n', ', ')}`,
    `valid       ${notBefore.toISOString()} – ${notAfter.toISOString()}`,
    ...(use === undefined ? [] : [`key used until ${use.toISOString()}`]),
    `key         ${asymmetricKeyType} ${size}`,
    `signs       ${certificate.ca ? 'certificates of signers' : typesOf(certificate.keyUsage).join(', ')}`,
    `SHA-256     ${certificate.fingerprint256}`,
  ]
}
