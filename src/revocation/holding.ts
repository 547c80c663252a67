// The batches that one source gave and that are believed, each by its id, in the table that all sources share.

import type { X509Certificate } from 'node:crypto'
import type { RefusalReason } from './opened.ts'
import { openBatch } from './opened.ts'
import type { RevocationTable } from './table.ts'

/** Entries of all sources together: as many keep the table below 64 MB. */
export const entriesMax = 2_000_000

export type Added = 'HELD' | 'EXPIRED' | RefusalReason

export interface Holding {
  has(batchId: string): boolean
  ids(): string[]
  /** A batch under an id that is held takes its place; one that is refused leaves what is held. */
  add(batchId: string, cms: Uint8Array): Added
  remove(batchId: string): void
  /** Takes out what is over, and gives the ids. */
  expire(): string[]
}

export interface HoldingParts {
  table: Pick<RevocationTable, 'add' | 'remove' | 'size'>
  uploaders(): readonly X509Certificate[]
  /** The world's: it decides what is over. */
  now(): Date
}

export function createHolding({ table, uploaders, now }: HoldingParts): Holding {
  const held = new Map<string, { number: number; expires: Date }>()

  function remove(batchId: string) {
    const known = held.get(batchId)
    if (known === undefined) return
    table.remove(known.number)
    held.delete(batchId)
  }

  return {
    remove,
    has: (batchId) => held.has(batchId),
    ids: () => [...held.keys()],
    add(batchId, cms) {
      const batch = openBatch(cms, uploaders())
      if (typeof batch === 'string') return batch
      if (batch.expires <= now()) return 'EXPIRED'
      if (table.size() >= entriesMax) return 'TOO_MANY'
      remove(batchId)
      held.set(batchId, { number: table.add(batch), expires: batch.expires })
      return 'HELD'
    },
    expire() {
      const over = [...held].filter(([, { expires }]) => expires <= now()).map(([id]) => id)
      over.forEach(remove)
      return over
    },
  }
}
