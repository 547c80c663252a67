// An answer with attachments as if it had come without: every part in the place of the reference to it. A reading
// of its own, strict about what X-Road and MTOM ask for, so that it may judge ours.

import type { Answer } from './send.ts'

const plainType = 'text/xml; charset=utf-8'
const include =
  /<(?:[\w-]+:)?Include(?=[^>]*\sxmlns(?::[\w-]+)?="http:\/\/www\.w3\.org\/2004\/08\/xop\/include")[^>]*\shref="cid:([^"]+)"[^>]*?(?:\/>|>\s*<\/(?:[\w-]+:)?Include>)/g

interface Part {
  headers: Map<string, string>
  /** One character a byte. */
  content: string
}

/** Parameters that an MTOM answer for SOAP 1.1 has besides its own `start` and `boundary`. */
const said = { type: 'application/xop+xml', 'start-info': 'text/xml' }

function parametersOf(contentType: string): Map<string, string> {
  const found = contentType.matchAll(/;\s*([\w-]+)=(?:"([^"]*)"|([^\s;]+))/g)
  return new Map([...found].map(([, name = '', quoted, token]) => [name, quoted ?? token ?? '']))
}

function headersOf(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(': ')
      return [name.toLowerCase(), rest.join(': ')]
    }),
  )
}

/** @throws Error when a delimiter is not where it belongs */
function partsOf(body: string, boundary: string): Part[] {
  const [preamble, ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`)
  // A security server begins with an empty line.
  if (preamble?.trim() !== '' || pieces.pop() !== '--\r\n')
    throw new Error('the multipart is not closed')
  return pieces.map((piece) => {
    const end = piece.indexOf('\r\n\r\n')
    if (!piece.startsWith('\r\n') || end < 0) throw new Error('a part has no header')
    return { headers: headersOf(piece.slice(2, end).split('\r\n')), content: piece.slice(end + 4) }
  })
}

function expect(what: string, actual: string | undefined, expected: string) {
  if (actual !== expected) throw new Error(`${what} is "${actual}", expected "${expected}"`)
}

function checkSoapPart(part: Part | undefined, start: string | undefined) {
  expect('Content-ID of the first part', part?.headers.get('content-id'), start ?? '')
  expect('encoding of the first part', part?.headers.get('content-transfer-encoding'), '8bit')
  const type = part?.headers.get('content-type') ?? ''
  expect('type of the first part', type.split(';')[0], said.type)
  const parameters = parametersOf(type)
  expect('charset of the first part', parameters.get('charset')?.toLowerCase(), 'utf-8')
  expect('type within the first part', parameters.get('type'), 'text/xml')
}

/** @throws Error that says what is wrong with the multipart */
export function unpacked({ status, contentType, body }: Answer): Answer {
  const parameters = parametersOf(contentType)
  expect('content type', contentType.split(';')[0], 'multipart/related')
  for (const [name, value] of Object.entries(said)) expect(name, parameters.get(name), value)
  const [soap, ...others] = partsOf(body.toString('latin1'), parameters.get('boundary') ?? '')
  checkSoapPart(soap, parameters.get('start'))
  const left = new Map(others.map((part) => [part.headers.get('content-id'), part]))
  const envelope = (soap?.content ?? '').replace(include, (_, id: string) => {
    const part = left.get(`<${decodeURIComponent(id)}>`)
    if (part === undefined) throw new Error('a reference leads to no part')
    left.delete(`<${decodeURIComponent(id)}>`)
    expect('encoding of a part', part.headers.get('content-transfer-encoding'), 'binary')
    return Buffer.from(part.content, 'latin1').toString('base64')
  })
  if (left.size > 0 || others.length === 0) throw new Error('a part is referred to by nothing')
  return { status, contentType: plainType, body: Buffer.from(envelope, 'latin1') }
}
