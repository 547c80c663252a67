// POST /ws on the bare http server: bytes in, bytes out. Whatever happens, the answer is 200 or 500 with
// `text/xml; charset=utf-8`, because the security server discards the body of any other status.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { asFailure, Failure, type FailureCode } from '../errors.ts'
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

  async function replyTo(request: IncomingMessage, accepted: boolean): Promise<Reply> {
    const received = { bytes: 0 }
    try {
      if (!accepted) throw new Failure(drained ? 'STOPPING' : 'OVERLOADED')
      if (request.method !== 'POST') throw new Failure('INVALID_HTTP_METHOD')
      checkContentType(request.headers['content-type'])
      const bytes = await receive(request, bytesMax, received)
      return await gateway.exchange(bytes, deadlineMs)
    } catch (thrown) {
      const failure = asFailure(thrown)
      if (!broken.includes(failure.code)) await discard(request, received)
      return gateway.refuse(failure, received.bytes)
    }
  }

  return {
    handle(request, response) {
      // Only what is accepted counts: those who are told to come back must keep nobody else out.
      const accepted = drained === undefined && inFlight < inFlightMax
      if (accepted) inFlight++
      replyTo(request, accepted)
        .then((reply) => send(response, reply, drained !== undefined || !request.complete))
        .finally(() => {
          if (accepted && --inFlight === 0) drained?.()
        })
    },
    drain: () =>
      new Promise((resolve) => {
        drained = resolve
        if (inFlight === 0) resolve()
      }),
  }
}

/** After these nothing more can be read from the connection. */
const broken: readonly FailureCode[] = ['INVALID_HTTP', 'MESSAGE_TOO_SLOW']

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
