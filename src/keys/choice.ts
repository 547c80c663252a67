// Which signing key is used. A new key takes over from its start of use on, while the old one stays
// valid for what it has signed; so exactly one key is active for a type at a time, or none.

import { Failure } from '../errors.ts'
import { type CertificateType, maySign, typesOf } from './usage.ts'

/** What the choice looks at. */
export interface Candidate {
  readonly keyIdText: string
  /** Start of use of the private key, inside the certificate's validity. */
  readonly from: Date
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extendedKeyUsage: readonly string[] | undefined
}

/**
 * The active key for a type: of those in use and valid at that time, the one that started last.
 * Throws `SIGNING_KEY_UNAVAILABLE` if there is none.
 */
export function chooseKey<Key extends Candidate>(
  keys: readonly Key[],
  type: CertificateType,
  at: Date,
): Key {
  const active = keys
    .filter((key) => maySign(key.extendedKeyUsage, type))
    .filter((key) => key.from <= at && key.notBefore <= at && at <= key.notAfter)
    .reduce<Key | undefined>((last, key) => (last && last.from > key.from ? last : key), undefined)
  if (!active) throw new Failure('SIGNING_KEY_UNAVAILABLE')
  return active
}

/** Two keys that start to sign the same type at the same time; undefined if the choice is clear. */
export function ambiguity<Key extends Candidate>(keys: readonly Key[]): [Key, Key] | undefined {
  const first = new Map<string, Key>()
  for (const key of keys)
    for (const type of typesOf(key.extendedKeyUsage)) {
      const start = `${type} ${key.from.getTime()}`
      const other = first.get(start)
      if (other) return [other, key]
      first.set(start, key)
    }
  return undefined
}
