// POST /ws on the bare http server: bytes in, bytes out. Whatever happens, the answer is 200 or 500 with
// `text/xml; charset=utf-8`, because the security server discards the body of any other status.

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { Failure } from '../errors.ts'
import type { Gateway } from '../gateway.ts'
import type { Reply } from '../xroad/reply.ts'
import { checkContentType, receive } from './receive.ts'

export interface SoapDoorParts {
  gateway: Gateway
  /** Most bytes of a message that are read; operations may allow less. */
  bytesMax: number
  /** Messages worked on at once; one more is told to come back. */
  inFlightMax: number
  /** Time from the last byte received to an answer, milliseconds. */
  deadlineMs: number
}

export interface SoapDoor {
  handle: RequestListener
  /** From now on new messages are refused as `STOPPING`; resolves when none is in work. */
  drain(): Promise<void>
}

export const soapContentType = 'text/xml; charset=utf-8'

export function createSoapDoor({
  gateway,
  bytesMax,
  inFlightMax,
  deadlineMs,
}: SoapDoorParts): SoapDoor {
  let inFlight = 0
  let drained: (() => void) | undefined

  async function replyTo(request: IncomingMessage): Promise<Reply> {
    const received = { bytes: 0 }
    try {
      if (drained) throw new Failure('STOPPING')
      if (inFlight > inFlightMax) throw new Failure('OVERLOADED')
      if (request.method !== 'POST') throw new Failure('INVALID_HTTP_METHOD')
      checkContentType(request.headers['content-type'])
      const bytes = await receive(request, bytesMax, received)
      return await withDeadline(gateway.exchange(bytes), deadlineMs)
    } catch (thrown) {
      const failure =
        thrown instanceof Failure ? thrown : new Failure('INTERNAL', { cause: thrown })
      await discard(request, received)
      return gateway.refuse(failure, received.bytes)
    }
  }

  return {
    handle(request, response) {
      inFlight++
      replyTo(request)
        .then((reply) => send(response, reply, drained !== undefined || !request.complete))
        .finally(() => {
          inFlight--
          if (inFlight === 0) drained?.()
        })
    },
    drain: () =>
      new Promise((resolve) => {
        drained = resolve
        if (inFlight === 0) resolve()
      }),
  }
}

async function withDeadline(work: Promise<Reply>, deadlineMs: number): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('DEADLINE')), deadlineMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A sender who is still writing would lose our answer to a reset, so the rest is read and dropped, bounded. */
async function discard(request: IncomingMessage, received: { bytes: number }) {
  if (request.complete || request.destroyed) return
  await receive(request, 0, received).catch(() => undefined)
}

function send(response: ServerResponse, { status, body }: Reply, close: boolean) {
  response.writeHead(status, {
    'Content-Type': soapContentType,
    'Content-Length': body.length,
    ...(close ? { Connection: 'close' } : {}),
  })
  response.end(body)
}

/** Codes of Node's HTTP parser and timers that are not simply broken HTTP. */
const httpErrors: Record<string, 'MESSAGE_TOO_SLOW' | 'MESSAGE_TOO_LARGE'> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'MESSAGE_TOO_SLOW',
  HPE_HEADER_OVERFLOW: 'MESSAGE_TOO_LARGE',
}

/** Answers in our way what Node would answer by itself, while the socket can be written. */
export function answerForNode(server: Server, gateway: Gateway, handle: RequestListener) {
  server.on('checkExpectation', handle)
  server.on('connect', (_request, socket) => {
    socket.end(rawReply(gateway.refuse(new Failure('INVALID_HTTP_METHOD'), 0)))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const failure = new Failure(httpErrors[error.code ?? ''] ?? 'INVALID_HTTP')
    socket.end(rawReply(gateway.refuse(failure, 0)), () => socket.destroy())
  })
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
