// Element ⇄ value, both ways by the printed shapes. What is read was validated by the XSD before, what is
// written is validated after; only what libxml2 lets pass is checked here.

import { Failure } from '../errors.ts'
import type { Node } from '../xml/tree.ts'
import { type Field, namespace, shapes } from './operations.ts'

type Value = Record<string, unknown>

/** XSD white space facet `collapse`, except for xs:string, of which every character is data. */
const readers: Record<string, (text: string, path: string) => unknown> = {
  string: (text) => text,
  date: (text) => text.trim(),
  dateTime: (text) => text.trim(),
  integer: (text) => Number(text.trim()),
  boolean: (text) => ['true', '1'].includes(text.trim()),
  base64: readBase64,
}

/** libxml2 passes over characters that base64 does not have; XML Schema part 2 §3.2.16 refuses them. */
function readBase64(text: string, path: string): string {
  const packed = text.replace(/\s+/g, '')
  if (!/[^A-Za-z0-9+/=]/.test(packed)) return packed
  throw new Failure('SCHEMA_VIOLATION', { violations: [{ path, rule: 'type xs:base64Binary' }] })
}

const fieldsByName = new Map(
  Object.entries(shapes).map(([shape, fields]) => [
    shape,
    new Map(fields.map((field) => [field.name, field])),
  ]),
)

/**
 * The value of a valid element: properties of the shape that bears its name. Times and dates are text,
 * base64 is text without white space.
 * @throws Failure SCHEMA_VIOLATION where base64 is none
 */
export function readValue(element: Node, shape: string = element.name, path = shape): Value {
  const value: Value = {}
  const fields = fieldsByName.get(shape)
  for (const child of element.children) {
    const field = fields?.get(child.name)
    if (field === undefined) continue
    const read = readField(child, field, `${path}/${field.name}`)
    if (field.many) value[field.name] = [...((value[field.name] as unknown[]) ?? []), read]
    else value[field.name] = read
  }
  return value
}

function readField(element: Node, field: Field, path: string): unknown {
  const reader = readers[field.type]
  if (reader === undefined) return readValue(element, field.type, path)
  return reader(element.text, path)
}

/** A bare carriage return would come back as a line feed (XML 1.0 §2.11). */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** These, and what is no character of XML 1.0 §2.2: a foreign certificate may hold it. */
const special = /[&<>\r]|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** The same, and every character beyond the BMP: looked for in a third of the time. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const maybeSpecial = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/

function escaped(text: string): string {
  if (!maybeSpecial.test(text)) return text
  return text.replace(special, (character) => escapes[character] ?? '\ufffd')
}

/**
 * The element `name` in the contract's namespace (default namespace, no prefix) with the value's properties
 * in the schema's order; properties that the shape does not know are left out. A document of its own that holds
 * a shape of the contract has a namespace of its own.
 */
export function writeElement(
  name: string,
  value: object,
  shape: string = name,
  namespaceUri: string = namespace,
): string {
  return `<${name} xmlns="${namespaceUri}">${writtenFields(value as Value, shape)}</${name}>`
}

function writtenFields(value: Value, shape: string): string {
  let xml = ''
  for (const field of shapes[shape] ?? []) {
    const part = value[field.name]
    if (part === undefined) continue
    if (Array.isArray(part)) for (const one of part) xml += written(field, one)
    else xml += written(field, part)
  }
  return xml
}

/** Kinds whose text has nothing to escape. */
const plain = new Set(['integer', 'boolean', 'base64'])

/** In place of base64: the URL of the part that holds the bytes, which needs no escaping (XOP 1.0 §2.1). */
export interface Href {
  href: string
}

export const xop = 'http://www.w3.org/2004/08/xop/include'

function written({ name, type }: Field, part: unknown): string {
  if (type === 'base64' && typeof part === 'object') {
    return `<${name}><xop:Include xmlns:xop="${xop}" href="${(part as Href).href}"/></${name}>`
  }
  if (plain.has(type)) return `<${name}>${part}</${name}>`
  const content = type in readers ? escaped(String(part)) : writtenFields(part as Value, type)
  return `<${name}>${content}</${name}>`
}
