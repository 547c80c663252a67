// Elements with the line they stand on and the prefixes they know, as plain objects: what the rules look at.

import { type Element, children as elementsOf } from '../../src/xml/document.ts'

export interface Node {
  namespace: string
  name: string
  line: number
  /** Attributes without a namespace, and `xml:lang` with its like. */
  attributes: Readonly<Record<string, string>>
  /** Prefixes known here and what they stand for. */
  prefixes: Readonly<Record<string, string>>
  children: readonly Node[]
  text: string
}

/** A qualified name that an attribute mentions; the namespace is undefined when its prefix is. */
export interface Reference {
  namespace: string | undefined
  name: string
}

export const namespaces = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  soap: 'http://schemas.xmlsoap.org/wsdl/soap/',
  soap12: 'http://schemas.xmlsoap.org/wsdl/soap12/',
  xs: 'http://www.w3.org/2001/XMLSchema',
  xroad: 'http://x-road.eu/xsd/xroad.xsd',
} as const

export type Vocabulary = keyof typeof namespaces

function attributesOf(element: Element): Record<string, string> {
  const known = element.attrs.filter(({ prefix }) => prefix === '' || prefix === 'xml')
  return Object.fromEntries(
    known.map(({ prefix, name, value }) => [prefix === '' ? name : `${prefix}:${name}`, value]),
  )
}

/** An element and all below it. libxml2 bounds the depth at 256. */
export function nodeOf(element: Element): Node {
  return {
    namespace: element.namespaceUri,
    name: element.name,
    line: element.line,
    attributes: attributesOf(element),
    prefixes: element.namespaces as Record<string, string>,
    children: elementsOf(element).map(nodeOf),
    text: element.content.trim(),
  }
}

export function is(node: Node, vocabulary: Vocabulary, ...names: string[]): boolean {
  return node.namespace === namespaces[vocabulary] && names.includes(node.name)
}

export function childrenOf(node: Node | undefined, vocabulary: Vocabulary, ...names: string[]) {
  return node?.children.filter((child) => is(child, vocabulary, ...names)) ?? []
}

/** The node and all below it, in the order of the document. */
export function within(node: Node): Node[] {
  return [node, ...node.children.flatMap(within)]
}

export function find(node: Node, vocabulary: Vocabulary, ...names: string[]): Node[] {
  return within(node).filter((found) => is(found, vocabulary, ...names))
}

/** What an attribute such as `type="c:Person"` refers to; undefined when it is not there. */
export function reference(node: Node, attribute: string): Reference | undefined {
  const [first, second] = node.attributes[attribute]?.trim().split(':', 2) ?? []
  if (first === undefined) return undefined
  if (second === undefined) return { namespace: node.prefixes[''] ?? '', name: first }
  return { namespace: node.prefixes[first], name: second }
}
