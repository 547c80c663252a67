// Packs an answer with its binary parts (XOP 1.0 §4.1, MTOM for SOAP 1.1): multipart/related with the SOAP message
// first. The parts stand as they are; there is no swaRef and no base64.

import { createHash } from 'node:crypto'
import type { Reply } from '../reply.ts'

/** A part beside the SOAP part. */
export interface BinaryPart {
  /** Without angle brackets. */
  contentId: string
  mediaType: string
  bytes: Buffer
}

/** The answer that the SOAP message in it refers to parts of; as it is when there are none, or it is a fault. */
export function packaged(reply: Reply, parts: readonly BinaryPart[]): Reply {
  if (parts.length === 0 || reply.status === 500) return reply
  const digest = digestOf([reply.body, ...parts.map(({ bytes }) => bytes)])
  // What a digest is made of cannot hold it: no part contains the boundary.
  const boundary = `part-${digest}`
  const start = `<soap.${digest}@xroad>`
  const body = Buffer.concat([
    ...partOf(boundary, { ...soapHeaders, 'Content-ID': start }, reply.body),
    ...parts.flatMap(({ contentId, mediaType, bytes }) =>
      partOf(boundary, { ...binaryHeaders(mediaType), 'Content-ID': `<${contentId}>` }, bytes),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return { ...reply, contentType: contentTypeOf(boundary, start), body }
}

/** X-Road message protocol 4.0 §2: the SOAP part is 8bit. */
const soapHeaders = {
  'Content-Type': 'application/xop+xml; charset=utf-8; type="text/xml"',
  'Content-Transfer-Encoding': '8bit',
}

function binaryHeaders(mediaType: string) {
  return { 'Content-Type': mediaType, 'Content-Transfer-Encoding': 'binary' }
}

function contentTypeOf(boundary: string, start: string): string {
  const parameters = { type: 'application/xop+xml', start, 'start-info': 'text/xml', boundary }
  const written = Object.entries(parameters).map(([name, value]) => `; ${name}="${value}"`)
  return `multipart/related${written.join('')}`
}

function partOf(boundary: string, headers: Record<string, string>, content: Buffer): Buffer[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return [Buffer.from(`--${boundary}\r\n${lines.join('')}\r\n`), content, Buffer.from('\r\n')]
}

function digestOf(pieces: readonly Buffer[]): string {
  const digest = createHash('sha256')
  for (const piece of pieces) digest.update(piece)
  return digest.digest('hex').slice(0, 32)
}
