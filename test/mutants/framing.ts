// A second opinion on bytes: are they one complete HTTP request (RFC 9112)? Strict where the server may be lenient,
// so that it never demands an answer to what the server may rightly hang up on. Shares nothing with Node's parser.

export interface Request {
  method: string
  contentType: string
  body: Buffer
}

/** What stands at the beginning of the bytes. */
export type Framed =
  | { state: 'complete'; request: Request }
  /** More bytes could make it a request. */
  | { state: 'incomplete' }
  /** Nothing could. */
  | { state: 'broken' }

const [incomplete, broken] = [{ state: 'incomplete' }, { state: 'broken' }] as const

const requestLine = /^([!#$%&'*+\-.^`|~\w]+) [\x21-\x7e]+ HTTP\/1\.([01])$/
const fieldLine = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/
const chunkLine = /^([0-9a-f]{1,8})(?:;[\t\x20-\x7e]*)?$/i
const digits = /^\d{1,15}$/

/** Reads the first request in the bytes. */
export function frame(bytes: Buffer): Framed {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return incomplete
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const [, method, minor] = requestLine.exec(first) ?? []
  const fields = lines.map((line) => fieldLine.exec(line))
  // PRI opens HTTP/2 and is no method of HTTP/1.1 (RFC 9113 §3.4, §11.6): a server may wait for the rest.
  if (method === undefined || method === 'PRI' || fields.includes(null)) return broken
  const valuesOf = (wanted: string) =>
    fields.flatMap((field) => (field?.[1]?.toLowerCase() === wanted ? [field[2] as string] : []))
  const body = bodyOf(bytes.subarray(end + 4), valuesOf, minor === '0')
  if (!Buffer.isBuffer(body)) return body
  const [contentType = ''] = valuesOf('content-type')
  return { state: 'complete', request: { method, contentType, body } }
}

/** RFC 9112 §6.3: how long the body is, and all of it. */
function bodyOf(rest: Buffer, valuesOf: (name: string) => string[], old: boolean): Buffer | Framed {
  const [lengths, codings] = [valuesOf('content-length'), valuesOf('transfer-encoding')]
  const final = codings.join(',').split(',').at(-1)?.trim().toLowerCase()
  if (codings.length > 0)
    return lengths.length > 0 || old || final !== 'chunked' ? broken : unchunked(rest)
  if (lengths.length > 1 || (lengths[0] !== undefined && !digits.test(lengths[0]))) return broken
  const length = Number(lengths[0] ?? 0)
  return rest.length < length ? incomplete : rest.subarray(0, length)
}

/** RFC 9112 §7.1. */
function unchunked(rest: Buffer): Buffer | Framed {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at)
    if (lineEnd < 0) return incomplete
    const size = chunkLine.exec(rest.toString('latin1', at, lineEnd))?.[1]
    if (size === undefined) return broken
    const [start, length] = [lineEnd + 2, Number.parseInt(size, 16)]
    if (length === 0) return trailed(rest, start) ?? Buffer.concat(chunks)
    if (rest.length < start + length + 2) return incomplete
    if (rest.toString('latin1', start + length, start + length + 2) !== '\r\n') return broken
    chunks.push(rest.subarray(start, start + length))
    at = start + length + 2
  }
}

/** What is wrong behind the last chunk; undefined when trailers end as they should. */
function trailed(rest: Buffer, from: number): Framed | undefined {
  for (let at = from; ; ) {
    const end = rest.indexOf('\r\n', at)
    if (end < 0) return incomplete
    if (end === at) return undefined
    if (!fieldLine.test(rest.toString('latin1', at, end))) return broken
    at = end + 2
  }
}
