// The engine's own door, when it runs apart: JSON over HTTPS for gateways that show a certificate of our
// authority or the token. It tells nobody else anything, and never why something failed inside.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { within } from '../deadline.ts'
import type { Engine } from '../engine/engine.ts'
import { enginePath } from '../engine/remote.ts'
import { asFailure, type Failure, isOurs } from '../errors.ts'
import { readTls } from '../https.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { type EngineCall, isMethod, perform, readCall } from './call.ts'
import { receive } from './receive.ts'

export interface EngineServerParts {
  engine: Engine
  /** Paths of PEM files; with `authority` a client must show a certificate of it. */
  tls: { certificate: string; key: string; authority?: string | undefined } | undefined
  /** A client must show this token, if there is one. */
  token: string | undefined
  /** Most bytes of a call; JSON of a message takes at most twice its XML, and its caller a little. */
  bytesMax: number
  /** Calls worked on at once; one more is told to come back. */
  inFlightMax: number
  /** Time for TLS, and for headers and body of a call, milliseconds. */
  receiveTimeoutMs: number
  /** Time from the last byte received to an answer, milliseconds. */
  deadlineMs: number
  log: Log
  metrics: Pick<Metrics, 'text' | 'contentType'>
}

interface Answer {
  status: number
  body: string
  /** OK, a refusal's code, a failure's code, or `HTTP_` and the status. */
  outcome: string
  /** JSON unless said. */
  contentType?: string
}

/** What became known of a call on its way, for the log line. */
interface Trace {
  call?: EngineCall | undefined
  received: { bytes: number }
}

/** A gateway's readiness probe is no message, and an audit row belongs to one that has its own line. */
const unlogged = ['ready', 'audit']

/** How long an idle connection is kept; the client is told and lets go a little earlier. */
const keepAliveMs = 75_000

/** A status that explains nothing: a gateway of ours never gets one but 503. */
const bare = (status: number): Answer => ({ status, body: '{}', outcome: `HTTP_${status}` })

export interface EngineServer extends Server {
  /** From now on new calls are told to come back; resolves when none is in work. */
  drain(): Promise<void>
}

/** A server that is not listening yet. @throws Error when it would let anyone in; when a file is missing */
export function createEngineServer(parts: EngineServerParts): EngineServer {
  const { tls, token, receiveTimeoutMs, log } = parts
  if (tls === undefined)
    throw new Error('ENGINE_TLS_CERTIFICATE, _KEY: the engine apart needs them')
  const mutual = tls.authority !== undefined
  if (!mutual && !token) {
    throw new Error('ENGINE_TLS_AUTHORITY or ENGINE_TOKEN: the engine apart needs one of them')
  }
  const { serve, drain, draining } = createServe(parts)
  const server = createServer(
    {
      ...readTls(tls),
      requestCert: mutual,
      rejectUnauthorized: mutual,
      handshakeTimeout: receiveTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: receiveTimeoutMs,
      requestTimeout: receiveTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, receiveTimeoutMs),
    },
    (request, response) => void serve(request, response, () => draining() || !server.listening),
  )
  // Otherwise a gateway with a wrong certificate would leave no trace here.
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException) => log.event('tls refused', code))
  return Object.assign(server, { drain })
}

function createServe(parts: EngineServerParts) {
  let inFlight = 0
  let drained: (() => void) | undefined
  const answerTo = createAnswer(parts)

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    stopping: () => boolean,
  ) {
    const health = await healthOf(request, parts)
    if (health !== undefined) return send(response, health, stopping())
    const started = performance.now()
    const trace: Trace = { received: { bytes: 0 } }
    inFlight++
    const busy = stopping() || inFlight > parts.inFlightMax
    const answer = busy ? bare(503) : await answerTo(request, trace)
    await discard(request, trace.received)
    send(response, answer, stopping() || !request.complete)
    if (--inFlight === 0) drained?.()
    if (trace.call && unlogged.includes(trace.call.method)) return
    logCall(parts.log, trace, answer, performance.now() - started)
  }

  const drain = () =>
    new Promise<void>((resolve) => {
      drained = resolve
      if (inFlight === 0) resolve()
    })
  return { serve, drain, draining: () => drained !== undefined }
}

