// The second shape: `trustList` of the EU gateway (DGCG). Its items vouch for each other: a signer was issued by its
// country's authority and uploaded by its country's uploader, and these two were signed by the trust anchor. What of this
// can be checked is checked; an entry that fails is left out, and the list counts without it.

import { createHash, X509Certificate } from 'node:crypto'
import { isObject } from '../../json.ts'
import { verifyCms } from '../cms.ts'
import { listedCertificate } from './certificate.ts'
import { type LeftOut, type Listed, type ListedKey, sorted } from './list.ts'
import { inTurns } from './turns.ts'

interface Item {
  /** Base64 of eight bytes. */
  keyId: string
  /** ISO 3166-1 alpha-2. */
  country: string
  certificateType: string
  /** CMS over the DER, detached or not. */
  signature: Uint8Array
  certificate: X509Certificate
}

type ByCountry = ReadonlyMap<string, readonly X509Certificate[]>

/**
 * Who vouches in this list. Without an anchor a kind of which nobody stands in it is not asked; with one both are, or
 * whoever takes them out of the list would be believed without them.
 */
interface Vouching {
  authorities: ByCountry | undefined
  uploaders: ByCountry | undefined
}

/** `certificateType` of the items that are asked, in the gateway's words. */
const kind = { authority: 'CSCA', uploader: 'UPLOAD', signer: 'DSC' } as const

const keyIdForm = /^[A-Za-z0-9+/]{11}=$/
const countryForm = /^[A-Z]{2}$/

/** Whether it looks like this shape at all. */
export function isGatewayList(document: unknown): document is unknown[] {
  return (
    Array.isArray(document) &&
    document.every((item) => isObject(item) && 'certificateType' in item && 'rawData' in item)
  )
}

/**
 * @param anchors certificates that must have signed authorities and uploaders, and then every signer needs both; none:
 * they are not asked
 */
export async function readGatewayList(
  document: readonly unknown[],
  anchors: readonly X509Certificate[],
): Promise<Listed> {
  const read = await inTurns(document, readItem)
  const items = read.filter((one) => 'certificate' in one)
  const isSigner = ({ certificateType }: Item) => certificateType === kind.signer
  const vouchers = await inTurns(
    items.filter((item) => !isSigner(item)),
    (item) => (isAnchored(item, anchors) ? item : notVouchedFor(item)),
  )
  const anchored = vouchers.filter((one) => 'certificate' in one)
  const vouching = { authorities: ofKind(kind.authority), uploaders: ofKind(kind.uploader) }
  function ofKind(type: string): ByCountry | undefined {
    const listed = items.some(({ certificateType }) => certificateType === type)
    return listed || anchors.length > 0
      ? byCountry(anchored.filter((item) => item.certificateType === type))
      : undefined
  }
  const judged = await inTurns(items.filter(isSigner), (item) => judgedItem(item, vouching))
  return sorted([...[...read, ...vouchers].filter((one) => 'reason' in one), ...judged])
}

function notVouchedFor({ keyId }: Item): LeftOut {
  return { reason: 'NOT_VOUCHED_FOR', name: keyId }
}

function readItem(item: unknown): Item | LeftOut {
  const { kid, thumbprint, signature, rawData, ...said } = item as Record<string, unknown>
  const [keyId, country] = [textOf(kid, keyIdForm), textOf(said.country, countryForm)]
  const certificateType = textOf(said.certificateType)
  const certificate = certificateOf(rawData)
  const isUnnamed = certificateType === kind.signer && keyId === ''
  if (certificate === undefined || country === '' || isUnnamed)
    return { reason: 'UNREADABLE', name: keyId }
  const print = textOf(thumbprint).toLowerCase()
  if (print !== '' && print !== printOf(certificate))
    return { reason: 'FINGERPRINT_WRONG', name: keyId }
  const cms = Buffer.from(textOf(signature), 'base64')
  return { keyId, country, certificateType, signature: cms, certificate }
}

/** A member that is text of that form; else no text. */
function textOf(value: unknown, form = /^/): string {
  return typeof value === 'string' && form.test(value) ? value : ''
}

function certificateOf(rawData: unknown): X509Certificate | undefined {
  if (typeof rawData !== 'string') return undefined
  try {
    return new X509Certificate(Buffer.from(rawData, 'base64'))
  } catch {
    return undefined
  }
}

const printOf = ({ raw }: X509Certificate) => createHash('sha256').update(raw).digest('hex')

function isAnchored({ signature, certificate }: Item, anchors: readonly X509Certificate[]) {
  return anchors.length === 0 || isSignedBy(signature, certificate, anchors)
}

function isSignedBy(
  cms: Uint8Array,
  { raw }: X509Certificate,
  signers: readonly X509Certificate[],
) {
  return verifyCms(cms, { signers, content: raw }) !== undefined
}

function byCountry(items: readonly Item[]): ByCountry {
  const found = new Map<string, X509Certificate[]>()
  for (const { country, certificate } of items) {
    found.set(country, [...(found.get(country) ?? []), certificate])
  }
  return found
}

function judgedItem(item: Item, { authorities, uploaders }: Vouching): ListedKey | LeftOut {
  const { keyId, country, signature, certificate } = item
  if (authorities && !isIssued(certificate, authorities.get(country) ?? []))
    return { reason: 'NO_AUTHORITY', name: keyId }
  if (uploaders && !isSignedBy(signature, certificate, uploaders.get(country) ?? []))
    return notVouchedFor(item)
  return listedCertificate(certificate, { keyId, country })
}

/** By name, key identifier and signature; a certificate that is its own authority is issued by itself. */
function isIssued(certificate: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return authorities.some((authority) => {
    try {
      return certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
    } catch {
      // An authority's key that OpenSSL cannot decode has issued nothing that we could tell.
      return false
    }
  })
}
