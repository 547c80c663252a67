// The trust list: the keys whose signatures we accept, by key identifier. It finds candidates; whether one may sign a
// type, and when, the verifier decides.

import type { KeyObject, X509Certificate } from 'node:crypto'
import type { Algorithm } from '../../algorithms.ts'
import { listedCertificate } from './certificate.ts'

export interface TrustedKey {
  /** Bound to the key: the header of a message must agree with it, and does not choose it. */
  readonly alg: Algorithm
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  /** ISO 3166-1 alpha-2; a bare key and a test certificate may name none. */
  readonly country: string | undefined
  /** OIDs; undefined where nothing restricts what it signs. */
  readonly extendedKeyUsage: readonly string[] | undefined
  /** Some lists publish keys without certificates. */
  readonly certificate: X509Certificate | undefined
}

/** A key under the identifier by which certificates name it, base64. */
export interface ListedKey {
  readonly keyId: string
  readonly key: TrustedKey
}

/** Why an entry of a list counts for nothing; the rest of the list does. */
export type LeftOutReason =
  /** No certificate or key that can be read, or an entry that lacks a part. */
  | 'UNREADABLE'
  /** Neither P-256 nor RSA of 2048 to 4096 bits, or labelled as another. */
  | 'KEY_UNFIT'
  /** Its key usage lacks digitalSignature, or it signs no type of certificate: an authority, as a rule. */
  | 'NOT_A_SIGNER'
  /** The bytes are not those that its own fingerprint tells. */
  | 'FINGERPRINT_WRONG'
  /** No authority of its country in the list has issued it. */
  | 'NO_AUTHORITY'
  /** Nobody who may upload for its country, or no trust anchor, has signed it. */
  | 'NOT_VOUCHED_FOR'
  /** Not among the identifiers in force. */
  | 'INACTIVE'

export interface LeftOut {
  readonly reason: LeftOutReason
  /** Key identifier or fingerprint, where there is one: public, and of no person. */
  readonly name: string
}

/** What a source holds. */
export interface Listed {
  readonly keys: readonly ListedKey[]
  readonly leftOut: readonly LeftOut[]
}

export interface TrustList {
  /** Every key with that identifier: eight bytes may collide, so all are to be tried. */
  find(keyId: Uint8Array): readonly TrustedKey[]
  /** A country may use one certificate as authority and signer; an authority alone stands here. */
  readonly leftOut: readonly LeftOut[]
}

export function isKey(found: ListedKey | LeftOut): found is ListedKey {
  return 'key' in found
}

/** What was found, sorted into keys and what is left out. */
export function sorted(found: readonly (ListedKey | LeftOut)[]): Listed {
  return {
    keys: found.filter(isKey),
    leftOut: found.filter((one) => !isKey(one)) as LeftOut[],
  }
}

/**
 * The index over keys; the same certificate twice counts once. A key with a certificate goes before a bare one, for it
 * knows its country and its time.
 */
export function indexOf({ keys, leftOut }: Listed): TrustList {
  const byKeyId = new Map<string, TrustedKey[]>()
  const bareLast = [...keys].sort((one, other) => bareness(one) - bareness(other))
  for (const { keyId, key } of bareLast) {
    const known = byKeyId.get(keyId)
    if (known === undefined) byKeyId.set(keyId, [key])
    else if (!known.some((other) => isSame(key, other))) known.push(key)
  }
  return { leftOut, find: (keyId) => byKeyId.get(Buffer.from(keyId).toString('base64')) ?? [] }
}

/** Asked of one identifier's keys alone: a fingerprint of each of thousands would hold up the thread. */
function isSame({ certificate: one }: TrustedKey, { certificate: other }: TrustedKey): boolean {
  return one !== undefined && one.fingerprint256 === other?.fingerprint256
}

const bareness = ({ key }: ListedKey) => (key.certificate === undefined ? 1 : 0)

/** The index over certificates. */
export function createTrustList(certificates: readonly X509Certificate[]): TrustList {
  return indexOf(sorted(certificates.map((certificate) => listedCertificate(certificate))))
}
