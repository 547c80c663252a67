// Bytes ⇄ elements, by libxml2. Refuses any document type declaration, any encoding but UTF-8, anything
// that is not well-formed; loads nothing from disk or network. Depth and text length are bounded by
// libxml2 itself (256 levels, 10 MB), because XML_PARSE_HUGE is never set.

import {
  ParseOption,
  XmlDocument,
  XmlElement,
  XmlParseError,
  XmlValidateError,
  XmlXPath,
  XsdValidator,
} from 'libxml2-wasm'
import { breach, type Failure, type Violation } from '../errors.ts'
import { isPlain, type Node, readTree } from './tree.ts'
import { pathOf, ruleOf, type Step, type Words } from './violations.ts'

export type Element = XmlElement
export type Document = XmlDocument

/** Violations reported of one document: enough to mend it, few enough to read. */
const violationsMax = 20

const parseOptions = {
  option:
    ParseOption.XML_PARSE_NONET |
    ParseOption.XML_PARSE_NO_XXE |
    ParseOption.XML_PARSE_NO_SYS_CATALOG |
    ParseOption.XML_PARSE_NOCDATA |
    ParseOption.XML_PARSE_COMPACT,
}

const declaredEncoding = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']/
const beforeRoot = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y

/** The same bytes without a byte order mark. Throws ENCODING_REFUSED for UTF-16 and UTF-32. */
function withoutMark(bytes: Buffer): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3)
  const wide = (bytes[0] ?? 1) + (bytes[1] ?? 1) === 0xfe + 0xff || bytes[0] === 0 || bytes[1] === 0
  if (wide) throw wrongEncoding()
  return bytes
}

/** Where the root element begins. @throws Failure ENCODING_REFUSED, DOCTYPE_REFUSED */
function checkProlog(text: string): number {
  const encoding = declaredEncoding.exec(text)?.[1]
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') throw wrongEncoding()
  const rootAt = prologEnd(text)
  if (text.startsWith('<!', rootAt)) throw hasDoctype()
  return rootAt
}

/** What a message is as a whole: the path of whatever is wrong before an element can be named. */
const whole = 'Envelope'

function wrongEncoding(): Failure {
  return breach('ENCODING_REFUSED', whole, 'encoding UTF-8')
}

function hasDoctype(): Failure {
  return breach('DOCTYPE_REFUSED', whole, 'no DOCTYPE')
}

/** One piece at a time: a single expression for all of them overflows the stack on 10 MB of white space. */
function prologEnd(text: string): number {
  let end = 0
  for (beforeRoot.lastIndex = 0; beforeRoot.test(text); ) end = beforeRoot.lastIndex
  return end
}

/** A parsed document with the bytes it was read from, one character per byte, for slicing. */
export interface Parsed {
  document: Document
  root: Element
  /** The same as plain objects. */
  tree: Node
  /** The bytes without a byte order mark. */
  bytes: Buffer
  /** The same bytes as a latin-1 string: index = byte offset. */
  text: string
  /** Where in it the root element begins. */
  rootAt: number
  /** Whether everything in the root element stands for itself (`isPlain`). */
  plain: boolean
}

/**
 * Reads a message. The caller disposes of the document when done.
 * @throws Failure MESSAGE_EMPTY, ENCODING_REFUSED, DOCTYPE_REFUSED or NOT_XML
 */
export function parse(received: Buffer): Parsed {
  if (received.length === 0) throw breach('MESSAGE_EMPTY', whole, 'missing')
  const bytes = withoutMark(received)
  const text = bytes.toString('latin1')
  const rootAt = checkProlog(text)
  const document = wellFormed(bytes)
  if (document.dtd === null) {
    const written = bytes.toString()
    const plain = isPlain(written, prologEnd(written))
    const tree = plain ? readTree(written) : treeOf(document)
    return { document, root: document.root, tree, bytes, text, rootAt, plain }
  }
  document.dispose()
  throw hasDoctype()
}

