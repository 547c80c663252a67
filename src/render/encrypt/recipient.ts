// For whom a delivery is encrypted: an X.509 certificate that its caller names. Whether the key is fit is judged here; who
// it belongs to is the caller's own affair, whose signature the message bears.

import { type KeyObject, X509Certificate } from 'node:crypto'
import { elementsOf, oid, sequence } from './der.ts'

export interface Recipient {
  readonly publicKey: KeyObject
  readonly kind: 'rsa' | 'P-256' | 'P-384'
  /** RFC 5652 §10.2.4, DER. */
  readonly issuerAndSerialNumber: Buffer
}

/** Why a certificate is unfit, in the words of a violation's rule. */
export type Unfit =
  | 'an X.509 certificate in DER'
  | 'valid now'
  | 'an RSA, P-256 or P-384 key'
  | 'an RSA key of 2048 to 8192 bits'
  | 'key usage keyEncipherment'
  | 'key usage keyAgreement'

const modulusBits = { min: 2048, max: 8192 }

const curves: Readonly<Record<string, 'P-256' | 'P-384'>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
}

/** RFC 5280 §4.2.1.3, bits of the first byte. */
const usages = { keyEncipherment: 0x20, keyAgreement: 0x08 }

const keyUsage = oid('2.5.29.15')
/** Tags of TBSCertificate's version and extensions (RFC 5280 §4.1). */
const [versionTag, extensionsTag] = [0xa0, 0xa3]

interface Parts {
  issuerAndSerialNumber: Buffer
  /** First byte of the key usage's bits; undefined without that extension: then every usage is allowed. */
  usage: number | undefined
}

/** Nobody but us reads the extensions of a certificate that is not verified: they may be anything. */
function fitParts(certificate: X509Certificate): Parts | undefined {
  try {
    return partsOf(certificate)
  } catch {
    return undefined
  }
}

/** The parts of TBSCertificate that node does not give (RFC 5280 §4.1). */
function partsOf({ raw }: X509Certificate): Parts {
  const [certificate] = elementsOf(raw)
  const [signed] = elementsOf(certificate?.content as Buffer)
  const fields = elementsOf(signed?.content as Buffer)
  const [serial, , issuer] = fields.filter(({ tag }) => tag !== versionTag)
  return {
    issuerAndSerialNumber: sequence(issuer?.whole as Buffer, serial?.whole as Buffer),
    usage: usageOf(fields.find(({ tag }) => tag === extensionsTag)?.content),
  }
}

function usageOf(extensions: Buffer | undefined): number | undefined {
  const [list] = elementsOf(extensions ?? Buffer.alloc(0))
  const extension = elementsOf(list?.content ?? Buffer.alloc(0)).find(({ content }) =>
    content.subarray(0, keyUsage.length).equals(keyUsage),
  )
  if (extension === undefined) return undefined
  const value = elementsOf(extension.content).at(-1)?.content
  // BIT STRING: the number of unused bits, then the bits.
  return elementsOf(value as Buffer)[0]?.content[1] ?? 0
}

function parsed(der: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(der)
    // Node takes PEM too, and what follows a certificate.
    return certificate.raw.equals(der) ? certificate : undefined
  } catch {
    return undefined
  }
}

/** OpenSSL cannot decode every key that a certificate may bear, DSTU 4145 among them. */
function keyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Recipient['kind'] | Unfit {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {}
  if (asymmetricKeyType === 'ec') return curves[namedCurve] ?? 'an RSA, P-256 or P-384 key'
  // A key for RSASSA-PSS alone (`rsa-pss`) must not be encrypted to (RFC 4055 §1.2).
  if (asymmetricKeyType !== 'rsa') return 'an RSA, P-256 or P-384 key'
  const fits = modulusLength >= modulusBits.min && modulusLength <= modulusBits.max
  return fits ? 'rsa' : 'an RSA key of 2048 to 8192 bits'
}

const isKind = (kind: Recipient['kind'] | Unfit): kind is Recipient['kind'] =>
  kind === 'rsa' || kind === 'P-256' || kind === 'P-384'

/**
 * The recipient that a certificate names, or what it is not.
 * @param der the certificate, base64
 * @param at the machine's time: such a certificate is of the real world also where the sandbox is not
 */
export function recipientOf(der: string, at: Date): Recipient | Unfit {
  const certificate = parsed(Buffer.from(der, 'base64'))
  if (certificate === undefined) return 'an X.509 certificate in DER'
  const [from, until] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  // So written that a time that cannot be read is none either.
  if (!(from <= at && at <= until)) return 'valid now'
  const publicKey = keyOf(certificate)
  const kind = publicKey === undefined ? 'an RSA, P-256 or P-384 key' : kindOf(publicKey)
  if (publicKey === undefined || !isKind(kind)) return kind as Unfit
  const parts = fitParts(certificate)
  if (parts === undefined) return 'an X.509 certificate in DER'
  const { issuerAndSerialNumber, usage } = parts
  const needed = kind === 'rsa' ? 'keyEncipherment' : 'keyAgreement'
  if (usage !== undefined && (usage & usages[needed]) === 0) return `key usage ${needed}`
  return { publicKey, kind, issuerAndSerialNumber }
}
