// What the checks look at: the message taken apart as its sender meant it, so that one fault hides no other. What only
// resembles a part of the message stands in for it where the part itself is missing.

import type { Clock } from '../clock.ts'
import type { OperationName } from '../operations/operation.ts'
import type { HeaderRules } from '../xroad/dialect.ts'
import { soap11 } from '../xroad/envelope.ts'
import { representation, xroad } from '../xroad/header.ts'
import { identifiersNamespace, type Kind, kinds } from '../xroad/identifiers.ts'
import type { Place, Places } from './place.ts'
import { createPrefixes, type Prefixes } from './prefixes.ts'

/** Of this installation: what a message must fit. */
export interface DoctorSettings {
  own: Readonly<Record<OwnPart, string>>
  headerRules: HeaderRules
  /** The header element that tells the purpose, where one is configured. */
  purposeHeader: { namespaceUri: string; name: string } | undefined
  /** The largest message of an operation, bytes. */
  bytesMax: (name: OperationName | undefined) => number
  antigenTests: boolean
  approvedOrigins: readonly string[]
  /** The world's clock. */
  now(): Date
  /** By which certificates of the real world are judged. */
  machineClock: Clock
}

export const ownParts = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'] as const
export type OwnPart = (typeof ownParts)[number]

/** The fields of a header that somebody reads (X-Road message protocol 4.0 §2.2), in the protocol's order. */
export const fieldNames = [
  'client',
  'service',
  'centralService',
  'id',
  'userId',
  'issue',
  'protocolVersion',
  'requestHash',
  'securityServer',
  'representedParty',
] as const
export type FieldName = (typeof fieldNames)[number]

/** Without which a message is refused. */
export const neededFields: readonly FieldName[] = ['client', 'service', 'id', 'protocolVersion']

export function namespaceOfField(name: FieldName): string {
  return name === 'representedParty' ? representation : xroad
}

export interface Identity {
  kind: keyof typeof kinds
  rules: Kind
  place: Place
  /** The first of each name, wrongly written ones last. */
  parts: ReadonlyMap<string, Place>
}

export interface Subject {
  settings: DoctorSettings
  places: Places
  /** Of the SOAP part alone. */
  bytes: number
  prefixes: Prefixes
  header: Place | undefined
  body: Place | undefined
  blocks: readonly Place[]
  /** Every block that is this field. */
  fields(name: FieldName): readonly Place[]
  /** The block that was probably meant to be a field that is not there. */
  misnamed(name: FieldName): Place | undefined
  /** What has the name of a part of the envelope: in its own namespace, or else in any. */
  parts(name: 'Header' | 'Body'): readonly Place[]
  identities: readonly Identity[]
  /** The element in the body. */
  root: Place | undefined
  /** As the header addresses it, white space and all. */
  serviceCode: string | undefined
}

export function subjectOf(places: Places, bytes: number, settings: DoctorSettings): Subject {
  const parts = partsOf(places.root)
  const [header] = parts('Header')
  const [body] = parts('Body')
  const blocks = header?.children ?? []
  const fields = (name: FieldName) => blocks.filter((block) => fieldOf(block) === name)
  const central = settings.headerRules.dialect.centralService
  const isThere = (name: FieldName): boolean =>
    fields(name).length > 0 || (name === 'service' && central && isThere('centralService'))
  const misnamed = (name: FieldName) =>
    isThere(name) ? undefined : blocks.find((block) => resembles(block, name))
  const identities = (Object.keys(kinds) as (keyof typeof kinds)[])
    .filter((kind) => kind !== 'centralService' || central)
    .flatMap((kind) => {
      const meant = neededFields.includes(kind) ? misnamed(kind) : undefined
      return [...fields(kind), ...(meant ? [meant] : [])].map((place) => identityOf(kind, place))
    })
  const serviceCode = codeOf(identities)
  const root = body?.children[0]
  const prefixes = createPrefixes(places.root)
  return {
    ...{ settings, places, bytes, prefixes, header, body, blocks, fields, misnamed, parts },
    ...{ identities, root, serviceCode },
  }
}

/** SOAP 1.2 and its like hold their parts in their own namespace. */
function partsOf(root: Place): Subject['parts'] {
  const named = (name: string) =>
    root.children.filter(({ node }) => node.name.toLowerCase() === name.toLowerCase())
  return (name) => {
    const all = named(name)
    const right = all.filter(({ node }) => isPart(node.namespaceUri, root) && node.name === name)
    return right.length > 0 ? right : all
  }
}

export function isPart(namespaceUri: string, { node }: Place): boolean {
  return [soap11, node.namespaceUri].includes(namespaceUri)
}

export function fieldOf({ node }: Place): FieldName | undefined {
  const name = fieldNames.find((one) => one === node.name)
  return name !== undefined && node.namespaceUri === namespaceOfField(name) ? name : undefined
}

/** Namespaces that are meant to be X-Road's; a block of any other that nobody needs is the sender's own. */
const xroadLike = /x-?road|trembita|uxp|^$/i

function resembles(block: Place, name: FieldName): boolean {
  const { node } = block
  if (fieldOf(block) !== undefined || node.name.toLowerCase() !== name.toLowerCase()) return false
  return neededFields.includes(name) || xroadLike.test(node.namespaceUri)
}

function identityOf(kind: keyof typeof kinds, place: Place): Identity {
  const rules: Kind = kinds[kind]
  const parts = new Map<string, Place>()
  for (const name of partNames(rules)) {
    const part = partOf(place, name)
    if (part !== undefined) parts.set(name, part)
  }
  return { kind, rules, place, parts }
}

function partOf({ children }: Place, name: string): Place | undefined {
  const alike = children.filter(({ node }) => node.name.toLowerCase() === name.toLowerCase())
  return alike.find((part) => isNamed(part, name)) ?? alike[0]
}

/** Whether a part of an identifier is written as it must be. */
export function isNamed({ node }: Place, name: string): boolean {
  return node.name === name && node.namespaceUri === identifiersNamespace
}

/** In the order of the schema. */
export function partNames({ needed, optional }: Kind): string[] {
  const names = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode']
  const known = [...needed, ...Object.keys(optional)]
  return [...names, 'serviceVersion', 'serverCode'].filter((name) => known.includes(name))
}

function codeOf(identities: readonly Identity[]): string | undefined {
  const addressed = identities.find(({ kind }) => kind === 'service' || kind === 'centralService')
  return addressed?.parts.get('serviceCode')?.node.text
}
