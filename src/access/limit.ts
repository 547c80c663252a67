// How fast each client may call: one token bucket each, for a bounded number of clients. It reads no clock.

import type { Rate } from './list.ts'

export interface Limiter {
  /** Whether one more call of this client may pass now; `nowMs` is any clock that only goes forward. */
  take(key: string, rate: Rate, nowMs: number): boolean
}

interface Bucket {
  tokens: number
  atMs: number
}

/** All subsystems of a country are a few thousand; 10,000 buckets take about 2 MB. */
const defaultClientsMax = 10_000

/** Whoever called longest ago is forgotten first, and then has a full bucket again. */
export function createLimiter(clientsMax = defaultClientsMax): Limiter {
  const buckets = new Map<string, Bucket>()
  return {
    take(key, { perSecond, burst }, nowMs) {
      const { tokens, atMs } = buckets.get(key) ?? { tokens: burst, atMs: nowMs }
      const filled = Math.min(burst, tokens + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
      const passes = filled >= 1
      // Deleted and set again, the key stands last: a Map keeps the order of insertion.
      buckets.delete(key)
      buckets.set(key, { tokens: passes ? filled - 1 : filled, atMs: nowMs })
      if (buckets.size > clientsMax) buckets.delete(buckets.keys().next().value as string)
      return passes
    },
  }
}
