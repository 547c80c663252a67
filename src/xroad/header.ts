// The X-Road header, read and checked as the security server reads it.

import { Failure, type FailureCode } from '../errors.ts'
import type { Node } from '../xml/tree.ts'
import { type Block, type Envelope, soap11 } from './envelope.ts'
import { type ClientId, readIdentifier, type ServerId, type ServiceId } from './identifiers.ts'

/** Whoever receives a message plays these (SOAP 1.1 §4.2.2). */
const ourActors = ['', 'http://schemas.xmlsoap.org/soap/actor/next']
export const xroad = 'http://x-road.eu/xsd/xroad.xsd'
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

/** All that the security server reads of a header; blocks of other names are only copied. */
type Fields = Header & { requestHash: string; securityServer: ServerId }

const readers: { readonly [F in keyof Required<Fields>]: (block: Node) => Fields[F] } = {
  client: (block) => readIdentifier(block, 'client'),
  service: (block) => readIdentifier(block, 'service'),
  id: textOf,
  userId: textOf,
  issue: textOf,
  protocolVersion: readProtocolVersion,
  requestHash: textOf,
  securityServer: (block) => readIdentifier(block, 'securityServer'),
  representedParty: readParty,
}

/** As sent, never trimmed. */
function textOf({ text }: Node): string {
  return text
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
  const fields = readFields(envelope.header.blocks)
  for (const name of needed) if (!(name in fields)) throw fault('MISSING_HEADER_FIELD', name)
  const { requestHash: _hash, securityServer: _server, ...header } = fields as Fields
  return header
}

function readFields(blocks: readonly Block[]): Partial<Fields> {
  const fields: Record<string, unknown> = {}
  for (const block of blocks) {
    const { node } = block
    if (!isKnown(block)) continue
    if (Object.hasOwn(fields, node.name)) throw fault('DUPLICATE_HEADER_FIELD', node.name)
    fields[node.name] = readers[node.name as keyof Fields](node)
  }
  return fields
}

/** Unknown blocks may stand twice. */
function isKnown({ node: { name, namespaceUri } }: Block): boolean {
  const namespace = name === 'representedParty' ? representation : xroad
  return namespaceUri === namespace && Object.hasOwn(readers, name)
}

/**
 * A block that we only copy must not demand to be understood (SOAP 1.1 §4.2.3).
 * @throws Failure HEADER_NOT_UNDERSTOOD
 */
export function checkUnderstood({ header, parsed }: Envelope) {
  if (!parsed.text.includes('mustUnderstand')) return
  const demanding = header?.blocks.find((block) => !isKnown(block) && demands(block.node))
  if (demanding === undefined) return
  const violations = [{ path: 'Header/*', rule: 'mustUnderstand' }]
  throw new Failure('HEADER_NOT_UNDERSTOOD', { violations })
}

function demands({ attributes }: Node): boolean {
  const soap = (name: string) =>
    attributes.find((attribute) => attribute.name === name && attribute.namespaceUri === soap11)
      ?.value
  return soap('mustUnderstand') === '1' && ourActors.includes(soap('actor') ?? '')
}

/** Any 4.x, without trimming, as the security server takes it. */
function readProtocolVersion({ text: version }: Node): string {
  if (!version.startsWith('4.')) throw fault('INVALID_PROTOCOL_VERSION', 'protocolVersion')
  return version
}

function readParty({ children }: Node): string {
  const parts = children.filter(({ namespaceUri }) => namespaceUri === representation)
  const texts = ['partyClass', 'partyCode'].map((name) => {
    const [part, second] = parts.filter((child) => child.name === name)
    if (second !== undefined) throw fault('DUPLICATE_HEADER_FIELD', `representedParty/${name}`)
    return part?.text
  })
  return texts.filter((text) => text !== undefined).join('/')
}

function fault(code: FailureCode, name: string): Failure {
  return new Failure(code, {
    violations: [{ path: `Header/${name}`, rule: 'X-Road message protocol 4.0 §2.2' }],
  })
}
