// What an import asks of a source of batches, and what a source tells of its work.

import type { Added, Holding } from './holding.ts'

/** Why a source could not be read whole. */
export type SourceProblem = 'UNREADABLE' | 'UNREACHABLE' | 'ANSWER' | 'TOO_MUCH'

/** Thrown with a detail of our own, never with what the other side said. */
export class SourceError extends Error {
  readonly problem: SourceProblem

  constructor(problem: SourceProblem, detail: string) {
    super(detail)
    this.problem = problem
  }
}

export type RefusedBatch = Exclude<Added, 'HELD' | 'EXPIRED'>

/** Told of every batch that is not believed. */
export type Refused = (reason: RefusedBatch) => void

export interface Source {
  /** What is left of an earlier start; nothing where the source itself is at hand. */
  load(holding: Holding): Promise<void>
  /**
   * Takes over what changed. What is held stays held when it fails.
   * @throws SourceError
   */
  refresh(holding: Holding, refused: Refused): Promise<void>
}

/** More than any batch has: a thousand entries take 50 kB, the certificates beside them some more. */
export const cmsBytesMax = 512 * 1024

/** Adds a batch and says whether it need not be asked for again; tells when it is not believed. */
export function addTo(holding: Holding, id: string, cms: Uint8Array, refused: Refused): boolean {
  const added = holding.add(id, cms)
  const settled = added === 'HELD' || added === 'EXPIRED'
  if (!settled) refused(added)
  return settled
}
