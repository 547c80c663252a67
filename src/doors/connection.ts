// What Node would answer by itself — broken HTTP, slow senders, CONNECT — answered as SOAP faults, and in
// turn: an answer that is still in work on the same connection leaves first and arrives whole.

import {
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { breach, type Failure } from '../errors.ts'
import type { Gateway } from '../gateway.ts'
import type { Reply } from '../xroad/reply.ts'
import { soapContentType, wrongMethod } from './soap.ts'

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

/** What is in work on each connection, in the order of the requests. */
export interface Connections {
  /** The listener, with its exchanges remembered until they are answered. */
  follow(listener: RequestListener): RequestListener
  inWork(socket: Duplex): readonly Exchange[]
}

/** Time for a sender to read our last answer while it still writes, milliseconds: closing would reset it. */
const lingerMs = 2000

export interface ConnectionsParts {
  /** Time for a client to take an answer, milliseconds. */
  sendTimeoutMs: number
  /** Told when a connection is cut because its answer was not read. */
  unread(): void
}

export function createConnections(parts: ConnectionsParts): Connections {
  const open = new WeakMap<Duplex, Exchange[]>()
  const inWork = (socket: Duplex) => open.get(socket) ?? []
  return {
    inWork,
    follow: (listener) => (request, response) => {
      const { socket } = request
      open.set(socket, [...inWork(socket), { request, response }])
      response.once('prefinish', () => limitSending(response, parts))
      response.once('close', () => {
        open.set(
          socket,
          inWork(socket).filter((exchange) => exchange.response !== response),
        )
      })
      listener(request, response)
    },
  }
}

/** Cuts a connection whose client does not take the answer, from the moment that all of it is on its way. */
function limitSending(response: ServerResponse, { sendTimeoutMs, unread }: ConnectionsParts) {
  const timer = setTimeout(() => {
    unread()
    response.socket?.destroy()
  }, sendTimeoutMs).unref()
  for (const event of ['finish', 'close']) response.once(event, () => clearTimeout(timer))
}

/** Closes a connection without answering this exchange, once the others on it are answered. */
export function closeBehind({ inWork }: Connections, { request, response }: Exchange) {
  const { socket } = request
  const others = inWork(socket).filter((exchange) => exchange.response !== response)
  afterAll(others, () => socket.destroy())
}

/** Codes of Node's HTTP parser and timers that are not simply broken HTTP. */
const httpErrors: Record<string, (server: Server) => Failure> = {
  ERR_HTTP_REQUEST_TIMEOUT: ({ requestTimeout }) =>
    breach('MESSAGE_TOO_SLOW', 'HTTP', `whole within ${requestTimeout} ms`),
  HPE_HEADER_OVERFLOW: () =>
    breach('MESSAGE_TOO_LARGE', 'HTTP', `headers of at most ${maxHeaderSize} bytes`),
}

const brokenHttp = () => breach('INVALID_HTTP', 'HTTP', 'RFC 9112')

/** Answers in our way what Node would answer by itself, while the socket can be written. */
export function answerForNode(server: Server, gateway: Gateway, connections: Connections) {
  /** The parser complains again of whatever else arrives; one answer is enough. */
  const given = new WeakSet<Duplex>()
  const giveUp = (socket: Duplex, failure: Failure) => {
    given.add(socket)
    const exchanges = connections.inWork(socket)
    const unfinished = exchanges.find(({ request }) => !request.complete)
    if (unfinished === undefined) return afterAll(exchanges, () => end(socket, gateway, failure))
    // The door hears of it where it waits for the body, and answers that request itself.
    if (unfinished.request.listenerCount('error') > 0) unfinished.request.emit('error', failure)
    else afterAll(exchanges, () => socket.destroy())
  }
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy()).resume()
    giveUp(socket, wrongMethod())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (given.has(socket)) return
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const failure = httpErrors[error.code ?? ''] ?? brokenHttp
    giveUp(socket, failure(server))
  })
}

/** Runs `then` when every exchange is answered; at once when none is in work. */
function afterAll(exchanges: readonly Exchange[], then: () => void) {
  let left = exchanges.length
  if (left === 0) return then()
  for (const { response } of exchanges) response.once('close', () => --left === 0 && then())
}

function end(socket: Duplex, gateway: Gateway, failure: Failure) {
  const reply = gateway.refuse(failure, 0)
  if (!socket.writable) return void socket.destroy()
  socket.end(rawReply(reply))
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.once('close', () => clearTimeout(timer))
}

function rawReply({ status, body }: Reply): Buffer {
  const head = [
    `HTTP/1.1 ${status} Internal Server Error`,
    `Content-Type: ${soapContentType}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
