// The contract as TypeScript: types for the compiler, shapes for the codec. Printed, never edited.

import type { Contract, Field, Shape, SimpleType } from './read.ts'

const banner = '// Printed from wsdl/ by `npm run contract`; do not edit.\n'
const spoken: Record<string, string> = {
  string: 'string',
  date: 'string',
  dateTime: 'string',
  integer: 'number',
  boolean: 'boolean',
  base64: 'string',
}

function property(field: Field): string {
  const type = spoken[field.type] ?? field.type
  const mark = field.optional ? '?' : ''
  return `  /** ${field.documentation} */\n  ${field.name}${mark}: ${type}${field.many ? '[]' : ''}\n`
}

function printType(shape: Shape): string {
  return `/** ${shape.documentation} */\nexport interface ${shape.name} {\n${shape.fields
    .map(property)
    .join('')}}\n`
}

/** One interface a type: text as the schema has it (dates and base64 are strings), sequences as properties. */
export function printTypes(contract: Contract): string {
  const pairs = contract.operations
    .map(({ name }) => `  ${name}: { request: ${name}; response: ${name}Response }\n`)
    .join('')
  const operations = `/** Request and response of every operation. */\nexport interface Operations {\n${pairs}}\n`
  return `${banner}\n${[...contract.shapes.map(printType), operations].join('\n')}`
}

function row({ name, type, simple, optional, many, most }: Field): string {
  const marks = [
    simple === undefined ? '' : `, simple: '${simple}'`,
    optional ? ', optional: true' : '',
    many ? ', many: true' : '',
    most === undefined ? '' : `, most: ${most}`,
  ]
  return `    { name: '${name}', type: '${type}'${marks.join('')} },\n`
}

function printSimpleType({ name, pattern, values, ...bounds }: SimpleType): string {
  const facets = [
    // Patterns of a schema are anchored by themselves; those of the contract mean the same to JavaScript.
    pattern === undefined ? [] : [`pattern: /^(?:${pattern.replaceAll('/', '\\/')})$/u`],
    Object.entries(bounds).flatMap(([facet, at]) => (at === undefined ? [] : [`${facet}: ${at}`])),
    values.length === 0 ? [] : [`values: [${values.map((value) => `'${value}'`).join(', ')}]`],
  ]
  return `  ${name}: { ${facets.flat().join(', ')} },\n`
}

function printShape(shape: Shape): string {
  return shape.fields.length === 0
    ? `  ${shape.name}: [],\n`
    : `  ${shape.name}: [\n${shape.fields.map(row).join('')}  ],\n`
}

/** The namespace, the operations with their hashes, and the fields of every shape in the schema's order. */
export function printOperations(contract: Contract): string {
  const hashes = contract.operations.map(({ name, hash }) => `  ${name}: '${hash}',\n`).join('')
  return `${banner}
export const namespace = '${contract.namespace}'

/** The operations of the WSDL, each with the digest of its contract. */
export const operationHashes = {
${hashes}} as const

/** A field of a shape: a simple kind or the name of another shape. */
export interface Field {
  name: string
  type: string
  /** The simple type that says more of its text. */
  simple?: keyof typeof simpleTypes
  optional?: true
  many?: true
  /** How often it may stand, where that is bounded. */
  most?: number
}

/** What a simple type demands of a text: lengths in characters, of base64 in bytes. */
export interface SimpleType {
  pattern?: RegExp
  minLength?: number
  maxLength?: number
  min?: number
  max?: number
  values?: readonly string[]
}

export const simpleTypes = {
${contract.simpleTypes.map(printSimpleType).join('')}} satisfies Readonly<Record<string, SimpleType>>

/** The fields of every shape, in the order that the schema demands. */
export const shapes: Readonly<Record<string, readonly Field[]>> = {
${contract.shapes.map(printShape).join('')}}
`
}