/** Our own document, for tools and validation. @throws Failure NOT_XML */
export function wellFormed(bytes: Buffer): Document {
  try {
    return XmlDocument.fromBuffer(bytes, parseOptions)
  } catch (cause) {
    throw notXml(cause)
  }
}

/** Says where libxml2 stumbled first. Its sentences quote the message and are not repeated. */
function notXml(cause: unknown): Failure {
  const line = cause instanceof XmlParseError ? (cause.details[0]?.line ?? 0) : 0
  const where = line > 0 ? `; broken at line ${line}` : ''
  return breach('NOT_XML', whole, `well-formed XML${where}`, cause)
}

const allElements = XmlXPath.compile('*')

/**
 * The element children of an element, in order. The package's way along siblings is ten times as fast as XPath
 * and ends at a processing instruction, which knows no next one.
 */
export function children(element: Element): Element[] {
  const found: Element[] = []
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (!('next' in node)) return element.find(allElements) as Element[]
    if (node instanceof XmlElement) found.push(node)
  }
  return found
}

/** Puts a text in the place of all that an element holds. */
export function setText(element: Element, text: string) {
  for (let child = element.firstChild; child !== null; child = element.firstChild) child.remove()
  element.addText(text)
}

/** What a document says, as plain objects. */
export function treeOf(document: Document): Node {
  return readTree(document.toString({ format: false }))
}

/** A compiled XSD: gives the violations of an element and what it holds, none if it is valid. */
export type Validate = (element: Element) => Violation[]

/** The same with the line on which the start tag of each broken element ends; at most `most` of them. */
export type ValidateLines = (element: Element, most?: number) => (Violation & { line: number })[]

/** Compiles a self-contained XSD. @throws when the schema itself is wrong */
export function compileSchema(xsd: Buffer): Validate {
  return withoutLines(compileSchemaWithLines(xsd))
}

export function withoutLines(validate: ValidateLines): Validate {
  return (element) => validate(element).map(({ path, rule }) => ({ path, rule }))
}

/** Compiles a self-contained XSD. @throws when the schema itself is wrong */
export function compileSchemaWithLines(xsd: Buffer): ValidateLines {
  const document = XmlDocument.fromBuffer(xsd)
  const validator = XsdValidator.fromDoc(document)
  const words = wordsOf(document.root)
  document.dispose()
  return (element, most = violationsMax) => {
    try {
      validator.validate(element)
      return []
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      const tree = readTree(element.toString({ format: false }))
      const depth = depthOf(element)
      return error.details
        .slice(0, most)
        .map((detail) => ({ ...violationOf(detail, { tree, depth }, words), line: detail.line }))
    }
  }
}

/** Names, types and limits of a schema: the values of its attributes. */
function wordsOf(element: Element): Set<string> {
  const words = element.attrs.map(({ value }) => value)
  return new Set([...words, ...children(element).flatMap((child) => [...wordsOf(child)])])
}

type Detail = { message: string; xpath?: string }

/** How many elements stand above an element and in its place. */
function depthOf(element: Element): number {
  let depth = 0
  for (let at: Element | null = element; at !== null; at = at.parent) depth++
  return depth
}

function violationOf(
  { message, xpath = '' }: Detail,
  { tree, depth }: { tree: Node; depth: number },
  words: Words,
): Violation {
  const rule = ruleOf(message, words)
  const steps = xpath.split('/').slice(1 + depth)
  const path = pathOf(tree, steps)
  const before = path.at(-1)?.before ?? 0
  // The first of its name that is one too many.
  const text = rule.unexpected && before > 0 ? `at most ${before}` : rule.text
  return { path: path.map((step) => shown(step, words)).join('/'), rule: text }
}

/** A name that is no word of the schema is the sender's, and not repeated. */
function shown({ name, index }: Step, words: Words): string {
  if (!words.has(name)) return '*'
  return index === undefined ? name : `${name}[${index}]`
}
