// Batches as files: a folder into which somebody puts what they exchange, CMS as DER or base64. A file that is gone is a
// batch that was withdrawn; the file's name is the batch's.

import { constants, type Dirent } from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { derOf } from './opened.ts'
import { addTo, cmsBytesMax, type Source, SourceError } from './source.ts'

const extensions = new Set(['.cms', '.der', '.b64', '.p7m'])

const filesMax = 20_000

export function createFolderSource(folder: string): Source {
  /** By name: size and time of the content that was last settled. */
  const settled = new Map<string, string>()
  return {
    load: async () => undefined,
    async refresh(holding, refused) {
      holding.expire()
      const names = new Set(await namesIn(folder))
      for (const gone of holding.ids().filter((id) => !names.has(id))) holding.remove(gone)
      let problem: SourceError | undefined
      for (const name of names) {
        const found = await contentOf(join(folder, name), settled.get(name))
        if (found instanceof SourceError) problem = found
        else if (found.bytes === tooLarge) refused('FORMAT')
        // One that is not believed is tried again: who signed it may come to be trusted.
        else if (found.bytes && addTo(holding, name, derOf(found.bytes), refused))
          settled.set(name, found.mark)
        await turn()
      }
      if (problem) throw problem
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const all: Dirent[] = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw unreadable(error)
  })
  const names = all.filter((one) => !one.isDirectory()).map(({ name }) => name)
  const wanted = names.filter((name) => extensions.has(extname(name).toLowerCase())).sort()
  if (wanted.length > filesMax) throw new SourceError('TOO_MUCH', 'too many files')
  return wanted
}

/** Stands for bytes that are not worth reading. */
const tooLarge = Symbol('too large for a batch')

interface Content {
  mark: string
  /** Undefined when it is what was settled. */
  bytes?: Uint8Array | typeof tooLarge
}

/** One file that cannot be read must not hold up the others; nor does one that is no plain file. */
async function contentOf(file: string, known: string | undefined): Promise<Content | SourceError> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const { size, mtimeMs, ino } = await handle.stat()
    const mark = `${size} ${mtimeMs} ${ino}`
    if (mark === known) return { mark }
    return { mark, bytes: size > cmsBytesMax ? tooLarge : await handle.readFile() }
  } catch (error) {
    return unreadable(error as NodeJS.ErrnoException)
  } finally {
    await handle?.close()
  }
}

function unreadable({ code }: NodeJS.ErrnoException): SourceError {
  return new SourceError('UNREADABLE', code ?? 'unreadable')
}
