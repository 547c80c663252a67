// How a corrected element is written: under the prefixes of the message itself, with placeholders for all values.

import { namespace } from '../contract/operations.ts'
import { soap11 } from '../xroad/envelope.ts'
import { representation, xroad } from '../xroad/header.ts'
import { identifiersNamespace } from '../xroad/identifiers.ts'
import { type Place, prefixOf, walk } from './place.ts'

/** The customary ones, for namespaces that the message does not use. */
const customary: Readonly<Record<string, string>> = {
  [soap11]: 'soapenv',
  [xroad]: 'xrd',
  [identifiersNamespace]: 'id',
  [representation]: 'repr',
  [namespace]: 'c',
}

export interface Prefixes {
  /** `xrd:client`, or `client` where that is the default namespace. */
  name(namespaceUri: string, name: string): string
  /** `id:objectType="SERVICE"`; an attribute needs a prefix. */
  attribute(namespaceUri: string, name: string, value: string): string
  /** `<xrd:id>…</xrd:id>`. */
  element(namespaceUri: string, name: string, text?: string): string
  /** The same with the declaration of its namespace, for one that is missing or wrong. */
  declared(namespaceUri: string, name: string, text?: string): string
}

/** What stands where the message has a value. */
export const placeholder = '…'

export function createPrefixes(root: Place): Prefixes {
  const used = new Map<string, string>()
  for (const place of walk(root)) {
    const { namespaceUri } = place.node
    if (!used.has(namespaceUri)) used.set(namespaceUri, prefixOf(place))
  }
  const prefix = (uri: string) => used.get(uri) ?? customary[uri] ?? ''
  const name = (uri: string, local: string) => joined(prefix(uri), local)
  return {
    name,
    attribute: (uri, local, value) =>
      `${joined(prefix(uri) || (customary[uri] ?? ''), local)}="${value}"`,
    element: (uri, local, text = placeholder) => tagged(name(uri, local), '', text),
    declared(uri, local, text = placeholder) {
      const own = prefix(uri)
      return tagged(joined(own, local), ` ${joined('xmlns', own)}="${uri}"`, text)
    },
  }
}

function joined(prefix: string, local: string): string {
  if (prefix === '' || local === '') return prefix + local
  return `${prefix}:${local}`
}

function tagged(name: string, attributes: string, text: string): string {
  return text === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${text}</${name}>`
}
