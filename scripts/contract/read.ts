// Reads wsdl/ into shapes and operations. fast-xml-parser is fit for our own files; messages of others
// are read by libxml2 alone.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'

/** How a simple value is spoken in TypeScript and how its text is read. */
export type Kind = 'string' | 'date' | 'dateTime' | 'integer' | 'boolean' | 'base64'

export interface Field {
  name: string
  /** A complex type's name, or the kind of a simple value. */
  type: string
  /** The named simple type, where it has one. */
  simple: string | undefined
  optional: boolean
  many: boolean
  /** How often it may stand, where that is bounded. */
  most: number | undefined
  documentation: string
}

export interface Shape {
  name: string
  documentation: string
  fields: Field[]
}

/** What a named simple type demands of a text (XML Schema part 2 §4.3). */
export interface SimpleType {
  name: string
  pattern: string | undefined
  minLength: number | undefined
  maxLength: number | undefined
  min: number | undefined
  max: number | undefined
  values: string[]
}

export interface Operation {
  name: string
  /** SHA-256 over request, response and every type reachable from them, free of annotations. */
  hash: string
}

export interface Contract {
  namespace: string
  shapes: Shape[]
  simpleTypes: SimpleType[]
  operations: Operation[]
}

type Tree = Record<string, unknown>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  trimValues: true,
  isArray: (name) =>
    ['element', 'complexType', 'simpleType', 'documentation', 'operation'].includes(name),
})

const kinds: Record<string, Kind> = {
  'xs:string': 'string',
  'xs:date': 'date',
  'xs:dateTime': 'dateTime',
  'xs:int': 'integer',
  'xs:boolean': 'boolean',
  'xs:base64Binary': 'base64',
}

function list(value: unknown): Tree[] {
  return Array.isArray(value) ? (value as Tree[]) : []
}

function english(node: Tree): string {
  const texts = list((node.annotation as Tree | undefined)?.documentation)
  return String(texts.find((text) => text['@lang'] === 'en')?.['#text'] ?? '')
}

function fieldsOf(complexType: Tree, simple: Map<string, Kind>): Field[] {
  const sequence = complexType.sequence as Tree | undefined
  return list(sequence?.element).map((element) => {
    const type = String(element['@type'])
    const named = type.replace(/^c:/, '')
    const most = Number(element['@maxOccurs'])
    return {
      name: String(element['@name']),
      type: kinds[type] ?? simple.get(named) ?? named,
      simple: simple.has(named) ? named : undefined,
      optional: element['@minOccurs'] === '0',
      many: element['@maxOccurs'] !== undefined,
      most: Number.isInteger(most) ? most : undefined,
      documentation: english(element),
    }
  })
}

function readShapes(schema: Tree): Shape[] {
  const simple = new Map(
    list(schema.simpleType).map((type): [string, Kind] => [
      String(type['@name']),
      kinds[String((type.restriction as Tree)['@base'])] ?? 'string',
    ]),
  )
  const types = list(schema.complexType).map((type) => [type, type] as const)
  const elements = list(schema.element)
    .filter((element) => element.complexType !== undefined)
    .map((element) => [element, list(element.complexType)[0] ?? {}] as const)
  return [...types, ...elements].map(([named, type]) => ({
    name: String(named['@name']),
    documentation: english(named),
    fields: fieldsOf(type, simple),
  }))
}

function facet(restriction: Tree, name: string): number | undefined {
  const value = (restriction[name] as Tree | undefined)?.['@value']
  return value === undefined ? undefined : Number(value)
}

function readSimpleType(type: Tree): SimpleType {
  const restriction = type.restriction as Tree
  const pattern = (restriction.pattern as Tree | undefined)?.['@value']
  const values = [restriction.enumeration ?? []].flat() as Tree[]
  return {
    name: String(type['@name']),
    pattern: pattern === undefined ? undefined : String(pattern),
    minLength: facet(restriction, 'minLength'),
    maxLength: facet(restriction, 'maxLength'),
    min: facet(restriction, 'minInclusive'),
    max: facet(restriction, 'maxInclusive'),
    values: values.map((value) => String(value['@value'])),
  }
}

/** The definitions of a schema by name, without annotations: what a client is bound to. */
function definitions(schema: Tree): Map<string, string> {
  const strip = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(strip)
    if (node === null || typeof node !== 'object') return node
    const entries = Object.entries(node).filter(([key]) => key !== 'annotation')
    return Object.fromEntries(entries.sort().map(([key, value]) => [key, strip(value)]))
  }
  const all = ['simpleType', 'complexType', 'element'].flatMap((kind) => list(schema[kind]))
  return new Map(all.map((node) => [String(node['@name']), JSON.stringify(strip(node))]))
}

function reachable(from: string[], known: Map<string, string>): string[] {
  const seen = new Set<string>()
  const visit = (name: string) => {
    const text = known.get(name)
    if (text === undefined || seen.has(name)) return
    seen.add(name)
    for (const [, next] of text.matchAll(/"c:([A-Za-z0-9_]+)"/g)) visit(String(next))
  }
  from.forEach(visit)
  return [...seen].sort()
}

function hashOf(operation: string, namespace: string, known: Map<string, string>): string {
  const names = reachable([operation, `${operation}Response`, 'gatewayFault'], known)
  const hash = createHash('sha256').update(namespace)
  for (const name of names) hash.update(`\n${name} ${known.get(name)}`)
  return hash.digest('hex')
}

function operationNames(folder: string): string[] {
  const wsdl = parser.parse(readFileSync(`${folder}/certificates.wsdl`, 'utf8')) as Tree
  const portType = (wsdl.definitions as Tree).portType as Tree
  return list(portType.operation).map((operation) => String(operation['@name']))
}

/** The whole contract. @throws when its folder is not readable */
export function readContract(folder = 'wsdl'): Contract {
  const tree = parser.parse(readFileSync(`${folder}/certificates.xsd`, 'utf8')) as Tree
  const schema = tree.schema as Tree
  const namespace = String(schema['@targetNamespace'])
  const known = definitions(schema)
  return {
    namespace,
    shapes: readShapes(schema),
    simpleTypes: list(schema.simpleType).map(readSimpleType),
    operations: operationNames(folder).map((name) => ({
      name,
      hash: hashOf(name, namespace, known),
    })),
  }
}
