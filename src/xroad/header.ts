// The X-Road header, read and checked as the security server reads it.

import { breach, Failure, type FailureCode } from '../errors.ts'
import type { Node } from '../xml/tree.ts'
import { type Dialect, type HeaderRules, ordinaryRules, withoutSlash } from './dialect.ts'
import { type Envelope, soap11 } from './envelope.ts'
import {
  blankPart,
  brokenRule,
  type CentralServiceId,
  type ClientId,
  holdsReturn,
  identifiersNamespace,
  invalid,
  kinds,
  noReturn,
  readIdentifier,
  type ServerId,
  type ServiceId,
} from './identifiers.ts'

/** Whoever receives a message plays these (SOAP 1.1 §4.2.2). */
const ourActors = ['', 'http://schemas.xmlsoap.org/soap/actor/next']
export const xroad = 'http://x-road.eu/xsd/xroad.xsd'
export const representation = 'http://x-road.eu/xsd/representation.xsd'

/** X-Road message protocol 4.0 §2.2; texts exactly as sent, never trimmed. */
export interface Header {
  client: ClientId
  /** As `service` addresses it, or `centralService` instead of that. */
  service: ServiceId | CentralServiceId
  id: string
  userId?: string
  issue?: string
  protocolVersion: string
  /** Class and code joined by a slash; may betray a person. */
  representedParty?: string
}

/** All that the security server reads of a header; blocks of other names are only copied. */
type Fields = Header & {
  centralService: CentralServiceId
  requestHash: string
  securityServer: ServerId
}

type ReadField<T> = (block: Node, dialect: Dialect) => T

const readers: { readonly [F in keyof Required<Fields>]: ReadField<Fields[F]> } = {
  client: (block, dialect) => readIdentifier(block, 'client', dialect),
  service: (block, dialect) => readIdentifier(block, 'service', dialect),
  centralService: (block, dialect) => readIdentifier(block, 'centralService', dialect),
  id: readText,
  userId: readText,
  issue: readText,
  protocolVersion: readProtocolVersion,
  requestHash: ({ text }) => text,
  securityServer: (block, dialect) => readIdentifier(block, 'securityServer', dialect),
  representedParty: readParty,
}

/** As sent, never trimmed. */
function readText({ name, text }: Node): string {
  if (holdsReturn(text)) throw invalid(name, noReturn)
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
export function readHeader(envelope: Envelope, rules: HeaderRules = ordinaryRules): Header {
  if (envelope.header === undefined) throw breach('MISSING_HEADER', 'Header', 'missing')
  const fields = readFields(envelope.header.blocks, rules.dialect)
  for (const name of needed) if (!(name in fields)) throw fault('MISSING_HEADER_FIELD', name)
  const { requestHash: _hash, securityServer: _server, centralService: _, ...header } = fields
  if (rules.userIdRequired && isBlank(header.userId)) throw fault('MISSING_HEADER_FIELD', 'userId')
  return header as Header
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

function readFields(blocks: readonly Node[], dialect: Dialect): Partial<Fields> {
  const fields: Record<string, unknown> = {}
  for (const block of blocks) {
    if (!isKnown(block, dialect)) continue
    const { name } = block
    if (Object.hasOwn(fields, name)) throw fault('DUPLICATE_HEADER_FIELD', name)
    fields[name] = readers[name as keyof Fields](block, dialect)
  }
  if (!('centralService' in fields)) return fields
  // One of the two: with both, two readers could see two services.
  if ('service' in fields) throw fault('DUPLICATE_HEADER_FIELD', 'centralService')
  return { ...fields, service: fields.centralService as CentralServiceId }
}

/** The message id when there is one and no other, whatever else is wrong with the header. */
export function readableId({ header }: Envelope): string | undefined {
  const ids = header?.blocks.filter(
    ({ name, namespaceUri }) => name === 'id' && namespaceUri === xroad,
  )
  return ids?.length === 1 ? ids[0]?.text : undefined
}

/** The security server adds its own to the answer (§2.2). */
export function isRequestHash({ name, namespaceUri }: Node): boolean {
  return name === 'requestHash' && namespaceUri === xroad
}

/** The name of a block that we know; `*` for what only its sender names. */
export function fieldName(node: Node): string {
  return isField(node) ? node.name : '*'
}

/** Unknown blocks may stand twice. */
function isKnown(block: Node, { centralService }: Dialect): boolean {
  return isField(block) && (centralService || block.name !== 'centralService')
}

function isField({ name, namespaceUri }: Node): boolean {
  const namespace = name === 'representedParty' ? representation : xroad
  return namespaceUri === namespace && Object.hasOwn(readers, name)
}

/**
 * A block that we only copy must not demand to be understood (SOAP 1.1 §4.2.3).
 * @throws Failure HEADER_NOT_UNDERSTOOD
 */
export function checkUnderstood(
  { header, parsed }: Envelope,
  { dialect, understood = [] }: HeaderRules = ordinaryRules,
) {
  if (!parsed.text.includes('mustUnderstand')) return
  const isRead = (block: Node) =>
    isKnown(block, dialect) || understood.some((element) => isNamed(block, element))
  const demanding = header?.blocks.find((block) => !isRead(block) && demands(block))
  if (demanding === undefined) return
  const violations = [{ path: 'Header/*', rule: 'mustUnderstand' }]
  throw new Failure('HEADER_NOT_UNDERSTOOD', { violations })
}

function isNamed(block: Node, element: { namespaceUri: string; name: string }): boolean {
  return block.name === element.name && block.namespaceUri === element.namespaceUri
}

/** Whether a block demands of whoever receives the message to be understood. */
export function demands({ attributes }: Node): boolean {
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

const partyParts: readonly string[] = ['partyClass', 'partyCode']

/** Joined by a slash, so that neither holds one: the party is part of what a certificate's owner is known by. */
function readParty({ children }: Node): string {
  const parts = children.filter(({ namespaceUri }) => namespaceUri === representation)
  const [partyClass, partyCode] = partyParts.map((name) => {
    const [part, second] = parts.filter((child) => child.name === name)
    if (second !== undefined) throw fault('DUPLICATE_HEADER_FIELD', `representedParty/${name}`)
    return part?.text
  })
  if (isBlank(partyCode)) throw blankPart('representedParty', 'partyCode')
  const given = { partyClass, partyCode }
  for (const [name, text] of Object.entries(given)) {
    const broken = text === undefined ? undefined : brokenRule(text, withoutSlash)
    if (broken !== undefined) throw invalid(`representedParty/${name}`, broken)
  }
  return Object.values(given)
    .filter((text) => text !== undefined)
    .join('/')
}

const textFields: readonly string[] = ['id', 'userId', 'issue']

/** The texts of a field that the security server of the consumer compares; none of any other block. */
export function comparedTexts(block: Node): string[] {
  const field = fieldName(block)
  if (textFields.includes(field)) return [block.text]
  const [namespace, names] = partsOf(field)
  return block.children
    .filter(({ name, namespaceUri }) => namespaceUri === namespace && names.includes(name))
    .map(({ text }) => text)
}

function partsOf(field: string): [namespaceUri: string, names: readonly string[]] {
  if (field === 'representedParty') return [representation, partyParts]
  if (!Object.hasOwn(kinds, field)) return ['', []]
  const { needed, optional } = kinds[field as keyof typeof kinds]
  return [identifiersNamespace, [...needed, ...Object.keys(optional)]]
}

function fault(code: FailureCode, name: string): Failure {
  return new Failure(code, {
    violations: [{ path: `Header/${name}`, rule: 'X-Road message protocol 4.0 §2.2' }],
  })
}
