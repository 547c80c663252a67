// One X-Road message: the envelope, its header read and checked, its single body element. Does not ask
// whether the service is ours or the body is valid; that is the gateway's.

import { createHash } from 'node:crypto'
import { Failure, type FailureCode } from '../errors.ts'
import { children, type Element, type Parsed, parse } from '../xml.ts'
import { type ClientId, readIdentifier, type ServiceId } from './identifiers.ts'
import { childSlices, rootSlice, type Slice, startTag, withoutInstructions } from './slices.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const xroad = 'http://x-road.eu/xsd/xroad.xsd'
const representation = 'http://x-road.eu/xsd/representation.xsd'

/** X-Road message protocol 4.0 §2.2; texts exactly as sent, never trimmed. */
export interface Header {
  client: ClientId
  service: ServiceId
  id: string
  userId?: string
  issue?: string
  protocolVersion: string
  /** Class and code joined by a slash; may betray a person. */
  representedParty?: string
}

/** The request's envelope and header as bytes (one character a byte), to stand around the answer. */
export interface Echo {
  envelopeName: string
  envelopeOpen: string
  header: string
}

export interface Message {
  header: Header
  echo: Echo
  body: Element
  /** SHA-256 of the SOAP body element's bytes, hex: a repeat of the message has the same. */
  bodyDigest: string
  /** SHA-512 of the request as received, hex: joins our record with the security server's requestHash. */
  requestDigest: string
}

/** An envelope that was parsed; `dispose` frees it. */
export interface Envelope {
  parsed: Parsed
  header: { element: Element; slice: Slice } | undefined
  body: { element: Element; slice: Slice } | undefined
  requestDigest: string
  dispose(): void
}

/**
 * Parses the bytes and finds header and body.
 * @throws Failure of `parse`, NOT_SOAP, SOAP_VERSION, MISSING_HEADER
 */
export function openEnvelope(bytes: Buffer): Envelope {
  const parsed = parse(bytes)
  try {
    return dissect(parsed, createHash('sha512').update(bytes).digest('hex'))
  } catch (failure) {
    parsed.document.dispose()
    throw failure
  }
}

function dissect(parsed: Parsed, requestDigest: string): Envelope {
  const { root, text, document } = parsed
  if (root.name === 'Envelope' && root.namespaceUri === soap12) throw new Failure('SOAP_VERSION')
  if (root.name !== 'Envelope' || root.namespaceUri !== soap11) throw new Failure('NOT_SOAP')
  const elements = children(root)
  const slices = childSlices(text, rootSlice(text).openEnd)
  const find = (name: string) => {
    const index = elements.findIndex((at) => at.name === name && at.namespaceUri === soap11)
    const element = elements[index]
    const slice = slices[index]
    return element && slice && { element, slice }
  }
  const [header, body] = [find('Header'), find('Body')]
  return { parsed, header, body, requestDigest, dispose: () => document.dispose() }
}

/**
 * Reads and checks the header, in the order of the security server's own parser.
 * @throws Failure MISSING_HEADER, DUPLICATE_HEADER_FIELD, MISSING_HEADER_FIELD, INVALID_IDENTIFIER,
 * EMPTY_IDENTIFIER, INVALID_PROTOCOL_VERSION
 */
export function readHeader(envelope: Envelope): Header {
  if (envelope.header === undefined) throw new Failure('MISSING_HEADER')
  const fields = headerFields(envelope.header.element)
  const text = (name: string) => fields.get(name)?.content
  const client = readIdentifier(required(fields, 'client'), 'client')
  const service = readIdentifier(required(fields, 'service'), 'service')
  const [userId, issue] = [text('userId'), text('issue')]
  const party = fields.get('representedParty')
  const header: Header = {
    client,
    service,
    id: nonEmpty(required(fields, 'id')),
    protocolVersion: required(fields, 'protocolVersion').content,
    ...(userId === undefined ? {} : { userId }),
    ...(issue === undefined ? {} : { issue }),
    ...(party === undefined ? {} : { representedParty: partyText(party) }),
  }
  if (!header.protocolVersion.startsWith('4.'))
    throw fault('INVALID_PROTOCOL_VERSION', 'protocolVersion')
  return header
}

const known: Record<string, readonly string[]> = {
  [xroad]: [
    'client',
    'service',
    'id',
    'userId',
    'issue',
    'protocolVersion',
    'requestHash',
    'securityServer',
  ],
  [representation]: ['representedParty'],
}

/** The known fields by name. Unknown ones may stand twice; they are only copied. */
function headerFields(header: Element): Map<string, Element> {
  const fields = new Map<string, Element>()
  for (const block of children(header)) {
    if (!known[block.namespaceUri]?.includes(block.name)) continue
    if (fields.has(block.name)) throw fault('DUPLICATE_HEADER_FIELD', block.name)
    fields.set(block.name, block)
  }
  return fields
}

function required(fields: Map<string, Element>, name: string): Element {
  const field = fields.get(name)
  if (field === undefined) throw fault('MISSING_HEADER_FIELD', name)
  return field
}

/** The id is the key of a repeat: an empty one would make all messages of a client the same. */
function nonEmpty(field: Element): string {
  if (field.content.trim() === '') throw fault('MISSING_HEADER_FIELD', field.name)
  return field.content
}

function partyText(party: Element): string {
  return children(party)
    .map((part) => part.content)
    .join('/')
}

function fault(code: FailureCode, name: string): Failure {
  return new Failure(code, {
    violations: [{ path: `Header/${name}`, rule: 'X-Road message protocol 4.0 §2.2' }],
  })
}

/**
 * The header as it came, without `requestHash` (§2.2: the security server adds its own) and without
 * processing instructions; namespaces that it inherited are declared on the envelope as they were.
 */
export function echoOf(envelope: Envelope): Echo {
  const { text } = envelope.parsed
  const { name, declarations } = startTag(text, rootSlice(text))
  const echo = { envelopeName: name, envelopeOpen: `<${name}${declarations}>` }
  if (envelope.header === undefined) return { ...echo, header: '' }
  const { element, slice } = envelope.header
  const tag = startTag(text, slice)
  const slices = childSlices(text, slice.openEnd)
  const blocks = children(element).flatMap((block, index) => {
    const copied = slices[index]
    const hash = block.name === 'requestHash' && block.namespaceUri === xroad
    return hash || copied === undefined ? [] : [withoutInstructions(text, copied)]
  })
  return { ...echo, header: `<${tag.name}${tag.declarations}>${blocks.join('')}</${tag.name}>` }
}

/**
 * The whole message behind an envelope whose header was read.
 * @throws Failure MISSING_BODY, INVALID_BODY, INCONSISTENT_HEADERS
 */
export function readMessage(envelope: Envelope, header: Header, echo: Echo): Message {
  if (envelope.body === undefined) throw new Failure('MISSING_BODY')
  const [body, ...others] = children(envelope.body.element)
  if (body === undefined || others.length > 0) throw new Failure('INVALID_BODY')
  // The security server asks for the service code as a prefix of the root; the rest is the gateway's to ask.
  if (!body.name.startsWith(header.service.serviceCode)) throw new Failure('INCONSISTENT_HEADERS')
  const { start, end } = envelope.body.slice
  const bodyBytes = envelope.parsed.bytes.subarray(start, end)
  const bodyDigest = createHash('sha256').update(bodyBytes).digest('hex')
  return { header, echo, body, bodyDigest, requestDigest: envelope.requestDigest }
}
