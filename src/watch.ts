// Notices that files have other contents: reads them every few seconds, because events of the file system do not
// tell of secrets that an orchestrator replaces behind a link. It decides nothing about what they say.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface WatchParts {
  /** Paths; one that cannot be read counts as a content of its own. */
  files: readonly string[]
  /** Called once for each new content, good or bad. */
  changed(): void
  /** Time between two looks, milliseconds. */
  everyMs?: number
}

export interface Watch {
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

/** Looks for the first time now. Keeps no process alive. */
export function watchFiles({ files, changed, everyMs = everyDefaultMs }: WatchParts): Watch {
  let seen = contentsOf(files)
  const timer = setInterval(() => {
    const now = contentsOf(files)
    if (now === seen) return
    seen = now
    changed()
  }, everyMs).unref()
  return { stop: () => clearInterval(timer) }
}
