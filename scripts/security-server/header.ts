// The X-Road header as the security server's own parser takes it (X-Road message protocol 4.0 §2.2): block by
// block as they stand. What is missing is judged later, by whoever reads the whole message.

import { Refusal } from './refusal.ts'
import { attributeOf, childrenOf, type Element, textOf } from './xml.ts'

export const xroad = 'http://x-road.eu/xsd/xroad.xsd'
export const identifiers = 'http://x-road.eu/xsd/identifiers'
export const representation = 'http://x-road.eu/xsd/representation.xsd'

/** Named parts, in the order of the table below, so that equal identifiers are equal as JSON. */
export type Parts = Readonly<Record<string, string>>

export interface Header {
  client?: Parts
  service?: Parts
  /** Up to 7.2, and on Trembita. */
  centralService?: Parts
  securityServer?: Parts
  representedParty?: Parts
  id?: string
  userId?: string
  issue?: string
  protocolVersion?: string
  requestHash?: { algorithm: string | undefined; value: string }
}

/** How far the parser goes towards Trembita's habits. */
export interface Habits {
  /** Takes an `objectType` without namespace and a `centralService`, as UXP does. */
  uxp: boolean
}

interface Kind {
  objectTypes: readonly string[]
  needed: readonly string[]
  /** A part that may be absent but not blank. */
  notBlank: readonly string[]
  optional: readonly string[]
}

const member = ['xRoadInstance', 'memberClass', 'memberCode']

const kinds = {
  client: {
    objectTypes: ['MEMBER', 'SUBSYSTEM'],
    needed: member,
    notBlank: ['subsystemCode'],
    optional: [],
  },
  service: {
    objectTypes: ['SERVICE'],
    needed: [...member, 'serviceCode'],
    notBlank: [],
    optional: ['subsystemCode', 'serviceVersion'],
  },
  centralService: {
    objectTypes: ['CENTRALSERVICE'],
    needed: ['xRoadInstance', 'serviceCode'],
    notBlank: [],
    optional: [],
  },
  securityServer: {
    objectTypes: ['SERVER'],
    needed: [...member, 'serverCode'],
    notBlank: [],
    optional: [],
  },
} as const satisfies Record<string, Kind>

type Reader = (block: Element, habits: Habits) => Header[keyof Header]

const identifier =
  (name: keyof typeof kinds): Reader =>
  (block, habits) =>
    readIdentifier(block, name, habits)

const readers: { readonly [F in keyof Required<Header>]: Reader } = {
  client: identifier('client'),
  service: identifier('service'),
  centralService: identifier('centralService'),
  securityServer: identifier('securityServer'),
  representedParty: (block) => partsOf(block, representation, ['partyClass', 'partyCode']),
  id: textOf,
  userId: textOf,
  issue: textOf,
  protocolVersion: readVersion,
  requestHash: (block) => ({
    algorithm: attributeOf(block, '', 'algorithmId'),
    value: textOf(block),
  }),
}

/**
 * @throws Refusal DuplicateHeaderField, InvalidXml (object type), InternalError (a blank part),
 * InvalidProtocolVersion
 */
export function readHeader(element: Element, habits: Habits): Header {
  const header: Record<string, unknown> = {}
  for (const block of childrenOf(element)) {
    const { name } = block
    if (!isKnown(block, habits)) continue
    if (Object.hasOwn(header, name)) throw duplicate(name)
    header[name] = readers[name as keyof Header](block, habits)
  }
  return header
}

function isKnown({ name, namespaceUri }: Element, { uxp }: Habits): boolean {
  if (name === 'centralService' && !uxp) return false
  const namespace = name === 'representedParty' ? representation : xroad
  return namespaceUri === namespace && Object.hasOwn(readers, name)
}

function readIdentifier(block: Element, name: keyof typeof kinds, habits: Habits): Parts {
  const { objectTypes, needed, notBlank, optional }: Kind = kinds[name]
  const objectType =
    attributeOf(block, identifiers, 'objectType') ??
    (habits.uxp ? attributeOf(block, '', 'objectType') : undefined)
  if (objectType === undefined) throw invalid('Missing objectType attribute', name)
  if (!objectTypes.includes(objectType)) throw invalid('Unexpected objectType', name)
  const parts = partsOf(block, identifiers, [...needed, ...notBlank, ...optional])
  for (const part of needed) if (isBlank(parts[part] ?? '')) throw blank(name, part)
  for (const part of notBlank) if (isBlank(parts[part] ?? '-')) throw blank(name, part)
  return parts
}

/** The known parts of a block in the order of their names here, whatever their order there. */
function partsOf(block: Element, namespace: string, names: readonly string[]): Parts {
  const found = new Map<string, string>()
  for (const child of childrenOf(block)) {
    if (child.namespaceUri !== namespace || !names.includes(child.name)) continue
    if (found.has(child.name)) throw duplicate(`${block.name}/${child.name}`)
    found.set(child.name, textOf(child))
  }
  return Object.fromEntries(
    names.flatMap((name) => (found.has(name) ? [[name, found.get(name) as string]] : [])),
  )
}

/** Any 4.x; nothing is trimmed. */
function readVersion(block: Element): string {
  const version = textOf(block)
  if (version.startsWith('4.')) return version
  throw new Refusal('InvalidProtocolVersion', 'Unsupported protocol version')
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function duplicate(name: string): Refusal {
  return new Refusal('DuplicateHeaderField', `SOAP header contains duplicate field '${name}'`)
}

function invalid(text: string, name: string): Refusal {
  return new Refusal('InvalidXml', text, name)
}

function blank(name: string, part: string): Refusal {
  return new Refusal('InternalError', `'${part}' must not be blank`, name)
}

/** `SEVDEIR/GOV/00012345/SUBSYSTEM`. */
export function partsText(parts: Parts): string {
  return Object.values(parts).join('/')
}
