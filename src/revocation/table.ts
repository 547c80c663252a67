// Which certificates are revoked, in memory: the entries of all batches, found by their first bytes. Batches come and go
// one by one; nothing is sorted or copied when they do. A million entries take 24 MB, a look-up about a microsecond.

import {
  entryBytes,
  type HashKind,
  hashKindNames,
  hashKinds,
  type Revocable,
} from '../hcert/revocation.ts'
import { type Batch, unknownKeyId } from './batch.ts'
import { createSlots, type Slots } from './slots.ts'

export interface RevocationTable {
  /** Gives the number under which the batch is taken out again. */
  add(batch: Batch): number
  /** A number that is not in use is none to take out. */
  remove(number: number): void
  /**
   * Whether a batch of that country names the certificate. Only the issuing country revokes, so a batch of another
   * one says nothing; neither does a batch of another key.
   */
  has(revocable: Revocable, country: string, keyId: string | undefined): boolean
  /** Whether any batch of that country was ever here: without one, nothing is known of its certificates. */
  knows(country: string): boolean
  /** Entries; a certificate in two batches counts twice. */
  size(): number
}

/** An entry's number: its batch's, and its place there, of which a batch has at most a thousand. */
const placeBits = 10
const placeMask = 2 ** placeBits - 1

type Held = Omit<Batch, 'expires'>

type Batches = (Held | undefined)[]

export function createRevocationTable(): RevocationTable {
  const batches: Batches = []
  const free: number[] = []
  const countries = createCountries()
  let slots = createSlots(0)
  let entries = 0

  return {
    add({ country, keyId, kind, hashes }) {
      // A copy: a buffer of node's may keep another, larger one alive.
      const held = { country, keyId, kind, hashes: Uint8Array.from(hashes) }
      if (slots.isFull(lengthOf(held))) slots = filled(batches, entries + lengthOf(held))
      const number = free.pop() ?? batches.length
      batches[number] = held
      each(held, number, slots.insert)
      entries += lengthOf(held)
      countries.count(held, 1)
      return number
    },
    remove(number) {
      const held = batches[number]
      if (held === undefined) return
      each(held, number, slots.remove)
      batches[number] = undefined
      free.push(number)
      entries -= lengthOf(held)
      countries.count(held, -1)
    },
    has: (revocable, country, keyId) =>
      countries.kindsOf(country).some((kind) => {
        const wanted = hashKinds[kind](revocable)
        return slots.some(wordAt(wanted, 0), (entry) => {
          const held = batches[entry >>> placeBits] as Held
          const start = (entry & placeMask) * entryBytes
          return isAt(held.hashes, start, wanted) && speaksOf(held, kind, country, keyId)
        })
      }),
    knows: countries.knows,
    size: () => entries,
  }
}

/** Two countries may name the same hash, and two kinds. */
function speaksOf(held: Held, kind: HashKind, country: string, keyId: string | undefined): boolean {
  const ofKey = held.keyId === keyId || held.keyId === unknownKeyId
  return held.kind === kind && held.country === country && ofKey
}

function filled(batches: Batches, room: number): Slots {
  const slots = createSlots(room)
  batches.forEach((held, number) => {
    if (held) each(held, number, slots.insert)
  })
  return slots
}

/** Of which kinds a country has batches now: no hash is made of a kind that nobody names. */
function createCountries() {
  const counts = new Map<string, Map<HashKind, number>>()
  return {
    knows: (country: string) => counts.has(country),
    kindsOf(country: string): HashKind[] {
      const kinds = counts.get(country)
      return kinds ? hashKindNames.filter((kind) => kinds.get(kind)) : []
    },
    count({ country, kind }: Held, by: 1 | -1) {
      const kinds = counts.get(country) ?? new Map<HashKind, number>()
      counts.set(country, kinds.set(kind, (kinds.get(kind) ?? 0) + by))
    },
  }
}

function lengthOf({ hashes }: Held): number {
  return hashes.length / entryBytes
}

/** `work` with the first word of each entry and its number. */
function each(held: Held, number: number, work: (word: number, entry: number) => void) {
  for (let place = 0; place < lengthOf(held); place++)
    work(wordAt(held.hashes, place * entryBytes), number * (placeMask + 1) + place)
}

/** Entries are digests, so any 32 of their bits will do to find them by. */
function wordAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
  return a | (b << 8) | (c << 16) | (d << 24)
}

function isAt(hashes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let at = 0; at < entryBytes; at++) if (hashes[start + at] !== wanted[at]) return false
  return true
}
