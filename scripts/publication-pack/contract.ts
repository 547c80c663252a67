// What the published WSDL says of every service: its titles, and every element of request and answer with
// its own words. Nothing is known here that the WSDL does not say.

import { wellFormed } from '../../src/xml/document.ts'
import { childrenOf, find, type Node, nodeOf, reference } from '../lint-wsdl/node.ts'
import type { Text } from './language.ts'

/** One element of a request or answer. */
export interface Field {
  /** Names below the operation's element, a slash between. */
  path: string
  /** Named types from the outermost to its own, without prefixes. */
  types: readonly string[]
  text: Text
}

export interface Service {
  code: string
  title: Text
  takes: readonly Field[]
  returns: readonly Field[]
}

function documentation(node: Node): Text {
  const [annotation] = childrenOf(node, 'xs', 'annotation')
  const texts = childrenOf(annotation, 'xs', 'documentation')
  const word = (language: string) =>
    texts.find(({ attributes }) => attributes['xml:lang'] === language)?.text ?? ''
  return { uk: word('uk'), en: word('en') }
}

function named(schema: Node, kind: 'element' | 'complexType', name: string): Node | undefined {
  return childrenOf(schema, 'xs', kind).find(({ attributes }) => attributes.name === name)
}

/** The leaves below a complex type; the contract has no type that contains itself. */
function fieldsOf(schema: Node, type: Node | undefined, path: string, types: string[]): Field[] {
  const [sequence] = childrenOf(type, 'xs', 'sequence')
  return childrenOf(sequence, 'xs', 'element').flatMap((element) => {
    const own = reference(element, 'type')?.name ?? ''
    const at = path === '' ? (element.attributes.name ?? '') : `${path}/${element.attributes.name}`
    const below = named(schema, 'complexType', own)
    if (below !== undefined) return fieldsOf(schema, below, at, [...types, own])
    return [{ path: at, types: [...types, own], text: documentation(element) }]
  })
}

function fieldsOfElement(schema: Node, name: string): Field[] {
  const element = named(schema, 'element', name)
  return fieldsOf(schema, childrenOf(element, 'xs', 'complexType')[0], '', [])
}

function titleOf(operation: Node): Text {
  const [documented] = childrenOf(operation, 'wsdl', 'documentation')
  const word = (name: string) => documented?.children.find((child) => child.name === name)?.text
  return { uk: word('title') ?? '', en: word('notes') ?? '' }
}

/** The services of a published WSDL with inline schemas, in its order. */
export function servicesOf(wsdl: string): Service[] {
  const document = wellFormed(Buffer.from(wsdl))
  const root = nodeOf(document.root)
  document.dispose()
  const [schema] = find(root, 'xs', 'schema')
  if (schema === undefined) throw new Error('the WSDL has no schema')
  const [portType] = childrenOf(root, 'wsdl', 'portType')
  return childrenOf(portType, 'wsdl', 'operation').map((operation) => {
    const name = operation.attributes.name ?? ''
    return {
      code: name,
      title: titleOf(operation),
      takes: fieldsOfElement(schema, name),
      returns: fieldsOfElement(schema, `${name}Response`),
    }
  })
}
