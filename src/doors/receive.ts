// Takes a message from the wire: its content type and its bytes, at most so many.

import type { IncomingMessage } from 'node:http'
import { asFailure, breach, Failure } from '../errors.ts'
import {
  createPartsReader,
  multipartType,
  type Parcel,
  type PartLimits,
  type PartsReader,
} from '../xroad/parts/attachments.ts'
import { type ContentType, checkType, readContentType } from '../xroad/parts/content-type.ts'

/** Bytes read beyond the limit and dropped, so that the sender can still read our answer. */
const discardedMax = 16 * 1024 * 1024

const types = ['text/xml', multipartType]

/** What a message consists of, as it came. */
export interface ReceivedMessage {
  /** The bytes of the SOAP envelope: the whole body, or its first part. */
  soap: Buffer
  /** Of a multipart message alone. */
  parcel?: Parcel
}

/**
 * What the header says: `text/xml` in UTF-8, or a multipart whose parts say more.
 * @throws Failure INVALID_CONTENT_TYPE, SOAP_VERSION (SOAP 1.2), ENCODING_REFUSED
 */
export function checkContentType(header: string | undefined): ContentType {
  const contentType = readContentType(header)
  if (contentType.type !== multipartType) checkType(contentType, types)
  return contentType
}

/** What has come of a message: its bytes are counted up, and it is told when none of them is held any more. */
interface Received {
  bytes: number
  drop?(): void
}

/**
 * The message's bytes; `received.bytes` counts them as they come.
 * @throws Failure of the content type and of parts that break a rule or a limit, once everything was read or too
 * much was dropped; of `receive`
 */
export async function receiveMessage(
  request: IncomingMessage,
  limits: PartLimits,
  received: Received,
): Promise<ReceivedMessage> {
  const contentType = checkContentType(request.headers['content-type'])
  if (contentType.type === multipartType)
    return receiveParts(request, createPartsReader(contentType, limits), received)
  return { soap: await receive(request, limits.soapBytesMax, received) }
}

/** Parts are taken apart while they arrive: nothing is held twice. */
function receiveParts(
  request: IncomingMessage,
  reader: PartsReader,
  received: Received,
): Promise<ReceivedMessage> {
  return new Promise((resolve, reject) => {
    let read: PartsReader | undefined = reader
    let failure: Failure | undefined
    let dropped = 0
    const data = (chunk: Buffer) => {
      received.bytes += chunk.length
      try {
        read?.write(chunk)
      } catch (thrown) {
        failure = asFailure(thrown)
        read = undefined
        received.drop?.()
      }
      if (read === undefined) dropped += chunk.length
      if (dropped > discardedMax) refuse(failure)
    }
    const end = () => {
      try {
        if (read === undefined) reject(failure)
        else resolve(read.end())
      } catch (thrown) {
        reject(thrown)
      }
    }
    const error = (thrown: Error) => {
      read = undefined
      refuse(thrown instanceof Failure ? thrown : new Failure('INVALID_HTTP'))
    }
    const leave = listenTo(request, { data, end, error })
    const refuse = (why: Failure | undefined) => {
      leave()
      reject(why)
    }
  })
}

interface Listeners {
  data(chunk: Buffer): void
  end(): void
  error(error: Error): void
}

/** Gives what ends it: whoever reads the rest of a refused message must be the only one who counts it. */
function listenTo(request: IncomingMessage, { data, end, error }: Listeners): () => void {
  request.on('data', data).on('end', end).on('error', error)
  return () => {
    request.off('data', data).off('end', end).off('error', error)
  }
}

/**
 * The body's bytes; `received.bytes` counts them as they come.
 * @throws Failure MESSAGE_TOO_LARGE once everything was read or too much was dropped; INVALID_HTTP when the
 * sender broke off; whatever Failure the request emits as its error
 */
export function receive(
  request: IncomingMessage,
  bytesMax: number,
  received: { bytes: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const rule = `at most ${bytesMax} bytes`
    const tooLarge = () => refuse(breach('MESSAGE_TOO_LARGE', 'Envelope', rule))
    const data = (chunk: Buffer) => {
      received.bytes += chunk.length
      if (received.bytes <= bytesMax) chunks.push(chunk)
      else chunks.length = 0
      if (received.bytes > bytesMax + discardedMax) tooLarge()
    }
    const end = () => {
      if (received.bytes > bytesMax) tooLarge()
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    }
    const error = (thrown: Error) => {
      chunks.length = 0
      refuse(thrown instanceof Failure ? thrown : new Failure('INVALID_HTTP'))
    }
    const leave = listenTo(request, { data, end, error })
    const refuse = (why: Failure) => {
      leave()
      reject(why)
    }
  })
}
