// multipart/related in and out, part by part, without touching what a part holds (RFC 2046 §5.1). Part headers
// stay as they came; nested multiparts are one part.

import { Refusal } from './refusal.ts'

/** Many more than any service sends; each costs memory. */
const partsMax = 1000
/** Of all header lines of one part. */
const headBytesMax = 16_384

export interface Part {
  /** Header lines as they came, without the empty line behind them. */
  head: string
  contentType: string | undefined
  body: Buffer
}

/** `text/xml; charset=utf-8` → `text/xml`; undefined when there is none. */
export function baseType(contentType: string | undefined): string | undefined {
  const base = contentType?.split(';')[0]?.trim().toLowerCase()
  return base === '' ? undefined : base
}

const boundaryParameter = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i

export function boundaryOf(contentType: string): string | undefined {
  const found = boundaryParameter.exec(contentType)
  return found?.[1] ?? found?.[2]
}

/** The same content type for the same parts under another boundary. */
export function withBoundary(contentType: string, boundary: string): string {
  return contentType.replace(boundaryParameter, `; boundary="${boundary}"`)
}

/** Cuts a multipart into its parts; none when the boundary never stands there. @throws Refusal MimeParsingFailed */
export function splitParts(body: Buffer, boundary: string): Part[] {
  const text = body.toString('latin1')
  const quoted = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const delimiter = new RegExp(`(?:^|\\r?\\n)--${quoted}(--)?[ \\t]*(?=\\r?\\n|$)`, 'g')
  const parts: Part[] = []
  let start: number | undefined
  for (const found of text.matchAll(delimiter)) {
    if (start !== undefined) parts.push(readPart(body, text, start, found.index))
    if (parts.length > partsMax) throw failed('too many parts')
    start = found[1] === undefined ? found.index + found[0].length : undefined
    if (start === undefined) break
  }
  if (start !== undefined) parts.push(readPart(body, text, start, text.length))
  return parts
}

/** A part from behind its delimiter to the next one: header lines, an empty line, content. */
function readPart(body: Buffer, text: string, start: number, end: number): Part {
  const begin = afterLine(text, start)
  const empty = /^\r?\n|\r?\n\r?\n/g
  const piece = text.slice(begin, Math.min(end, begin + headBytesMax))
  const gap = empty.exec(piece)
  if (gap === null && end - begin > headBytesMax) throw failed('headers of a part too long')
  const head = gap === null ? piece : piece.slice(0, gap.index)
  const content = gap === null ? end : begin + gap.index + gap[0].length
  return { head, contentType: typeIn(head), body: body.subarray(content, Math.max(content, end)) }
}

function afterLine(text: string, at: number): number {
  return at + (text.startsWith('\r\n', at) ? 2 : text.startsWith('\n', at) ? 1 : 0)
}

function typeIn(head: string): string | undefined {
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ')
  return /^content-type[ \t]*:[ \t]*(.*?)[ \t]*\r?$/im.exec(unfolded)?.[1]
}

function failed(why: string): Refusal {
  return new Refusal('MimeParsingFailed', 'Malformed multipart message', why)
}

/** The parts again, under this boundary. */
export function joinParts(parts: readonly Part[], boundary: string): Buffer {
  const pieces = parts.flatMap(({ head, body }) => [
    Buffer.from(`\r\n--${boundary}\r\n${head}${head === '' ? '' : '\r\n'}\r\n`, 'latin1'),
    body,
  ])
  return Buffer.concat([...pieces, Buffer.from(`\r\n--${boundary}--\r\n`)])
}
