// Where trust lists come from: a folder, a file, an address. A source reads its list whole or throws; it keeps nothing.

import { readFile, stat } from 'node:fs/promises'
import type { Fetched, FetchingClient, NoAnswer } from '../../https.ts'

/** What was read: a folder, or the documents of a list. */
export type Raw = { folder: string } | { documents: readonly string[] }

export interface Source {
  /** For the log and the metrics: a path, or an address without its query. */
  readonly name: string
  /** Whether it is on this machine: then what is wrong with it is found at the start. */
  readonly local: boolean
  /** Whose it is: one publisher's keys and the list of those in force are two sources. */
  readonly publisher?: string
  /** @throws Error that says what is wrong, without content */
  read(): Promise<Raw>
}

/** A list of all countries has a few megabytes; with all its pages. */
export const documentBytesMax = 16 * 1024 * 1024

/** The Swiss list is given in pages of a thousand keys. */
const pagesMax = 20

const okStatus = 200

/** A folder of certificates or a JSON file. */
export function pathSource(path: string): Source {
  return {
    name: path,
    local: true,
    async read() {
      const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
        throw new Error(`${path} cannot be read (${cause.code})`, { cause })
      })
      if (found.isDirectory()) return { folder: path }
      if (found.size > documentBytesMax) throw new Error(`${path} is too large for a trust list`)
      return { documents: [await readFile(path, 'utf8')] }
    },
  }
}

/**
 * @param url `https:`
 * @param connect a client of its host that takes at most `documentBytesMax`; made for each reading, so that a renewed
 * certificate of ours is shown
 */
export function urlSource(url: URL, connect: () => Pick<FetchingClient, 'get'>): Source {
  const name = `${url.origin}${url.pathname}`
  return {
    name,
    local: false,
    publisher: url.origin,
    async read() {
      const client = connect()
      const documents: string[] = []
      let length = 0
      let next: string | undefined = `${url.pathname}${url.search}`
      while (next !== undefined) {
        if (documents.length === pagesMax) throw new Error('too many pages')
        const page = checked(await client.get(next))
        documents.push(page.text)
        length += page.text.length
        if (length > documentBytesMax) throw new Error('pages too large for a trust list')
        next = nextPage(url, page)
      }
      return { documents }
    },
  }
}

function checked(answer: Fetched | NoAnswer): Fetched {
  if (answer.status === undefined) throw new Error(`no answer: ${answer.problem}`)
  if (answer.status !== okStatus) throw new Error(`answered with status ${answer.status}`)
  return answer
}

/** Swiss verifier API: `up-to-date` says whether that was all, `X-Next-Since` where the next page begins. */
function nextPage(url: URL, { headers }: Fetched): string | undefined {
  const since = headers['x-next-since']
  if (headers['up-to-date'] !== 'false' || since === undefined) return undefined
  const next = new URL(url)
  next.searchParams.set('since', since)
  return `${next.pathname}${next.search}`
}
