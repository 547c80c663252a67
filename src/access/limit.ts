// How fast each client may call: one token bucket each, for a bounded number of clients. It reads no clock.

import type { Rate } from './list.ts'

/** `repeated`: refused, and so was a call of this client within the second before, which was told. */
export type Taken = 'passed' | 'refused' | 'repeated'

export interface Limiter {
  /** What becomes of one more call of this client; `nowMs` is any clock that only goes forward. */
  take(key: string, rate: Rate, nowMs: number): Taken
}

interface Bucket {
  tokens: number
  atMs: number
  /** When a refusal was told last. */
  toldMs: number
}

/**
 * All subsystems of a country are a few thousand; 10,000 buckets with ordinary keys take 2 MB. A stranger's call makes a
 * bucket too, before it is denied: each denial is a row of the audit. With the longest keys that the header's reader
 * lets through (four parts of 255 UTF-16 units, see `partCharactersMax`) all of them take
 * 23 MB, measured.
 */
const defaultClientsMax = 10_000
/** A refusal is told once in so long. */
const toldEveryMs = 1000

/** Whoever called longest ago is forgotten first, and then has a full bucket again. */
export function createLimiter(clientsMax = defaultClientsMax): Limiter {
  const buckets = new Map<string, Bucket>()
  return {
    take(key, { perSecond, burst }, nowMs) {
      const { tokens, atMs, toldMs } = buckets.get(key) ?? newBucket(burst, nowMs)
      const filled = Math.min(burst, tokens + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
      const passes = filled >= 1
      const tells = !passes && nowMs - toldMs >= toldEveryMs
      // Deleted and set again, the key stands last: a Map keeps the order of insertion.
      buckets.delete(key)
      buckets.set(key, {
        tokens: passes ? filled - 1 : filled,
        atMs: nowMs,
        toldMs: tells ? nowMs : toldMs,
      })
      if (buckets.size > clientsMax) buckets.delete(buckets.keys().next().value as string)
      if (passes) return 'passed'
      return tells ? 'refused' : 'repeated'
    },
  }
}

function newBucket(burst: number, nowMs: number): Bucket {
  return { tokens: burst, atMs: nowMs, toldMs: Number.NEGATIVE_INFINITY }
}
