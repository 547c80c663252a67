// X-Road identifiers: who calls and what is called.

import { Failure } from '../errors.ts'
import type { Node } from '../xml/tree.ts'
import type { Dialect, PartRule } from './dialect.ts'

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

/** The service's name in the whole instance, as older consumers address it; removed from the protocol in 2023. */
export interface CentralServiceId {
  xRoadInstance: string
  serviceCode: string
}

/** A security server, when a message is addressed to one. */
export interface ServerId {
  xRoadInstance: string
  memberClass: string
  memberCode: string
  serverCode: string
}

const member = ['xRoadInstance', 'memberClass', 'memberCode']

export interface Kind {
  objectTypes: readonly string[]
  needed: readonly string[]
  /** Parts that may be absent, and whether they may be blank. */
  optional: Readonly<Record<string, 'blank' | 'not blank'>>
  /** Whose it is: ours is held against our own names afterwards, so no rule of characters is needed. */
  of: 'others' | 'us'
}

/** The security server's own rules: neither object type decides whether a client has a subsystem. */
export const kinds = {
  client: {
    objectTypes: ['MEMBER', 'SUBSYSTEM'],
    needed: member,
    optional: { subsystemCode: 'not blank' },
    of: 'others',
  },
  service: {
    objectTypes: ['SERVICE'],
    needed: [...member, 'serviceCode'],
    optional: { subsystemCode: 'blank', serviceVersion: 'blank' },
    of: 'us',
  },
  centralService: {
    objectTypes: ['CENTRALSERVICE'],
    needed: ['xRoadInstance', 'serviceCode'],
    optional: {},
    of: 'us',
  },
  securityServer: {
    objectTypes: ['SERVER'],
    needed: [...member, 'serverCode'],
    optional: {},
    of: 'others',
  },
} as const satisfies Record<string, Kind>

interface Kinds {
  client: ClientId
  service: ServiceId
  centralService: CentralServiceId
  securityServer: ServerId
}

/**
 * Reads an identifier.
 * @throws Failure INVALID_IDENTIFIER (object type, characters, length), DUPLICATE_HEADER_FIELD (a part stands twice),
 * EMPTY_IDENTIFIER (a part missing or blank)
 */
export function readIdentifier<K extends keyof Kinds>(
  element: Node,
  kind: K,
  dialect: Dialect,
): Kinds[K] {
  const { objectTypes, needed, optional, of }: Kind = kinds[kind]
  const objectType = objectTypeOf(element, dialect)
  if (objectType === undefined || !objectTypes.includes(objectType)) {
    throw invalid(kind, `id:objectType ${objectTypes.join(' or ')}`)
  }
  const parts = readParts(element, kind, [...needed, ...Object.keys(optional)])
  for (const part of needed) if (isBlank(parts.get(part) ?? '')) throw blankPart(kind, part)
  for (const [part, text] of parts) {
    if (optional[part] === 'not blank' && isBlank(text)) throw blankPart(kind, part)
  }
  checkTexts(parts, kind, of === 'others' ? dialect.part : undefined)
  return Object.fromEntries(parts) as unknown as Kinds[K]
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** The one in the namespace of the identifiers counts before one without a namespace. */
function objectTypeOf({ attributes }: Node, { bareObjectType }: Dialect): string | undefined {
  const typed = (namespace: string) =>
    attributes.find((at) => at.name === 'objectType' && at.namespaceUri === namespace)?.value
  return typed(identifiersNamespace) ?? (bareObjectType ? typed('') : undefined)
}

/** One part of an identifier: the columns of the security server's own tables are as long. UTF-16 units. */
export const partCharactersMax = 255

/**
 * A carriage return can only come by reference (XML 1.0 §2.11). The security server of the consumer writes the answer
 * anew, with the character itself, which its reader then takes for a line feed: no answer would ever fit its request.
 */
export function holdsReturn(text: string): boolean {
  return text.includes('\r')
}

/** Which rule a part breaks, whoever's identifier it is of; `rule` where it is not ours. */
export function brokenRule(text: string, rule: PartRule | undefined): string | undefined {
  if (holdsReturn(text)) return noReturn
  if (text.length > partCharactersMax) return `at most ${partCharactersMax} characters`
  return rule === undefined || rule.characters.test(text) ? undefined : rule.rule
}

export const noReturn = 'no carriage return'

function checkTexts(parts: Map<string, string>, kind: string, rule: PartRule | undefined) {
  for (const [name, text] of parts) {
    const broken = brokenRule(text, rule)
    if (broken !== undefined) throw invalid(`${kind}/${name}`, broken)
  }
}

/** @param path below the header */
export function invalid(path: string, rule: string): Failure {
  return new Failure('INVALID_IDENTIFIER', { violations: [{ path: `Header/${path}`, rule }] })
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

export function blankPart(kind: string, part: string): Failure {
  const violations = [{ path: `Header/${kind}/${part}`, rule: 'must not be blank' }]
  return new Failure('EMPTY_IDENTIFIER', { violations })
}

/** `SEVDEIR/GOV/00012345/SUBSYSTEM`: how a client or service is written in logs, access lists and the register. */
export function clientText(id: ClientId): string {
  const parts = [id.xRoadInstance, id.memberClass, id.memberCode, id.subsystemCode]
  return parts.filter((part) => part !== undefined).join('/')
}

/** Whether a service is addressed without a version, or with the one that stands in its code: `Name_v1` and `v1`. */
export function isUnversioned(service: ServiceId | CentralServiceId, dialect: Dialect): boolean {
  if (!('serviceVersion' in service)) return true
  const { serviceCode, serviceVersion } = service
  const inCode = serviceCode.slice(serviceCode.lastIndexOf('_') + 1)
  return dialect.versionBesideCode && serviceVersion === inCode
}
