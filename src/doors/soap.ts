// POST /ws on the bare http server: bytes in, bytes out. Whatever happens, the answer is 200 or 500 with
// `text/xml; charset=utf-8`, or a multipart of it and what was asked for: the security server discards the body of
// any other status or type.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { asFailure, breach, Failure, type FailureCode } from '../errors.ts'
import type { Gateway } from '../gateway.ts'
import type { Load } from '../metrics.ts'
import type { Reply } from '../xroad/reply.ts'
import { createReceipts, type Receipt } from './receipts.ts'
import { type ReceivedMessage, receive, receiveMessage } from './receive.ts'
import { createSlots } from './slots.ts'

export interface SoapDoorParts {
  gateway: Gateway
  /** Most bytes of a SOAP envelope that are read; operations may allow less. */
  bytesMax: number
  /** Most bytes of the attachments of one message together. */
  attachmentBytesMax: number
  attachmentsMax: number
  /** Whole messages worked on at once. */
  inFlightMax: number
  /** Whole messages that wait for that; one more is told to come back. */
  queueMax: number
  /** Bytes held of all messages together; the one beyond is told to come back. */
  receivedBytesMax: number
  /** Time from the last byte received to an answer, milliseconds. */
  deadlineMs: number
}

export interface SoapDoor {
  handle: RequestListener
  /** From now on new messages are refused as `STOPPING`; resolves when none is in receipt, queue or work. */
  drain(): Promise<void>
  load(): Load
}

export const soapContentType = 'text/xml; charset=utf-8'

/** Of its deadline a message waits at most this part for its turn, so that time is left for the work on it. */
const waitingPart = 0.5

export function createSoapDoor(parts: SoapDoorParts): SoapDoor {
  const { gateway, bytesMax, inFlightMax, queueMax, receivedBytesMax, deadlineMs } = parts
  const slots = createSlots({ runningMax: inFlightMax, waitingMax: queueMax })
  const receipts = createReceipts({ bytesMax, sumMax: receivedBytesMax })
  const limits = { ...parts, soapBytesMax: bytesMax }
  let accepted = 0
  let drained: (() => void) | undefined

  /** Only a whole message takes a slot: a slow sender must keep nobody else out. */
  async function inTurn(message: ReceivedMessage, { socket }: IncomingMessage): Promise<Reply> {
    const whole = performance.now()
    await slots.take(deadlineMs * waitingPart)
    try {
      // Nobody is left to read the answer; who asked will ask again.
      if (socket.destroyed) throw new Failure('INVALID_HTTP')
      const leftMs = deadlineMs - (performance.now() - whole)
      return await gateway.exchange(message.soap, leftMs, message.parcel)
    } finally {
      slots.free()
    }
  }

  async function replyTo(request: IncomingMessage, receipt: Receipt): Promise<Reply> {
    try {
      if (drained) throw new Failure('STOPPING')
      if (request.method !== 'POST') throw wrongMethod()
      return await inTurn(await receiveMessage(request, limits, receipt), request)
    } catch (thrown) {
      receipt.drop()
      const failure = asFailure(thrown)
      if (!broken.includes(failure.code)) await discard(request, receipt)
      return gateway.refuse(failure, receipt.bytes)
    }
  }

  return {
    handle(request, response) {
      const counts = drained === undefined
      if (counts) accepted++
      const receipt = receipts.open(request, keptMax(request, parts))
      replyTo(request, receipt)
        .then((reply) => send(response, reply, drained !== undefined || !request.complete))
        .finally(() => {
          receipt.drop()
          if (counts && --accepted === 0) drained?.()
        })
    },
    drain: () =>
      new Promise((resolve) => {
        drained = resolve
        if (accepted === 0) resolve()
      }),
    load: () => ({ ...slots.load(), bytes: receipts.held() }),
  }
}

/** Any method but POST. */
export function wrongMethod(): Failure {
  return breach('INVALID_HTTP_METHOD', 'HTTP', 'method POST')
}

const multipart = /^\s*multipart\/related\b/i

/** Most bytes that are kept of this message. */
function keptMax({ headers }: IncomingMessage, parts: SoapDoorParts): number {
  const attached = multipart.test(headers['content-type'] ?? '')
  return parts.bytesMax + (attached ? parts.attachmentBytesMax : 0)
}

/** After these nothing more can be read from the connection. */
const broken: readonly FailureCode[] = ['INVALID_HTTP', 'MESSAGE_TOO_SLOW']

/** A sender who is still writing would lose our answer to a reset, so the rest is read and dropped, bounded. */
async function discard(request: IncomingMessage, received: { bytes: number }) {
  if (request.complete || request.destroyed) return
  await receive(request, 0, received).catch(() => undefined)
}

function send(response: ServerResponse, { status, contentType, body }: Reply, close: boolean) {
  response.writeHead(status, {
    'Content-Type': contentType ?? soapContentType,
    'Content-Length': body.length,
    ...(close ? { Connection: 'close' } : {}),
  })
  response.end(body)
}
