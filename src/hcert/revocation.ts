// What revocation lists of the EU say of a certificate instead of naming it: the first 128 bits of a SHA-256, of one of
// three kinds (Implementing Decision (EU) 2022/483, Annex). It knows no list.

import { hash } from 'node:crypto'
import type { ReadCertificate } from './certificate.ts'
import { revocationHash } from './cose.ts'

/** Bytes of an entry. */
export const entryBytes = 16

/** What a certificate's entries are made from. */
export interface Revocable {
  /** The country that issued it: claim `iss`, not what the content says. */
  issuer: string | undefined
  /** As it stands there, to the letter. */
  uvci: string
  /** The entry of kind SIGNATURE: what is left of a signature where the register keeps no certificate. */
  signatureHash: Uint8Array
}

/** By way of a string of bytes, which costs half as much as a buffer of its own. */
function first16(text: string): Uint8Array {
  return Buffer.from(hash('sha256', text, 'binary').slice(0, entryBytes), 'latin1')
}

/** One row a kind; 16 bytes each. */
export const hashKinds = {
  SIGNATURE: ({ signatureHash }: Revocable) => signatureHash,
  UCI: ({ uvci }: Revocable) => first16(uvci),
  COUNTRYCODEUCI: ({ issuer = '', uvci }: Revocable) => first16(`${issuer}${uvci}`),
} as const satisfies Record<string, (revocable: Revocable) => Uint8Array>

export type HashKind = keyof typeof hashKinds

export const hashKindNames = Object.keys(hashKinds) as HashKind[]

export function isHashKind(name: unknown): name is HashKind {
  return typeof name === 'string' && Object.hasOwn(hashKinds, name)
}

/** Of a certificate that was read; its UVCI is what its payload calls `ci`. */
export function revocableOf({ cose, cwt }: ReadCertificate, uvci: string): Revocable {
  return { issuer: cwt.issuer, uvci, signatureHash: revocationHash(cose) }
}
