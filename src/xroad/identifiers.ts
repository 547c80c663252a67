// X-Road identifiers: who calls and what is called.

import { Failure } from '../errors.ts'
import { children, type Element } from '../xml.ts'

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

const member = ['xRoadInstance', 'memberClass', 'memberCode']

interface Kind {
  objectTypes: readonly string[]
  /** Parts that must be there, by object type or for all. */
  needed(objectType: string): readonly string[]
  optional: readonly string[]
}

const kinds = {
  client: {
    objectTypes: ['MEMBER', 'SUBSYSTEM'],
    needed: (objectType) => (objectType === 'SUBSYSTEM' ? [...member, 'subsystemCode'] : member),
    optional: ['subsystemCode'],
  },
  service: {
    objectTypes: ['SERVICE'],
    needed: () => [...member, 'serviceCode'],
    optional: ['subsystemCode', 'serviceVersion'],
  },
} as const satisfies Record<string, Kind>

type Kinds = { client: ClientId; service: ServiceId }

/**
 * Reads a client or service identifier.
 * @throws Failure INVALID_IDENTIFIER (object type), EMPTY_IDENTIFIER (a part missing or blank)
 */
export function readIdentifier<K extends keyof Kinds>(element: Element, kind: K): Kinds[K] {
  const { objectTypes, needed, optional }: Kind = kinds[kind]
  const objectType = qualifiedObjectType(element)
  if (objectType === undefined || !objectTypes.includes(objectType)) {
    const rule = `id:objectType ${objectTypes.join(' or ')}`
    throw new Failure('INVALID_IDENTIFIER', { violations: [{ path: `Header/${kind}`, rule }] })
  }
  const parts = readParts(element, kind)
  const required = needed(objectType)
  for (const part of required) {
    if ((parts.get(part) ?? '').trim() === '') throw emptyPart(kind, part)
  }
  const known = [...new Set([...required, ...optional])].filter((part) => parts.has(part))
  return Object.fromEntries(known.map((part) => [part, parts.get(part)])) as unknown as Kinds[K]
}

function qualifiedObjectType(element: Element): string | undefined {
  return element.attrs.find(
    (attribute) =>
      attribute.name === 'objectType' && attribute.namespaceUri === identifiersNamespace,
  )?.value
}

/** A repeated part would let two readers see two identities, so it is refused. */
function readParts(element: Element, kind: string): Map<string, string> {
  const parts = new Map<string, string>()
  for (const child of children(element)) {
    if (child.namespaceUri !== identifiersNamespace) continue
    if (parts.has(child.name)) {
      const violations = [{ path: `Header/${kind}/${child.name}`, rule: 'stands once' }]
      throw new Failure('INVALID_IDENTIFIER', { violations })
    }
    parts.set(child.name, child.content)
  }
  return parts
}

function emptyPart(kind: string, part: string): Failure {
  const violations = [{ path: `Header/${kind}/${part}`, rule: 'must not be blank' }]
  return new Failure('EMPTY_IDENTIFIER', { violations })
}

/** `SEVDEIR/GOV/00012345/SUBSYSTEM`: how a client or service is written in logs, access lists and the register. */
export function clientText(id: ClientId): string {
  const parts = [id.xRoadInstance, id.memberClass, id.memberCode, id.subsystemCode]
  return parts.filter((part) => part !== undefined).join('/')
}
