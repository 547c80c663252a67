// X-Road identifiers: who calls and what is called.

import { Failure } from '../errors.ts'
import type { Node } from '../xml/tree.ts'

export const identifiersNamespace = 'http://x-road.eu/xsd/identifiers'

/** X-Road message protocol 4.0 §2.2; every part as sent, leading zeros kept. */
export interface ClientId {
  xRoadInstance: string
  memberClass: string
  memberCode: string
  subsystemCode?: string
}

export interface ServiceId extends ClientId {
  serviceCode: string
  serviceVersion?: string
}

/** A security server, when a message is addressed to one. */
export interface ServerId {
  xRoadInstance: string
  memberClass: string
  memberCode: string
  serverCode: string
}

const member = ['xRoadInstance', 'memberClass', 'memberCode']

interface Kind {
  objectTypes: readonly string[]
  needed: readonly string[]
  /** Parts that may be absent, and whether they may be blank. */
  optional: Readonly<Record<string, 'blank' | 'not blank'>>
}

/** The security server's own rules: neither object type decides whether a client has a subsystem. */
const kinds = {
  client: {
    objectTypes: ['MEMBER', 'SUBSYSTEM'],
    needed: member,
    optional: { subsystemCode: 'not blank' },
  },
  service: {
    objectTypes: ['SERVICE'],
    needed: [...member, 'serviceCode'],
    optional: { subsystemCode: 'blank', serviceVersion: 'blank' },
  },
  securityServer: { objectTypes: ['SERVER'], needed: [...member, 'serverCode'], optional: {} },
} as const satisfies Record<string, Kind>

type Kinds = { client: ClientId; service: ServiceId; securityServer: ServerId }

/**
 * Reads an identifier.
 * @throws Failure INVALID_IDENTIFIER (object type), DUPLICATE_HEADER_FIELD (a part stands twice),
 * EMPTY_IDENTIFIER (a part missing or blank)
 */
export function readIdentifier<K extends keyof Kinds>(element: Node, kind: K): Kinds[K] {
  const { objectTypes, needed, optional }: Kind = kinds[kind]
  const objectType = qualifiedObjectType(element)
  if (objectType === undefined || !objectTypes.includes(objectType)) {
    const rule = `id:objectType ${objectTypes.join(' or ')}`
    throw new Failure('INVALID_IDENTIFIER', { violations: [{ path: `Header/${kind}`, rule }] })
  }
  const parts = readParts(element, kind, [...needed, ...Object.keys(optional)])
  for (const part of needed) if (isBlank(parts.get(part) ?? '')) throw blankPart(kind, part)
  for (const [part, text] of parts) {
    if (optional[part] === 'not blank' && isBlank(text)) throw blankPart(kind, part)
  }
  return Object.fromEntries(parts) as unknown as Kinds[K]
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function qualifiedObjectType(element: Node): string | undefined {
  return element.attributes.find(
    (attribute) =>
      attribute.name === 'objectType' && attribute.namespaceUri === identifiersNamespace,
  )?.value
}

/** A repeated part would let two readers see two identities, so it is refused. */
function readParts(element: Node, kind: string, known: readonly string[]): Map<string, string> {
  const parts = new Map<string, string>()
  for (const child of element.children) {
    if (child.namespaceUri !== identifiersNamespace || !known.includes(child.name)) continue
    if (parts.has(child.name)) {
      const violations = [{ path: `Header/${kind}/${child.name}`, rule: 'stands once' }]
      throw new Failure('DUPLICATE_HEADER_FIELD', { violations })
    }
    parts.set(child.name, child.text)
  }
  return parts
}

function blankPart(kind: string, part: string): Failure {
  const violations = [{ path: `Header/${kind}/${part}`, rule: 'must not be blank' }]
  return new Failure('EMPTY_IDENTIFIER', { violations })
}

/** `SEVDEIR/GOV/00012345/SUBSYSTEM`: how a client or service is written in logs, access lists and the register. */
export function clientText(id: ClientId): string {
  const parts = [id.xRoadInstance, id.memberClass, id.memberCode, id.subsystemCode]
  return parts.filter((part) => part !== undefined).join('/')
}
