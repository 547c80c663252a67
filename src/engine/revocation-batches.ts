// Makes the batches of certificates that were revoked: grouped by key and kind of entry, a thousand at most, signed.
// Nothing of a person and no UVCI goes into them: hashes alone.

import { setImmediate as turn } from 'node:timers/promises'
import { type HashKind, hashKinds } from '../hcert/revocation.ts'
import type { ListingRun, SignedBatch, Unlisted } from '../register/listing.ts'
import { batchEntriesMax, writeBatch } from '../revocation/batch.ts'

export interface BatchesParts {
  /** The country of our certificates' issuer claim. */
  country: string
  kinds: readonly HashKind[]
  /** CMS over the content. */
  sign(content: Uint8Array): Uint8Array
  newId(): string
}

/** The event loop is given way after each: with its signature one takes some milliseconds. */
export function createBatchesOf(parts: BatchesParts): ListingRun['batchesOf'] {
  return async (unlisted) => {
    const made: SignedBatch[] = []
    for (const part of parted(unlisted)) {
      for (const kind of parts.kinds) made.push(batchOf(part, kind, parts))
      await turn()
    }
    return made
  }
}

/** By key, in parts that a batch holds. */
function parted(unlisted: readonly Unlisted[]): Unlisted[][] {
  const parts: Unlisted[][] = []
  for (const one of unlisted.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))) {
    const last = parts.at(-1)
    const fits = last?.[0]?.keyId === one.keyId && last.length < batchEntriesMax
    if (fits) last.push(one)
    else parts.push([one])
  }
  return parts
}

/** It expires with the last of its certificates. */
function batchOf(
  part: readonly Unlisted[],
  kind: HashKind,
  { country, sign, newId }: BatchesParts,
): SignedBatch {
  const keyId = part[0]?.keyId as string
  const expires = new Date(Math.max(...part.map(({ expiresAt }) => expiresAt.getTime())))
  const entries = part.map((one) => entryOf(one, kind, country))
  const hashes = Buffer.concat(entries.sort(Buffer.compare))
  const cms = sign(writeBatch({ country, expires, keyId, kind, hashes }))
  return { batchId: newId(), country, keyId, kind, entries: part.length, expires, cms }
}

/** In the order of their values, for that of the register would tell which belong to one another. */
function entryOf({ signatureHash, uvci }: Unlisted, kind: HashKind, issuer: string): Uint8Array {
  const revocable = {
    issuer,
    signatureHash,
    get uvci() {
      return uvci()
    },
  }
  return hashKinds[kind](revocable)
}