/** A client that is still writing would lose our answer to a reset, so the rest is read and dropped, bounded. */
async function discard(request: IncomingMessage, received: Trace['received']) {
  if (request.complete || request.destroyed) return
  await receive(request, 0, received).catch(() => undefined)
}

/** Health is for probes: it needs no token and leaves no line. */
async function healthOf({ url, method }: IncomingMessage, parts: EngineServerParts) {
  if (method !== 'GET') return undefined
  if (url === '/health/live') return health(200, 'live')
  if (url === '/metrics') return metricsOf(parts)
  if (url !== '/health/ready') return undefined
  return within(parts.deadlineMs, parts.engine.ready()).then(
    () => health(200, 'ready'),
    () => health(503, 'not ready'),
  )
}

async function metricsOf({ metrics }: EngineServerParts): Promise<Answer> {
  const body = await metrics.text()
  return { status: 200, body, outcome: 'OK', contentType: metrics.contentType }
}

function health(status: number, text: string): Answer {
  return { status, body: JSON.stringify({ status: text }), outcome: 'OK' }
}

function createAnswer({ engine, token, bytesMax, deadlineMs, log }: EngineServerParts) {
  return async (request: IncomingMessage, trace: Trace): Promise<Answer> => {
    if (!isAuthorised(request, token)) return bare(401)
    const method = methodOf(request.url)
    if (method === undefined) return bare(404)
    if (request.method !== 'POST') return bare(405)
    if (!isJson(request)) return bare(415)
    try {
      const bytes = await receive(request, bytesMax, trace.received)
      trace.call = readCall(method, bytes)
      if (trace.call === undefined) return bare(400)
      return answered(await within(deadlineMs, perform(engine, trace.call)))
    } catch (thrown) {
      return failed(asFailure(thrown), log)
    }
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compared as hashes: they have one length, and the time taken tells nothing of the token. */
function isAuthorised({ headers }: IncomingMessage, token: string | undefined): boolean {
  if (!token) return true
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))
}

function methodOf(url = '') {
  const name = url.startsWith(enginePath) ? url.slice(enginePath.length) : ''
  return isMethod(name) ? name : undefined
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '')
}

/** What the engine answered; an answer that is no JSON is a failure like any other. */
function answered(value: unknown): Answer {
  const { fault } = (value ?? {}) as { fault?: { faultCode: string } }
  return { status: 200, body: JSON.stringify(value ?? {}), outcome: fault?.faultCode ?? 'OK' }
}

/** Failures of receiving are the sender's; the rest is told by its code, for the gateway to throw again. */
const receiving: Record<string, number> = { MESSAGE_TOO_LARGE: 413, INVALID_HTTP: 400 }

function failed(failure: Failure, log: Log): Answer {
  const { code, violations } = failure
  if (isOurs(failure)) log.failure(failure)
  const status = receiving[code]
  if (status !== undefined) return bare(status)
  return { status: 500, body: JSON.stringify({ failure: { code, violations } }), outcome: code }
}

function send(response: ServerResponse, answer: Answer, close: boolean) {
  const { status, body, contentType = 'application/json' } = answer
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    ...(close ? { Connection: 'close' } : {}),
  })
  response.end(body)
}

function logCall(log: Log, { call, received }: Trace, { body, outcome }: Answer, ms: number) {
  log.message({
    xRoadId: call?.caller?.id,
    client: call?.caller?.client,
    service: call?.caller?.service ?? call?.method,
    outcome,
    ms,
    bytesIn: received.bytes,
    bytesOut: Buffer.byteLength(body),
  })
}
