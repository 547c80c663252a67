// Notices that files have other contents: reads them every few seconds, because events of the file system do not
// tell of secrets that an orchestrator replaces behind a link. It decides nothing about what they say.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface WatchParts {
  /** Paths of files and folders; one that cannot be read counts as a content of its own. */
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
    if (statSync(file).isDirectory()) return stampsOf(file)
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable'
  }
}

/** Of thousands of files, which are not read for this; a replaced one is another inode or of another time. */
function stampsOf(folder: string): string {
  const stamps = readdirSync(folder)
    .sort()
    .map((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false })
      return `${name} ${found?.ino} ${found?.size} ${found?.mtimeMs}`
    })
  return stamps.join('\n')
}

/** Sees the files for the first time now. Keeps no process alive. */
export function watchFiles({ files, changed, everyMs = everyDefaultMs }: WatchParts): Watch {
  let inForce = contentsOf(files)
  let failed: string | undefined

  function look() {
    const now = contentsOf(files)
    // One that is taken back after another failed is told too: the other may still be in work.
    const isSame = now === inForce && failed === undefined
    const done = isSame || changed(now === failed)
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
