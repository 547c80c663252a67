// The one client for other systems: JSON over HTTPS, one deadline over everything, few retries; no redirect,
// proxy or compression. It tells what was answered or why nothing was, and never quotes either side.

import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import axios, { type AxiosInstance, type AxiosResponse } from 'axios'

/** Paths of PEM files. */
interface TlsPaths {
  certificate?: string | undefined
  key?: string | undefined
  /** Certificates of the authority that the other side must show; the public ones when absent. */
  authority?: string | undefined
}

export interface HttpsClientParts {
  /** `https://host:port`, no path. */
  url: string
  /** Sent as a bearer token. */
  token: string | undefined
  /** Our own certificate, for mutual TLS. */
  tls: { certificate: string; key: string } | undefined
  authority: string | undefined
  /** Time for a call with all its attempts, connecting included, milliseconds. */
  timeoutMs: number
  /** Most bytes of a request and of an answer. */
  bytesMax: number
  /** From 0 to 1, for the pauses between attempts. */
  random(): number
}

/** What the other side answered, with any status; `body` is undefined when it was not JSON. */
export interface Answer {
  status: number
  body: unknown
}

/** Nothing usable came: a system's or library's constant such as `ECONNREFUSED`, or one of ours. */
export interface NoAnswer {
  status: undefined
  problem: string
}

interface PostOptions {
  /** The other side does the same work once however often it is asked. */
  repeatable: boolean
  /** Instead of the client's own time, milliseconds. */
  timeoutMs?: number
}

/** What was fetched, with any status: text as it came, and header fields by their names in lower case. */
export interface Fetched {
  status: number
  text: string
  headers: Readonly<Record<string, string | undefined>>
}

export interface HttpsClient {
  /** Never rejects for what the other side or the network does. */
  postJson(path: string, body: object, options: PostOptions): Promise<Answer | NoAnswer>
}

export interface FetchingClient extends HttpsClient {
  /** The same for a document; asked again as what is repeatable. Whether it is JSON, the caller finds out. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Fetched | NoAnswer>
}

const attemptsMax = 3
/** The first pause is at most this long, each further one twice as long. */
const pauseMs = 200
/** More calls than these wait for a connection: an engine on few cores gains nothing from more. */
const connectionsMax = 128

/** Statuses of a system that is starting, stopping or overloaded. */
const passingStatuses: readonly number[] = [502, 503, 504]

/** Problems that may be gone a moment later; a wrong certificate or an answer too large is none. */
const passingProblems: readonly string[] = [
  'TIMEOUT',
  'BROKEN_OFF',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]

/** What Node's TLS needs, for a client or a server. @throws when a file cannot be read */
export function readTls({ certificate, key, authority }: TlsPaths) {
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path))
  return {
    cert: read(certificate),
    key: read(key),
    ca: read(authority),
    minVersion: 'TLSv1.2' as const,
  }
}

/** @throws when a certificate or key cannot be read */
export function createHttpsClient(parts: HttpsClientParts): FetchingClient {
  const http = createAxios(parts)
  return {
    async postJson(path, body, { repeatable, timeoutMs = parts.timeoutMs }) {
      const text = JSON.stringify(body)
      const attempts = repeatable ? attemptsMax : 1
      const post = (signal: AbortSignal) => http.post<string>(path, text, { signal })
      const answer = await attempted(post, { attempts, timeoutMs, random: parts.random })
      if ('problem' in answer) return answer
      return { status: answer.status, body: readJson(answer) }
    },
    async get(path, headers = {}) {
      const { timeoutMs, random } = parts
      const get = (signal: AbortSignal) => http.get<string>(path, { signal, headers })
      const answer = await attempted(get, { attempts: attemptsMax, timeoutMs, random })
      if ('problem' in answer) return answer
      return { status: answer.status, text: answer.data, headers: headersOf(answer) }
    },
  }
}

function headersOf({ headers }: AxiosResponse): Fetched['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

interface Attempts {
  attempts: number
  timeoutMs: number
  random(): number
}

type Ask = (signal: AbortSignal) => Promise<AxiosResponse<string>>

async function attempted(
  ask: Ask,
  { attempts, timeoutMs, random }: Attempts,
): Promise<AxiosResponse<string> | NoAnswer> {
  const end = performance.now() + timeoutMs
  for (let left = attempts; ; left--) {
    // Each attempt gets its share of the time, so that one lost packet does not use up all of it.
    const answer = await attempt(ask, (end - performance.now()) / left)
    const pause = random() * pauseMs * 2 ** (attempts - left)
    const late = performance.now() + pause >= end
    if (left === 1 || late || !mayPass(answer)) return answer
    await wait(pause)
  }
}

function createAxios({ url, token, tls, authority, bytesMax }: HttpsClientParts): AxiosInstance {
  return axios.create({
    adapter: 'http',
    baseURL: url,
    allowAbsoluteUrls: false,
    proxy: false,
    maxRedirects: 0,
    decompress: false,
    maxContentLength: bytesMax,
    maxBodyLength: bytesMax,
    // The signal of each attempt is the timeout: this one would not bound an answer that trickles.
    timeout: 0,
    validateStatus: () => true,
    responseType: 'text',
    transformRequest: [(text) => text],
    transformResponse: [(text) => text],
    headers: {
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Content-Type': 'application/json',
      'User-Agent': 'trembita-certificate-gateway',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    httpsAgent: new Agent({
      keepAlive: true,
      maxSockets: connectionsMax,
      ...readTls({ ...tls, authority }),
    }),
  })
}

async function attempt(ask: Ask, timeoutMs: number): Promise<AxiosResponse<string> | NoAnswer> {
  const signal = AbortSignal.timeout(Math.max(1, Math.floor(timeoutMs)))
  try {
    return await ask(signal)
  } catch (thrown) {
    return { status: undefined, problem: signal.aborted ? 'TIMEOUT' : problemOf(thrown) }
  }
}

/** The vendor's error holds the request with its token and body, so its code alone is taken over. */
function problemOf(thrown: unknown): string {
  const { code, response } = thrown as { code?: unknown; response?: unknown }
  if (response !== undefined) return 'BROKEN_OFF'
  return typeof code === 'string' ? code : 'NO_ANSWER'
}

const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

function readJson({ headers, data }: AxiosResponse<string>): unknown {
  if (!jsonType.test(String(headers['content-type'] ?? ''))) return undefined
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

function mayPass(answer: AxiosResponse<string> | NoAnswer): boolean {
  return 'problem' in answer
    ? passingProblems.includes(answer.problem)
    : passingStatuses.includes(answer.status)
}
