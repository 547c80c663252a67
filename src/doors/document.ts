// A document that changes only with the program: sent with a strong entity tag, so that a security server
// that refreshes its description, or a client that reads it at every start, may be told that it has it.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface PublishedDocument {
  bytes: Buffer
  /** SHA-256 of the bytes, in quotes. */
  etag: string
}

export function publishedDocument(text: string): PublishedDocument {
  const bytes = Buffer.from(text)
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

const entityTag = /(?:^|,)[ \t]*(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)/g

/** Weak comparison, RFC 9110 §13.1.2. */
export function isSame(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return [...ifNoneMatch.matchAll(entityTag)].some(([, tag]) => tag === etag)
}

/** 304 to a matching `If-None-Match`, and to nothing else; HEAD gets the same header without the bytes. */
export function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, etag }: PublishedDocument,
) {
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', 'no-cache')
  if (isSame(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': bytes.length,
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}
