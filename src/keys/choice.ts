// Which signing key is used. A new key takes over from its start of use on, while the old one stays
// valid for what it has signed; so one key is active for a type at a time. None or several is a
// refusal, never a guess.

import type { CertificateType } from '../usage.ts'

/** What the choice looks at. */
export interface Candidate {
  readonly keyIdText: string
  /** What it is used for: never more than its certificate allows. */
  readonly types: readonly CertificateType[]
  /** Start of use of the private key, inside the certificate's validity. */
  readonly from: Date
  /** The instant from which on the private key signs nothing more. */
  readonly until: Date
}

/** The key, or the code of the refusal. */
export type Choice<Key> =
  | { readonly key: Key }
  | { readonly refused: 'SIGNING_KEY_UNAVAILABLE' | 'SIGNING_KEY_AMBIGUOUS' }

/** The active key for a type: of those in use at that time, the one that started last. */
export function chooseKey<Key extends Candidate>(
  keys: readonly Key[],
  type: CertificateType,
  at: Date,
): Choice<Key> {
  const active = keys.filter(
    ({ types, from, until }) => types.includes(type) && from <= at && at < until,
  )
  const start = Math.max(...active.map(({ from }) => from.getTime()))
  const [key, other] = active.filter(({ from }) => from.getTime() === start)
  if (key === undefined) return { refused: 'SIGNING_KEY_UNAVAILABLE' }
  return other === undefined ? { key } : { refused: 'SIGNING_KEY_AMBIGUOUS' }
}

/** Two keys that start to sign the same type at the same time; undefined if the choice is clear. */
export function ambiguity<Key extends Candidate>(keys: readonly Key[]): [Key, Key] | undefined {
  const first = new Map<string, Key>()
  for (const key of keys)
    for (const type of key.types) {
      const start = `${type} ${key.from.getTime()}`
      const other = first.get(start)
      if (other) return [other, key]
      first.set(start, key)
    }
  return undefined
}
