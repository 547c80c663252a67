// One X-Road message: the envelope, its header read and checked, its single body element. Does not ask
// whether the service is ours or the body is valid; that is the gateway's.

import { createHash } from 'node:crypto'
import { Failure, type FailureCode } from '../errors.ts'
import { children, type Element, ownText, type Parsed, parse } from '../xml.ts'
import { type ClientId, readIdentifier, type ServerId, type ServiceId } from './identifiers.ts'
import { childSlices, rootSlice, type Slice, startTag, withoutInstructions } from './slices.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
/** Whoever receives a message plays these (SOAP 1.1 §4.2.2). */
const ourActors = ['', 'http://schemas.xmlsoap.org/soap/actor/next']
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
  /** How many Body elements there are; a second one makes two readers see two messages. */
  bodies: number
  requestDigest: string
  dispose(): void
}

/**
 * Parses the bytes and finds header and body.
 * @throws Failure of `parse`, NOT_SOAP, SOAP_VERSION, DUPLICATE_HEADER_FIELD (a second Header)
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
  const find = (name: string) =>
    elements.flatMap((element, index) => {
      const slice = slices[index]
      const found = element.name === name && element.namespaceUri === soap11
      return found && slice ? [{ element, slice }] : []
    })
  const [[header, ...secondHeader], bodies] = [find('Header'), find('Body')]
  if (secondHeader.length > 0) throw fault('DUPLICATE_HEADER_FIELD', 'Header')
  const dispose = () => document.dispose()
  return { parsed, header, body: bodies[0], bodies: bodies.length, requestDigest, dispose }
}

/** All that the security server reads of a header; blocks of other names are only copied. */
type Fields = Header & { requestHash: string; securityServer: ServerId }

const readers: { readonly [F in keyof Required<Fields>]: (block: Element) => Fields[F] } = {
  client: (block) => readIdentifier(block, 'client'),
  service: (block) => readIdentifier(block, 'service'),
  id: ownText,
  userId: ownText,
  issue: ownText,
  protocolVersion: readProtocolVersion,
  requestHash: ownText,
  securityServer: (block) => readIdentifier(block, 'securityServer'),
  representedParty: readParty,
}

/** The needed fields, in the order in which the security server misses them. */
const needed = ['protocolVersion', 'client', 'id', 'service'] as const

/**
 * Reads and checks the header, in the order of the security server's own parser: block by block as they
 * stand, then what is missing.
 * @throws Failure MISSING_HEADER, DUPLICATE_HEADER_FIELD, MISSING_HEADER_FIELD, INVALID_IDENTIFIER,
 * EMPTY_IDENTIFIER, INVALID_PROTOCOL_VERSION
 */
export function readHeader(envelope: Envelope): Header {
  if (envelope.header === undefined) throw new Failure('MISSING_HEADER')
  const fields = readFields(envelope.header.element)
  for (const name of needed) if (!(name in fields)) throw fault('MISSING_HEADER_FIELD', name)
  const { requestHash: _hash, securityServer: _server, ...header } = fields as Fields
  return header
}

function readFields(header: Element): Partial<Fields> {
  const fields: Record<string, unknown> = {}
  for (const block of children(header)) {
    if (!isKnown(block)) continue
    if (Object.hasOwn(fields, block.name)) throw fault('DUPLICATE_HEADER_FIELD', block.name)
    fields[block.name] = readers[block.name as keyof Fields](block)
  }
  return fields
}

/** Unknown blocks may stand twice. */
function isKnown({ name, namespaceUri }: Element): boolean {
  const namespace = name === 'representedParty' ? representation : xroad
  return namespaceUri === namespace && Object.hasOwn(readers, name)
}

/**
 * A block that we only copy must not demand to be understood (SOAP 1.1 §4.2.3).
 * @throws Failure HEADER_NOT_UNDERSTOOD
 */
export function checkUnderstood({ header }: Envelope) {
  const demanding = header && children(header.element).find((at) => demands(at) && !isKnown(at))
  if (demanding === undefined) return
  const violations = [{ path: 'Header/*', rule: 'mustUnderstand' }]
  throw new Failure('HEADER_NOT_UNDERSTOOD', { violations })
}

function demands({ attrs }: Element): boolean {
  const soap = (name: string) =>
    attrs.find((attribute) => attribute.name === name && attribute.namespaceUri === soap11)?.value
  return soap('mustUnderstand') === '1' && ourActors.includes(soap('actor') ?? '')
}

/** Any 4.x, without trimming, as the security server takes it. */
function readProtocolVersion(block: Element): string {
  const version = ownText(block)
  if (!version.startsWith('4.')) throw fault('INVALID_PROTOCOL_VERSION', block.name)
  return version
}

function readParty(party: Element): string {
  const parts = children(party).filter(({ namespaceUri }) => namespaceUri === representation)
  const texts = ['partyClass', 'partyCode'].map((name) => {
    const [part, second] = parts.filter((child) => child.name === name)
    if (second !== undefined) throw fault('DUPLICATE_HEADER_FIELD', `representedParty/${name}`)
    return part && ownText(part)
  })
  return texts.filter((text) => text !== undefined).join('/')
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
  if (envelope.bodies > 1) throw new Failure('INVALID_BODY')
  const [body, ...others] = children(envelope.body.element)
  if (body === undefined || others.length > 0) throw new Failure('INVALID_BODY')
  // The security server asks for the service code as a prefix of the root; the rest is the gateway's to ask.
  if (!body.name.startsWith(header.service.serviceCode)) throw new Failure('INCONSISTENT_HEADERS')
  const { start, end } = envelope.body.slice
  const bodyBytes = envelope.parsed.bytes.subarray(start, end)
  const bodyDigest = createHash('sha256').update(bodyBytes).digest('hex')
  return { header, echo, body, bodyDigest, requestDigest: envelope.requestDigest }
}
