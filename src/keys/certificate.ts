// What this program reads from an X.509 certificate beyond what node offers. Reads; judges nothing.

import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

const keyIdBytes = 8

const keyUsageOid = Buffer.from('0603551d0f', 'hex')
const derBoolean = 0x01
const digitalSignatureBit = 0x80

/** OID 2.5.29.16 and what follows it: 17 bytes a time. */
const privateKeyPeriod =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is DER
  /\x06\x03\x55\x1d\x10(?:\x01\x01[\s\S])?\x04[\x13\x24]\x30[\x11\x22]((?:[\x80\x81]\x0f\d{14}Z){1,2})/
const dateAndTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** The first 8 bytes of SHA-256 over the DER certificate: hcert-spec, "Key Identifier". */
export function keyIdOf(certificate: X509Certificate): Uint8Array {
  const digest = createHash('sha256').update(certificate.raw).digest()
  return new Uint8Array(digest.subarray(0, keyIdBytes))
}

/** From when until when it is valid, both ends included. */
export function periodOf(certificate: X509Certificate): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(certificate.validFrom), notAfter: new Date(certificate.validTo) }
}

/** Values of one field of a name as node prints it: one `C=UA` a line. */
export function nameField(name: string, field: string): string[] {
  const lines = name.split('\n').filter((line) => line.startsWith(`${field}=`))
  return lines.map((line) => line.slice(field.length + 1))
}

/** The subject's country (ISO 3166-1 alpha-2), if it names one. */
export function countryOf(certificate: X509Certificate): string | undefined {
  return nameField(certificate.subject, 'C')[0]
}

/**
 * Whether the key usage lets the key sign data; a certificate without that extension may (RFC 5280
 * §4.2.1.3). Node shows the extended usages only, so the bit is read from the DER:
 * OID, [critical BOOLEAN,] OCTET STRING of BIT STRING of unused-bits count and bits.
 */
export function signsData(certificate: X509Certificate): boolean {
  const oid = certificate.raw.indexOf(keyUsageOid)
  if (oid < 0) return true
  const next = oid + keyUsageOid.length
  const octetString = certificate.raw[next] === derBoolean ? next + 3 : next
  return ((certificate.raw[octetString + 5] ?? 0) & digitalSignatureBit) !== 0
}

/**
 * The private key usage period (RFC 3280 §4.2.1.4, which RFC 5280 took out and ICAO's and the DCC's
 * profiles keep): from when until when the private key may sign. Read from the DER: OID,
 * [critical BOOLEAN,] OCTET STRING of SEQUENCE of [0] and [1] GeneralizedTime, each optional.
 */
export function privateKeyPeriodOf(certificate: X509Certificate): {
  notBefore: Date | undefined
  notAfter: Date | undefined
} {
  const der = certificate.raw.toString('latin1')
  const [, times = ''] = privateKeyPeriod.exec(der) ?? []
  const time = (tag: string) => {
    const at = times.indexOf(tag)
    return at < 0 ? undefined : generalizedTime(times.slice(at + tag.length))
  }
  return { notBefore: time('\x80\x0f'), notAfter: time('\x81\x0f') }
}

/** `YYYYMMDDHHMMSSZ`: DER has no other form of 15 characters (RFC 5280 §4.1.2.5.2). */
function generalizedTime(text: string): Date {
  return new Date(text.slice(0, 15).replace(dateAndTime, '$1-$2-$3T$4:$5:$6Z'))
}

/** The certificate in a PEM or DER file. Throws an Error that names the file. */
export function readCertificate(file: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(file))
  } catch (cause) {
    throw new Error(`${file} cannot be read as an X.509 certificate`, { cause })
  }
}
