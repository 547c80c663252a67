// Bends of HTTP around a sound envelope: the request line, the fields, how the body is framed. Gives bytes for a raw
// socket; always to /ws, because what stands elsewhere is no SOAP service.

import fc from 'fast-check'
import { envelopes, originalOf, xmlType } from './corpus.ts'
import { anyEdits, type Edit, edited } from './edits.ts'

export interface Wire {
  of: string
  method: string
  target: string
  version: string
  contentType: string | undefined
  soapAction: string | undefined
  framing: keyof typeof framings
  fields: readonly string[]
  /** Of the fields' bytes. */
  edits: readonly Edit[]
  /** Sizes of chunks and of what is written at once; or which of a list. */
  many: number
}

const methods = [
  'POST',
  'POST',
  'POST',
  'POST',
  'GET',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
].concat(['TRACE', 'CONNECT', 'post', 'BREW', 'M-SEARCH', 'PRI', 'P\u00d6ST', ''])

const targets = ['/ws', '/ws', '/ws', '/ws/', '/ws?x=1', '/ws/any/thing?%00', '/ws?wsdl=1'].concat([
  'http://gateway.example/ws',
  'HTTPS://gateway.example:1/ws',
  `/ws?${'q'.repeat(3000)}`,
])

const versions = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/2.0',
  'HTTP/1.2',
  'http/1.1',
  '',
]

const contentTypes = [
  xmlType,
  'text/xml',
  'TEXT/XML;CHARSET="UTF-8"',
  'text/xml ; charset = utf-8',
  '',
]
  .concat([
    'text/xml; charset=utf8',
    'text/xml; charset=windows-1251',
    'text/xml; charset',
    'text/xml;;',
  ])
  .concat(['text/xml; charset=utf-8; charset=utf-16', 'text/xml, text/xml', 'application/soap+xml'])
  .concat([
    'application/xml',
    'multipart/related',
    'multipart/related; boundary=""',
    'multipart/mixed; boundary=x',
  ])
  .concat([
    'multipart/related; type="text/xml"; boundary="a\\"b"',
    'text/xml; charset="utf-8',
    '\x01',
    'x/\xff',
  ])
  .concat([
    `text/xml; x=${'y'.repeat(9000)}`,
    'application/xop+xml; type="text/xml"',
    'text',
    '/',
    '; charset=utf-8',
  ])

const soapActions = [
  '""',
  '',
  '"urn:x"',
  'urn:x',
  '"',
  '"a b"',
  '\xd0\xb6',
  `"${'a'.repeat(9000)}"`,
  '%00',
]

const moreFields = ['Expect: 100-continue', 'Expect: 200-ok', 'Expect:', 'expect: 100-CONTINUE']
  .concat([
    'Connection: close',
    'Connection: keep-alive',
    'Connection: upgrade',
    'Upgrade: h2c',
    'Connection: x, y',
  ])
  .concat([
    'Content-Encoding: gzip',
    'Content-Type: application/json',
    'Content-Type: text/xml',
    'Host: a',
    'Host: b',
  ])
  .concat([
    'TE: trailers',
    'Trailer: x',
    'Accept: image/png',
    'Accept-Encoding: gzip',
    'Cookie: a=b',
    'X:\ty',
  ])
  .concat([
    'X: \x00',
    'X: \x7f',
    'X: \xff',
    'X: \x0b',
    ' X: folded',
    'X : y',
    ': y',
    'X',
    'X\x00: y',
    'X: a\rb',
    'X: a\nb',
  ])
  .concat([`X: ${'x'.repeat(8000)}`, `X: ${'x'.repeat(20_000)}`, 'X: y\r\n'.repeat(150).trimEnd()])
  .concat([
    'Proxy-Connection: keep-alive',
    'Range: bytes=0-1',
    'If-None-Match: *',
    'SOAPAction: twice',
    'Sec-Fetch-Mode: x',
  ])

interface Framing {
  fields: string[]
  body: Buffer
}

const latin = (text: string) => Buffer.from(text, 'latin1')
const lengthOf = (length: number | string) => `Content-Length: ${length}`
const chunkedField = 'Transfer-Encoding: chunked'

/** The body in chunks of these bytes each; most chunks that are made, so that a byte each stays affordable. */
function chunks(body: Buffer, size: number, { end = '\r\n', extension = '' } = {}): Buffer {
  const length = Math.max(size, Math.ceil(body.length / 500))
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += length) {
    const piece = body.subarray(at, at + length)
    pieces.push(latin(`${piece.length.toString(16)}${extension}${end}`), piece, latin(end))
  }
  return Buffer.concat(pieces)
}

const lastChunk = latin('0\r\n\r\n')
const whole = (body: Buffer, many: number) => Buffer.concat([chunks(body, 1 + many), lastChunk])

