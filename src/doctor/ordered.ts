// The body as the contract orders it: what is unknown, doubled or out of place is told and put right, so that the
// schema can judge all the rest at once instead of stopping at the first of it.

import { type Field, namespace, shapes } from '../contract/operations.ts'
import type { Place } from './place.ts'

/** An element of the request, put right. */
export interface Ordered {
  name: string
  /** Absent for one that is only put in where another is missing. */
  place: Place | undefined
  /** The place that lacks it, or its own. */
  near: Place
  path: string
  type: string
  text: string
  /** As they are to be written. */
  attributes: string
  children: Ordered[]
}

export type StructureFault = 'UNKNOWN' | 'ORDER' | 'TWICE' | 'NAMESPACE'

export type Tell = (fault: StructureFault, place: Place, field?: Field) => void

/** @param name of the operation, whatever the element is called */
export function ordered(place: Place, name: string, tell: Tell): Ordered {
  return orderedAs({ place, name, type: name, path: name }, tell)
}

/** XML 1.0 §2.3: fewer characters than JavaScript trims. */
const whiteSpace = /^[ \t\r\n]*$/

interface Named {
  place: Place
  name: string
  type: string
  path: string
}

function orderedAs({ place, name, type, path }: Named, tell: Tell): Ordered {
  const { text } = place.node
  const fields = shapes[type]
  const found = fields === undefined ? foreign(place, path) : known(place, fields, path, tell)
  const written = fields !== undefined && whiteSpace.test(text) ? '' : text
  const attributes = attributesOf(place)
  return { name, place, near: place, path, type, text: written, attributes, children: found }
}

/** Elements in a place that holds text alone: the schema refuses them by whatever name. */
function foreign({ children }: Place, path: string): Ordered[] {
  return children.map((place) => {
    const { name } = place.node
    const node = { name, place, near: place, path: `${path}/${name}`, type: '', text: '' }
    return { ...node, attributes: '', children: [] }
  })
}

function known(parent: Place, fields: readonly Field[], path: string, tell: Tell): Ordered[] {
  const found: { rank: number; one: Ordered }[] = []
  const seen = new Set<number>()
  let last = 0
  for (const place of parent.children) {
    const { name, namespaceUri } = place.node
    const rank = fields.findIndex((field) => field.name === name)
    const field = fields[rank]
    if (field === undefined) {
      tell('UNKNOWN', place)
      continue
    }
    // A body that stands in another namespace as a whole is told once, at its root.
    if (namespaceUri !== namespace && namespaceUri !== parent.node.namespaceUri)
      tell('NAMESPACE', place, field)
    if (!field.many && seen.has(rank)) {
      tell('TWICE', place, field)
      continue
    }
    if (rank < last) tell('ORDER', place, field)
    last = Math.max(last, rank)
    seen.add(rank)
    const named = { place, name, type: field.type, path: `${path}/${name}` }
    found.push({ rank, one: orderedAs(named, tell) })
  }
  return found.sort((one, other) => one.rank - other.rank).map(({ one }) => one)
}

/** A child that is missing, put in where it belongs. */
export function insert(parent: Ordered, name: string) {
  const fields = shapes[parent.type] ?? []
  const rankOf = (wanted: string) => fields.findIndex((field) => field.name === wanted)
  const rank = rankOf(name)
  const before = parent.children.findIndex((child) => rankOf(child.name) > rank)
  const path = `${parent.path}/${name}`
  const near = parent.children[before]?.near ?? parent.near
  const type = fields[rank]?.type ?? ''
  const child = { name, place: undefined, near, path, type, text: '', attributes: '', children: [] }
  parent.children.splice(before < 0 ? parent.children.length : before, 0, child)
}

/** Bound to nothing else in a message. */
const prefix = 'doctor-contract'

/**
 * The request as a document in which every start tag ends on a line of its own, and the elements in the order of
 * those lines, the first on line 2.
 */
export function written(root: Ordered): { xml: string; elements: Ordered[] } {
  const elements: Ordered[] = []
  const xml = (one: Ordered, declaration: string): string => {
    elements.push(one)
    const children = one.children.map((child) => xml(child, '')).join('')
    const name = `${prefix}:${one.name}`
    return `<${name}${declaration}${one.attributes}\n>${escaped(one.text)}${children}</${name}>`
  }
  return { xml: xml(root, ` xmlns:${prefix}="${namespace}"`), elements }
}

/** With the namespaces in force, because the value of `xsi:type` names a prefix. */
function attributesOf(place: Place): string {
  const { attributes } = place.node
  if (attributes.length === 0) return ''
  const declared = Object.entries(place.element.namespaces)
    .filter(([name]) => name !== prefix && name !== 'xml')
    .map(([name, uri]) => ` ${name === '' ? 'xmlns' : `xmlns:${name}`}="${escaped(uri)}"`)
  const bindings = Object.entries(place.element.namespaces)
  const own = attributes.map(({ name, namespaceUri, value }) => {
    const bound = bindings.find(([before, uri]) => before !== '' && uri === namespaceUri)?.[0]
    const before = namespaceUri === '' ? '' : `${bound ?? 'xml'}:`
    return ` ${before}${name}="${escaped(value)}"`
  })
  return [...declared, ...own].join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Line ends as references: the lines of the document are counted. */
function escaped(text: string): string {
  return text.replace(/[&<>"\t\r\n]/g, (one) => escapes[one] ?? `&#${one.charCodeAt(0)};`)
}
