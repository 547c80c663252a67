// Batches from a gateway that speaks as the EU's does: a list of what changed since a time, in parts of a thousand, and
// each batch by its id. What a gateway says of itself counts for nothing: every batch is judged by its signature.

import type { Fetched, FetchingClient } from '../https.ts'
import { isObject, parseJson } from '../json.ts'
import type { Holding } from './holding.ts'
import { batchIdForm, type Kept, type Progress } from './kept.ts'
import { derOf } from './opened.ts'
import { addTo, cmsBytesMax, type Refused, type Source, SourceError } from './source.ts'

export interface GatewayParts {
  client: Pick<FetchingClient, 'get'>
  /** Of the list; a batch is one step below. */
  path: string
  kept: Kept
}

/** A line of the gateway's list. */
interface Change {
  batchId: string
  date: string
  deleted: boolean
}

/** A hundred million entries: whoever lists more lists without end. */
const pagesMax = 1000
const againMax = 1000
/** Batches in one turn; who fails more often fails altogether, and is left alone until the next one. */
const problemsMax = 20
const listDepthMax = 4
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

const none = [204, 304]
const ok = 200
/** Deleted, or never there. */
const gone = [404, 410]

/** What the gateway answers, or a SourceError. */
function createAsk({ client, path }: Pick<GatewayParts, 'client' | 'path'>) {
  async function fetched(where: string, headers: Record<string, string>): Promise<Fetched> {
    const answer = await client.get(where, headers)
    if (answer.status === undefined) throw new SourceError('UNREACHABLE', answer.problem)
    return answer
  }

  return {
    /** What changed at that time or later. */
    async page(since: string | undefined): Promise<{ changes: Change[]; more: boolean }> {
      const when: Record<string, string> = since === undefined ? {} : { 'If-Modified-Since': since }
      const answer = await fetched(path, { Accept: 'application/json', ...when })
      if (none.includes(answer.status)) return { changes: [], more: false }
      if (answer.status !== ok) throw new SourceError('ANSWER', `status ${answer.status}`)
      return readPage(answer.text)
    },
    /** Undefined when it is gone. */
    async batch(batchId: string): Promise<Uint8Array | undefined> {
      const headers = { Accept: 'application/cms-text, application/cms' }
      const answer = await fetched(`${path}/${batchId}`, headers)
      if (gone.includes(answer.status)) return undefined
      if (answer.status !== ok) throw new SourceError('ANSWER', `status ${answer.status}`)
      if (answer.text.length > cmsBytesMax) throw new SourceError('TOO_MUCH', 'a batch')
      return derOf(Buffer.from(answer.text))
    },
  }
}

/** One turn: follows what the gateway lists, and gathers what it failed to give. */
function createTurn(
  ask: ReturnType<typeof createAsk>,
  kept: Kept,
  holding: Holding,
  refused: Refused,
) {
  const problems: SourceError[] = []

  /** One batch that the gateway fails to give must not hold up the others; a gateway that is away does. */
  async function had(batchId: string): Promise<Uint8Array | SourceError | undefined> {
    return ask.batch(batchId).catch((error) => {
      if (error instanceof SourceError && error.problem !== 'UNREACHABLE') return error
      throw error
    })
  }

  /** Says whether the batch is settled: held, or not worth another question. */
  async function take(batchId: string): Promise<boolean> {
    const cms = await had(batchId)
    if (cms === undefined) return true
    if (cms instanceof SourceError) {
      problems.push(cms)
      if (problems.length > problemsMax) throw cms
      return false
    }
    const settled = addTo(holding, batchId, cms, refused)
    if (holding.has(batchId)) await kept.put(batchId, cms)
    return settled
  }

  async function follow({ batchId, deleted }: Change): Promise<boolean> {
    if (!deleted) return holding.has(batchId) || take(batchId)
    holding.remove(batchId)
    await kept.remove(batchId)
    return true
  }

  return { problems, take, follow }
}

export function createGatewaySource({ client, path, kept }: GatewayParts): Source {
  const ask = createAsk({ client, path })
  return {
    async load(holding) {
      const progress = await kept.progress()
      for await (const [batchId, cms] of kept.batches()) {
        const added = holding.add(batchId, cms)
        if (added === 'HELD') continue
        await kept.remove(batchId)
        if (added !== 'EXPIRED') progress.again.push(batchId)
      }
      if (progress.again.length > 0) await kept.keep(progress)
    },
    async refresh(holding, refused) {
      const turn = createTurn(ask, kept, holding, refused)
      for (const over of holding.expire()) await kept.remove(over)
      const before = await kept.progress()
      const progress: Progress = { since: before.since, again: [] }
      for (const batchId of before.again)
        if (!(await turn.take(batchId))) progress.again.push(batchId)
      for (let pages = 1, more = true; more; pages++) {
        if (pages > pagesMax) throw new SourceError('TOO_MUCH', 'a list without end')
        const read = await ask.page(progress.since)
        for (const change of read.changes)
          if (!(await turn.follow(change))) progress.again.push(change.batchId)
        const isNews = moved(progress, read.changes)
        more = read.more && isNews
        await kept.keep({ ...progress, again: [...new Set(progress.again)].slice(0, againMax) })
      }
      if (turn.problems[0]) throw turn.problems[0]
    },
  }
}

/** Notes the latest change. False when none is later than what was known: then asking on would get the same again. */
function moved(progress: Progress, changes: readonly Change[]): boolean {
  const latest = changes.reduce<string | undefined>(later, progress.since)
  const did = latest !== progress.since
  progress.since = latest
  return did
}

const later = (known: string | undefined, { date }: Change) =>
  known === undefined || Date.parse(date) > Date.parse(known) ? date : known

/** @throws SourceError when it is not what gateways answer */
function readPage(text: string): { changes: Change[]; more: boolean } {
  const page = parsed(text)
  if (!isObject(page) || !Array.isArray(page.batches))
    throw new SourceError('ANSWER', 'no list of batches')
  const changes = page.batches.map(changeOf)
  return { changes, more: page.more === true }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text, listDepthMax)
  } catch {
    throw new SourceError('ANSWER', 'no JSON')
  }
}

function changeOf(item: unknown): Change {
  const { batchId, date, deleted = false } = isObject(item) ? item : {}
  const isTold = typeof batchId === 'string' && batchIdForm.test(batchId)
  const isDated = typeof date === 'string' && timeForm.test(date)
  if (!isTold || !isDated || typeof deleted !== 'boolean')
    throw new SourceError('ANSWER', 'a list of something else')
  return { batchId, date, deleted }
}
