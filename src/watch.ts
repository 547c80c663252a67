// Notices that files have other contents: reads them every few seconds, because events of the file system do not
// tell of secrets that an orchestrator replaces behind a link. It decides nothing about what they say.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface WatchParts {
  /** Paths; one that cannot be read counts as a content of its own. */
  files: readonly string[]
  /**
   * Called for each new content, and `again` at each look while it says false: what failed for a passing reason must
   * not stay undone. It must not throw.
   */
  changed(again: boolean): boolean
  /** Time between two looks, milliseconds. */
  everyMs?: number
}

export interface Watch {
  /** Looks now; what failed is tried as if it were new. */
  look(): void
  stop(): void
}

/** Rotation happens a few times a year: seconds are soon enough, and three small files cost nothing. */
const everyDefaultMs = 5000

function contentsOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(digestOf(file)).update('\n')
  return hash.digest('hex')
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable'
  }
}

/** Sees the files for the first time now. Keeps no process alive. */
export function watchFiles({ files, changed, everyMs = everyDefaultMs }: WatchParts): Watch {
  let inForce = contentsOf(files)
  let failed: string | undefined

  function look() {
    const now = contentsOf(files)
    const done = now === inForce || changed(now === failed)
    if (done) inForce = now
    failed = done ? undefined : now
  }

  const timer = setInterval(look, everyMs).unref()
  return {
    stop: () => clearInterval(timer),
    look() {
      failed = undefined
      look()
    },
  }
}
