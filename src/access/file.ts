// access.json on the disk, read again when its content changes. A file that cannot be used never replaces
// the list in force; at the start there is none yet, and the program does not start.

import { readFileSync, statSync } from 'node:fs'
import type { AccessList } from './list.ts'
import { readAccessList } from './read.ts'

/** What became of a look at the file; `refused` at each look while it cannot be used. */
export type Reload = 'unchanged' | 'reloaded' | 'refused'

export interface AccessFile {
  list(): AccessList
  /** Looks at the file once; never throws. */
  reload(): Reload
}

export interface AccessFileParts {
  path: string
  /** Codes of the services that exist. */
  services: readonly string[]
  /** Called once for each content, with what is wrong if it was refused: paths and rules, no values. */
  changed(outcome: Exclude<Reload, 'unchanged'>, problems: string): void
}

/** Ten thousand rows of a hundred bytes. */
const bytesMax = 1_048_576

/** @throws Error that names the file and every problem */
export function openAccessFile({ path, services, changed }: AccessFileParts): AccessFile {
  let text = textOf(path)
  let list = usable(path, text, services)
  let refused = false

  /** A refused content is remembered too: it is told once, not at every look. */
  function replace(): Reload {
    const next = attempt(() => textOf(path))
    const content = next instanceof Error ? `\0${next.message}` : next
    if (content === text) return refused ? 'refused' : 'unchanged'
    text = content
    const read = next instanceof Error ? next : attempt(() => usable(path, next, services))
    refused = read instanceof Error
    if (!(read instanceof Error)) list = read
    const outcome = refused ? 'refused' : 'reloaded'
    changed(outcome, read instanceof Error ? read.message : '')
    return outcome
  }

  return { list: () => list, reload: replace }
}

function attempt<T>(act: () => T): T | Error {
  try {
    return act()
  } catch (error) {
    return error as Error
  }
}

/** Read synchronously: at most a mebibyte every few seconds, and the list changes between two messages. */
function textOf(path: string): string {
  try {
    if (statSync(path).size <= bytesMax) return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`ACCESS_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  throw new Error(`ACCESS_FILE: at most ${bytesMax} bytes`)
}

function usable(path: string, text: string, services: readonly string[]): AccessList {
  const read = attempt(() => readAccessList(text, services))
  if (read instanceof Error) throw new Error(`ACCESS_FILE ${path}:\n${read.message}`)
  return read
}
