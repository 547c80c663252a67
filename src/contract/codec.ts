// Element ⇄ value, both ways by the printed shapes. What is read was validated by the XSD before, what is
// written is validated after; only what libxml2 lets pass is checked here.

import { XMLBuilder } from 'fast-xml-parser'
import { Failure } from '../errors.ts'
import { children, type Element } from '../xml.ts'
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
export function readValue(element: Element, shape: string = element.name, path = shape): Value {
  const value: Value = {}
  const fields = fieldsByName.get(shape)
  for (const child of children(element)) {
    const field = fields?.get(child.name)
    if (field === undefined) continue
    const read = readField(child, field, `${path}/${field.name}`)
    if (field.many) value[field.name] = [...((value[field.name] as unknown[]) ?? []), read]
    else value[field.name] = read
  }
  return value
}

function readField(element: Element, field: Field, path: string): unknown {
  const reader = readers[field.type]
  if (reader === undefined) return readValue(element, field.type, path)
  return reader(element.content, path)
}

/** A bare carriage return would come back as a line feed (XML 1.0 §2.11). */
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  format: false,
  ignoreAttributes: false,
  processEntities: false,
  suppressEmptyNode: false,
  tagValueProcessor: (_name, value) =>
    String(value).replace(/[&<>\r]/g, (character) => escapes[character] ?? ''),
})

/**
 * The element `name` in the contract's namespace (default namespace, no prefix) with the value's properties
 * in the schema's order; properties that the shape does not know are left out.
 */
export function writeElement(name: string, value: object, shape: string = name): string {
  return builder.build({ [name]: { '@xmlns': namespace, ...ordered(value as Value, shape) } })
}

function ordered(value: Value, shape: string): Value {
  const result: Value = {}
  for (const { name, type } of shapes[shape] ?? []) {
    const part = value[name]
    if (part !== undefined) result[name] = type in readers ? part : orderedPart(part, type)
  }
  return result
}

function orderedPart(part: unknown, shape: string): unknown {
  return Array.isArray(part)
    ? part.map((one) => ordered(one as Value, shape))
    : ordered(part as Value, shape)
}
