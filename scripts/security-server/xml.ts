// Reads XML as the security server's parser does: any encoding that is declared, no document type, no limit of
// depth but libxml2's own. Shares nothing but that library with the reader that it judges.

import { ParseOption, XmlDocument, type XmlElement, XmlXPath } from 'libxml2-wasm'
import { Refusal } from './refusal.ts'

export type Element = XmlElement
export type Document = XmlDocument

const option =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_HUGE

const declaration = /^<\?xml\s[^>]*?\?>/
const encodingOf = /\sencoding\s*=\s*["']([^"']*)["']/
const beforeRoot = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y

function notXml(why: string): Refusal {
  return new Refusal('InvalidSoap', 'Malformed SOAP message', why)
}

/** A well-formed document; whoever asks disposes of it. @throws Refusal InvalidSoap */
export function readXml(bytes: Buffer): Document {
  const text = decoded(bytes)
  if (text.length === 0) throw notXml('empty')
  if (hasDocumentType(text)) throw notXml('DOCTYPE')
  try {
    return XmlDocument.fromBuffer(text, { option })
  } catch {
    throw notXml('not well-formed')
  }
}

/** Does the work with a document that lives no longer than it. */
export function withXml<T>(bytes: Buffer, work: (root: Element) => T): T {
  const document = readXml(bytes)
  try {
    return work(document.root)
  } finally {
    document.dispose()
  }
}

/** The declared encoding, or what the first bytes show. */
function encoding(bytes: Buffer): string {
  if (bytes[0] === 0xff || bytes[1] === 0) return 'utf-16le'
  if (bytes[0] === 0xfe || bytes[0] === 0) return 'utf-16be'
  const declared = declaration.exec(bytes.toString('latin1', 0, 200))?.[0] ?? ''
  return encodingOf.exec(declared)?.[1]?.toLowerCase() ?? 'utf-8'
}

/** The same document in UTF-8. */
function decoded(bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes
  const name = encoding(bytes)
  if (name === 'utf-8') return bytes
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(bytes)
    return Buffer.from(text.replace(declaration, ''))
  } catch {
    throw notXml('encoding')
  }
}

function hasDocumentType(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').replace(/^\xEF\xBB\xBF/, '')
  let end = 0
  for (beforeRoot.lastIndex = 0; beforeRoot.test(text); ) end = beforeRoot.lastIndex
  return text.startsWith('<!DOCTYPE', end)
}

const elements = XmlXPath.compile('*')
const texts = XmlXPath.compile('text()')

/** Child elements in order. */
export function childrenOf(element: Element): Element[] {
  return element.find(elements) as Element[]
}

/** The element's own text without that of elements inside, never trimmed; CDATA counts. */
export function textOf(element: Element): string {
  return element
    .find(texts)
    .map(({ content }) => content)
    .join('')
}

/** Child elements of that name. */
export function childrenNamed(element: Element, namespace: string, name: string): Element[] {
  return childrenOf(element).filter((child) => isNamed(child, namespace, name))
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.name === name && element.namespaceUri === namespace
}

/** The value of an attribute; an empty namespace means an unqualified one. */
export function attributeOf(element: Element, namespace: string, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name && (one.namespaceUri ?? '') === namespace)
    ?.value
}