const framings = {
  right: (body) => ({ fields: [lengthOf(body.length)], body }),
  none: (body) => ({ fields: [], body }),
  empty: () => ({ fields: [lengthOf(0)], body: latin('') }),
  shorter: (body, many) => ({ fields: [lengthOf(Math.max(0, body.length - 1 - many))], body }),
  longer: (body, many) => ({ fields: [lengthOf(body.length + 1 + many)], body }),
  negative: (body) => ({ fields: [lengthOf(-body.length)], body }),
  plus: (body) => ({ fields: [lengthOf(`+${body.length}`)], body }),
  hexadecimal: (body) => ({ fields: [lengthOf(`0x${body.length.toString(16)}`)], body }),
  zeros: (body) => ({ fields: [lengthOf(`000${body.length}`)], body }),
  list: (body) => ({ fields: [lengthOf(`${body.length}, ${body.length}`)], body }),
  huge: (body) => ({ fields: [lengthOf('99999999999999999999999')], body }),
  far: (body) => ({ fields: [lengthOf(4_294_967_296)], body }),
  twice: (body) => ({ fields: [lengthOf(body.length), lengthOf(body.length)], body }),
  different: (body) => ({ fields: [lengthOf(body.length), lengthOf(1)], body }),
  chunked: (body, many) => ({ fields: [chunkedField], body: whole(body, many) }),
  capitals: (body, many) => ({ fields: ['TRANSFER-ENCODING: Chunked'], body: whole(body, many) }),
  extensions: (body, many) => {
    const extended = chunks(body, 1 + many, { extension: ';a="b";c' })
    return { fields: [chunkedField], body: Buffer.concat([extended, lastChunk]) }
  },
  trailers: (body, many) => {
    const end = latin(`0\r\nX-Trailer: ${many}\r\nContent-Length: 1\r\n\r\n`)
    return { fields: [chunkedField], body: Buffer.concat([chunks(body, 1 + many), end]) }
  },
  lineFeeds: (body, many) => {
    const bare = chunks(body, 1 + many, { end: '\n' })
    return { fields: [chunkedField], body: Buffer.concat([bare, lastChunk]) }
  },
  unended: (body, many) => ({ fields: [chunkedField], body: chunks(body, 1 + many) }),
  noChunk: () => ({ fields: [chunkedField], body: lastChunk }),
  badSize: (body, many) => {
    const line = latin(
      ['zz\r\n', '-1\r\n', '0x5\r\n', 'fffffffffffffffff\r\n', '\r\n'][many % 5] as string,
    )
    return { fields: [chunkedField], body: Buffer.concat([line, body]) }
  },
  badData: (body) => ({ fields: [chunkedField], body: Buffer.concat([latin('5\r\n'), body]) }),
  both: (body, many) => ({
    fields: [chunkedField, lengthOf(body.length)],
    body: whole(body, many),
  }),
  twoCodings: (body, many) => ({
    fields: ['Transfer-Encoding: chunked, chunked'],
    body: whole(body, many),
  }),
  compressed: (body, many) => ({
    fields: ['Transfer-Encoding: gzip, chunked'],
    body: whole(body, many),
  }),
  identity: (body) => ({ fields: ['Transfer-Encoding: identity'], body }),
  unknown: (body) => ({ fields: ['Transfer-Encoding: xchunked'], body }),
  pipelined: (body) => {
    const second = latin(`POST /ws HTTP/1.1\r\n${lengthOf(body.length)}\r\n\r\n`)
    return { fields: [lengthOf(body.length)], body: Buffer.concat([body, second, body]) }
  },
} as const satisfies Record<string, (body: Buffer, many: number) => Framing>

const names = Object.keys(framings) as (keyof typeof framings)[]
const often = <T>(usual: T, others: readonly T[]) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, fc.constantFrom(...others))

export const anyWire: fc.Arbitrary<Wire> = fc.record({
  of: fc.constantFrom(...envelopes.map(({ name }) => name)),
  method: often('POST', methods),
  target: fc.constantFrom(...targets),
  version: often('HTTP/1.1', versions),
  contentType: often<string | undefined>(xmlType, [...contentTypes, undefined]),
  soapAction: fc.constantFrom(...soapActions, undefined),
  framing: fc.constantFrom(...names),
  fields: fc.array(fc.constantFrom(...moreFields), { maxLength: 3 }),
  edits: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, anyEdits),
  many: fc.nat(3000),
})

/** The bytes of the request, in the pieces in which they are written. */
export function wire(bend: Wire, filled: (template: Buffer) => Buffer): Buffer[] {
  const { of, method, target, version, contentType, soapAction, framing, fields, many } = bend
  const framed: Framing = framings[framing](filled(originalOf(of).body), many)
  const lines = [
    'Host: gateway.example',
    ...(contentType === undefined ? [] : [`Content-Type: ${contentType}`]),
    ...(soapAction === undefined ? [] : [`SOAPAction: ${soapAction}`]),
    ...framed.fields,
    ...fields,
  ]
  const head = edited(latin(lines.map((line) => `${line}\r\n`).join('')), bend.edits)
  const first = latin(`${[method, target, version].join(' ')}\r\n`)
  const bytes = Buffer.concat([first, head, latin('\r\n'), framed.body])
  const cut = 1 + (many % bytes.length)
  return many % 3 === 0 ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)]
}
