// The feed of revocation batches for any verifier: GET /revocation lists them, GET /revocation/<batch> gives one. Signed
// hashes alone, so anyone may have them. It holds what the engine last told, and asks it twice a minute at most,
// however many verifiers ask; while the engine does not answer, it gives what it has.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { RevocationBatch } from '../contract/types.ts'
import type { Engine } from '../engine/engine.ts'
import { isSame, type PublishedDocument, publishedDocument } from './document.ts'

export interface FeedParts {
  engine: Pick<Engine, 'revocationList'>
  /** Milliseconds that only grow. */
  elapsed?(): number
}

/** A revoked certificate waits longer for its batch. */
const freshMs = 30_000
/** Once in a while all is fetched anew: the register may be another one since. */
const wholeEveryMs = 3_600_000

const listSeconds = 60
/** A batch never changes; it only ends, and says when. */
const batchSeconds = 86_400

/** What an intermediary may answer by itself. */
const cached = (seconds: number) => `public, max-age=${seconds}`

interface Mirror {
  batches: ReadonlyMap<string, RevocationBatch>
  /** The latest `changedAt`. */
  since: string
  list: PublishedDocument
}

const epoch = new Date(0).toISOString()

type Answer = (request: IncomingMessage, response: ServerResponse, mirror: Mirror) => void

/** Answers /revocation and /revocation/<batch>; other paths are not found. */
export function createRevocationFeed(parts: FeedParts): RequestListener {
  const mirrored = createMirrored(parts)
  return async (request, response) => {
    if (!['GET', 'HEAD'].includes(request.method ?? ''))
      return say(response.setHeader('Allow', 'GET, HEAD'), 405, 'method not allowed')
    const answer = answerTo((request.url ?? '').replace(/\?.*$/s, ''))
    if (answer === undefined) return say(response, 404, 'not found')
    const mirror = await mirrored().catch(() => undefined)
    if (mirror !== undefined) answer(request, response, mirror)
    else say(response.setHeader('Retry-After', listSeconds), 503, 'not available')
  }
}

const pathForm = /^\/revocation(?:\/([A-Za-z0-9-]{1,64}))?$/

function answerTo(path: string): Answer | undefined {
  const [found, batchId] = pathForm.exec(path) ?? []
  if (found === undefined) return undefined
  return batchId === undefined ? sendList : sendBatch(batchId)
}

/** The last known when the engine does not answer. @throws what the engine throws while nothing is known */
function createMirrored({ engine, elapsed = () => performance.now() }: FeedParts) {
  let mirror: Mirror | undefined
  let asking: Promise<Mirror> | undefined
  let asked = Number.NEGATIVE_INFINITY
  let whole = Number.NEGATIVE_INFINITY

  async function ask(): Promise<Mirror> {
    const now = elapsed()
    asked = now
    const from = now - whole < wholeEveryMs ? mirror : undefined
    const next = await brought(engine, from)
    if (from === undefined) whole = now
    mirror = next
    return next
  }

  return async (): Promise<Mirror> => {
    if (mirror && elapsed() - asked < freshMs) return mirror
    asking ??= ask().finally(() => {
      asking = undefined
    })
    const known = mirror
    return known ? asking.catch(() => known) : asking
  }
}

/** All pages since the mirror, laid over it. @throws Error when the engine gives no list */
async function brought(engine: FeedParts['engine'], from: Mirror | undefined): Promise<Mirror> {
  const batches = new Map(from?.batches)
  const since = from?.since ?? epoch
  let pageToken: string | undefined
  do {
    const request = pageToken === undefined ? { since } : { pageToken }
    const { batch = [], nextPageToken, fault } = await engine.revocationList(request)
    if (fault !== undefined) throw new Error(fault.faultCode)
    for (const one of batch) batches.set(one.batchId, one)
    pageToken = nextPageToken
  } while (pageToken !== undefined)
  const changes = [...batches.values()].map(({ changedAt }) => changedAt).sort()
  return { batches, since: changes.at(-1) ?? epoch, list: listOf(batches) }
}

/** As the EU gateway lists batches, with what they are about. */
function listOf(batches: ReadonlyMap<string, RevocationBatch>): PublishedDocument {
  const listed = [...batches.values()].sort((a, b) => (a.changedAt < b.changedAt ? -1 : 1))
  const lines = listed.map(
    ({ batchId, country, changedAt, deleted, expires, keyId, hashType }) => ({
      ...{ batchId, country, date: changedAt, deleted, expires, kid: keyId, hashType },
    }),
  )
  return publishedDocument(JSON.stringify({ more: false, batches: lines }))
}

function sendList(request: IncomingMessage, response: ServerResponse, { list, since }: Mirror) {
  if (since !== epoch) response.setHeader('Last-Modified', new Date(since).toUTCString())
  send(request, response, list, {
    type: 'application/json',
    seconds: listSeconds,
    unchanged: hasSince(request, since),
  })
}

/** RFC 9110 §13.1.3; the EU gateway's clients send a time in ISO 8601. */
function hasSince({ headers }: IncomingMessage, since: string): boolean {
  const known = Date.parse(headers['if-modified-since'] ?? '')
  return since !== epoch && known >= Date.parse(since)
}

function sendBatch(batchId: string): Answer {
  return (request, response, { batches }) => {
    const batch = batches.get(batchId)
    if (batch === undefined) return say(response, 404, 'not found')
    if (batch.cms === undefined) return say(response, 410, 'deleted')
    // Base64, as the EU gateway sends it.
    const document = publishedDocument(batch.cms)
    send(request, response, document, { type: 'application/cms', seconds: batchSeconds })
  }
}

interface How {
  type: string
  seconds: number
  /** Said by a time; an entity tag goes before it (RFC 9110 §13.1.3). */
  unchanged?: boolean
}

function send(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { bytes, etag }: PublishedDocument,
  { type, seconds, unchanged = false }: How,
) {
  const tags = headers['if-none-match']
  const has = tags === undefined ? unchanged : isSame(tags, etag)
  response.setHeader('ETag', etag).setHeader('Cache-Control', cached(seconds))
  if (has) return void response.writeHead(304).end()
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length })
  response.end(method === 'HEAD' ? undefined : bytes)
}

function say(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ status: text }))
}
