// What was taken over from a gateway, on this machine's disk, so that a start without the gateway knows what was known.
// Nothing read here is believed because it lies here: it is judged like what comes from outside.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, parseJson } from '../json.ts'

/** How far a gateway was read. */
export interface Progress {
  /** The latest change that is known, as the gateway wrote it. */
  since: string | undefined
  /** Batches to be asked for again: they were not believed, and may come to be. */
  again: string[]
}

export interface Kept {
  batches(): AsyncIterable<[batchId: string, cms: Uint8Array]>
  put(batchId: string, cms: Uint8Array): Promise<void>
  remove(batchId: string): Promise<void>
  progress(): Promise<Progress>
  keep(progress: Progress): Promise<void>
}

/** An id is a file's name here. */
export const batchIdForm = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/

const ending = '.cms'
const progressFile = 'progress.json'

/** A folder of its own for each gateway; made when something is kept. */
export function createKept(folder: string): Kept {
  const fileOf = (batchId: string) => join(folder, `${batchId}${ending}`)

  /** Whole or not at all, also when the machine stops in the middle. */
  async function write(file: string, content: Uint8Array | string) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(`${file}.new`, content, { flush: true })
    await rename(`${file}.new`, file)
  }

  return {
    async *batches() {
      for (const name of await readdir(folder).catch(() => [])) {
        const batchId = name.slice(0, -ending.length)
        if (!name.endsWith(ending) || !batchIdForm.test(batchId)) continue
        yield [batchId, await readFile(fileOf(batchId))]
      }
    },
    put: (batchId, cms) => write(fileOf(batchId), cms),
    remove: (batchId) => rm(fileOf(batchId), { force: true }),
    progress: async () =>
      readProgress(await readFile(join(folder, progressFile), 'utf8').catch(() => '{}')),
    keep: (progress) => write(join(folder, progressFile), JSON.stringify(progress)),
  }
}

/** One that cannot be read is none: the gateway is read from the beginning. */
function readProgress(text: string): Progress {
  const none = { since: undefined, again: [] }
  try {
    const value = parseJson(text, 2)
    if (!isObject(value)) return none
    const since = typeof value.since === 'string' ? value.since : undefined
    const again = Array.isArray(value.again) ? value.again : []
    return { since, again: again.filter((id) => typeof id === 'string' && batchIdForm.test(id)) }
  } catch {
    return none
  }
}
