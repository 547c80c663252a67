// The documents of distant trust lists, kept over a restart: a gateway that starts while the list's publisher is away
// still knows the keys it knew. Public keys alone; what is kept is judged again when it is loaded.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../json.ts'
import type { Kept } from './live.ts'

/** An array of texts. */
const depthMax = 1

/** Never throws: what cannot be kept is not kept. */
export function keepIn(folder: string): Kept {
  const fileOf = (source: string) =>
    join(folder, `${createHash('sha256').update(source).digest('hex').slice(0, 16)}.json`)
  return {
    save(source, documents) {
      const file = fileOf(source)
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        // Renamed into place, so that no restart finds half of it.
        writeFileSync(`${file}.new`, JSON.stringify(documents), { mode: 0o600 })
        renameSync(`${file}.new`, file)
      } catch {
        // A full or read-only disk must not stop the refresh that has just succeeded.
      }
    },
    load(source) {
      try {
        const file = fileOf(source)
        const documents = textsOf(parseJson(readFileSync(file, 'utf8'), depthMax))
        return documents && { documents, at: statSync(file).mtime }
      } catch {
        return undefined
      }
    },
  }
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}
