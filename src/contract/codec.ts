// Element ⇄ value, both ways by the printed shapes. What is read was validated by the XSD before, what is
// written is validated after; nothing is checked here.

import { XMLBuilder } from 'fast-xml-parser'
import { children, type Element } from '../xml.ts'
import { type Field, namespace, shapes } from './operations.ts'

type Value = Record<string, unknown>

/** XSD whitespace facet `collapse`; of xs:string alone every character is data. */
const readers: Record<string, (text: string) => unknown> = {
  string: (text) => text,
  integer: (text) => Number(text.trim()),
  boolean: (text) => ['true', '1'].includes(text.trim()),
  base64: (text) => text.replace(/\s+/g, ''),
}

const fieldsByName = new Map(
  Object.entries(shapes).map(([shape, fields]) => [
    shape,
    new Map(fields.map((field) => [field.name, field])),
  ]),
)

/**
 * The value of a valid element: properties of the shape that bears its name. Times and dates are the text
 * as sent, base64 is text without white space.
 */
export function readValue(element: Element, shape: string = element.name): Value {
  const value: Value = {}
  const fields = fieldsByName.get(shape)
  for (const child of children(element)) {
    const field = fields?.get(child.name)
    if (field === undefined) continue
    const read = readField(child, field)
    if (field.many) value[field.name] = [...((value[field.name] as unknown[]) ?? []), read]
    else value[field.name] = read
  }
  return value
}

function readField(element: Element, field: Field): unknown {
  const reader = readers[field.type]
  return reader === undefined ? readValue(element, field.type) : reader(element.content)
}

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  format: false,
  ignoreAttributes: false,
  processEntities: true,
  suppressEmptyNode: false,
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
