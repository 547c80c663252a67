// Takes a message from the wire: its content type and its bytes, at most so many.

import type { IncomingMessage } from 'node:http'
import { Failure } from '../errors.ts'

/** Bytes read beyond the limit and dropped, so that the sender can still read our answer. */
const discardedMax = 16 * 1024 * 1024

const parameter = /;\s*charset\s*=\s*"?([^";\s]+)"?/i

/**
 * `text/xml`, in UTF-8 if it says so; without `charset` UTF-8 is meant (X-Road message protocol 4.0 §2).
 * @throws Failure INVALID_CONTENT_TYPE, SOAP_VERSION (SOAP 1.2), ENCODING_REFUSED
 */
export function checkContentType(header: string | undefined) {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/soap+xml') throw new Failure('SOAP_VERSION')
  if (type !== 'text/xml') throw new Failure('INVALID_CONTENT_TYPE')
  const charset = parameter.exec(header ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    throw new Failure('ENCODING_REFUSED')
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
    const tooLarge = () => reject(new Failure('MESSAGE_TOO_LARGE'))
    request.on('data', (chunk: Buffer) => {
      received.bytes += chunk.length
      if (received.bytes <= bytesMax) chunks.push(chunk)
      else chunks.length = 0
      if (received.bytes > bytesMax + discardedMax) tooLarge()
    })
    request.on('end', () => {
      if (received.bytes > bytesMax) tooLarge()
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    })
    request.on('error', (error) =>
      reject(error instanceof Failure ? error : new Failure('INVALID_HTTP')),
    )
  })
}
