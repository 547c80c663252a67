// Reads markup as it stands, in whatever spelling: our own second reader, beside libxml2, for what we send. It knows
// no document type, and throws at whatever is not balanced or bound; that characters are legal it takes for granted.

import { type Attribute, decoded, isBlank, type Node } from './tree.ts'

/** An element that has not ended yet. */
interface Open {
  node: Node
  /** As written, with its prefix: its end tag must say the same. */
  tag: string
  /** The prefixes that it declares. */
  declared: readonly string[]
}

/**
 * The namespaces that are in force, by prefix, innermost last; the default namespace has the empty prefix. One map for
 * the whole document: a copy for every element that declares one would take the square of the message.
 */
type Bindings = Map<string, string[]>

/** A document that is being read. */
interface Reading {
  text: string
  open: Open[]
  bindings: Bindings
}

/** Bound without being declared (Namespaces in XML 1.0 §3). */
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** @param text a whole document @throws Error when it is none */
export function reread(text: string): Node {
  const document = { name: '', namespaceUri: '', attributes: [], children: [], text: '' }
  const open: Open[] = [{ node: document, tag: '', declared: [] }]
  const reading: Reading = { text, open, bindings: new Map([['xml', [xmlNamespace]]]) }
  let at = 0
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', at)) {
    const { node } = open[open.length - 1] as Open
    if (start > at) node.text += decoded(lines(text.slice(at, start)))
    at = behind(reading, start, node)
  }
  document.text += text.slice(at)
  const [root] = document.children as Node[]
  if (
    open.length > 1 ||
    root === undefined ||
    document.children.length > 1 ||
    !isBlank(document.text)
  )
    throw new Error('no document')
  return root
}

/** What is passed over, or taken as it is. */
const sections: readonly [opening: string, closing: string, isText: boolean][] = [
  ['<!--', '-->', false],
  ['<![CDATA[', ']]>', true],
  ['<?', '?>', false],
]

/** Reads the markup at `start`; gives where it ends. */
function behind(reading: Reading, start: number, inside: Node): number {
  const { text } = reading
  const kind = text[start + 1]
  if (kind === '/') return close(reading, start)
  if (kind !== '!' && kind !== '?') return opened(reading, start, inside)
  for (const [opening, closing, isText] of sections) {
    if (!text.startsWith(opening, start)) continue
    const from = start + opening.length
    const end = found(text, closing, from)
    if (isText) inside.text += lines(text.slice(from, end))
    return end + closing.length
  }
  throw new Error('unknown markup')
}

function found(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from)
  if (at < 0) throw new Error('no end')
  return at
}

/** XML 1.0 §2.11. */
function lines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

function close({ text, open, bindings }: Reading, start: number): number {
  const { tag, declared } = open.pop() as Open
  tagEnd.lastIndex = start + 2 + tag.length
  const [, empty] = matched(tagEnd, text)
  if (open.length === 0 || empty !== '' || !text.startsWith(tag, start + 2))
    throw new Error('another end tag')
  unbind(declared, bindings)
  return tagEnd.lastIndex
}

/** What an element declared ends with it. */
function unbind(declared: readonly string[], bindings: Bindings) {
  for (const prefix of declared) bindings.get(prefix)?.pop()
}

const tagName = /[^ \t\r\n/>]+/y
const attribute = /[ \t\r\n]+([^ \t\r\n=/>]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')/y
const tagEnd = /[ \t\r\n]*(\/?)>/y

/** Reads a start tag. */
function opened({ text, open, bindings }: Reading, start: number, inside: Node): number {
  tagName.lastIndex = start + 1
  const tag = qualified(matched(tagName, text)[0])
  let at = tagName.lastIndex
  const written: [name: string, value: string][] = []
  for (attribute.lastIndex = at; ; at = attribute.lastIndex) {
    const [, name, double, single] = attribute.exec(text) ?? []
    if (name === undefined) break
    written.push([qualified(name), decoded(lines(double ?? single ?? '').replace(/[\t\n]/g, ' '))])
  }
  tagEnd.lastIndex = at
  const [, empty] = matched(tagEnd, text)
  const element = elementOf(tag, written, bindings)
  inside.children.push(element.node)
  if (empty === '') open.push(element)
  else unbind(element.declared, bindings)
  return tagEnd.lastIndex
}

/** Neither prefix nor name is empty where a colon parts them (Namespaces in XML 1.0 §4). */
function qualified(name: string): string {
  if (name.startsWith(':') || name.endsWith(':')) throw new Error('an empty name')
  return name
}

function matched(pattern: RegExp, text: string): RegExpExecArray {
  const match = pattern.exec(text)
  if (match === null) throw new Error('no tag')
  return match
}

function elementOf(
  tag: string,
  written: readonly [name: string, value: string][],
  bindings: Bindings,
): Open {
  const declared = bind(written, bindings)
  const attributes: Attribute[] = []
  for (const [qualified, value] of written) {
    if (prefixDeclared(qualified) !== undefined) continue
    const [prefix, name] = split(qualified)
    const namespaceUri = prefix === '' ? '' : namespaceOf(prefix, bindings)
    attributes.push({ name, namespaceUri, value })
  }
  const [prefix, name] = split(tag)
  const namespaceUri = namespaceOf(prefix, bindings)
  return { node: { name, namespaceUri, attributes, children: [], text: '' }, tag, declared }
}

/** Binds what a start tag declares; gives the prefixes. */
function bind(written: readonly [name: string, value: string][], bindings: Bindings): string[] {
  const declared: string[] = []
  for (const [name, value] of written) {
    const prefix = prefixDeclared(name)
    if (prefix === undefined) continue
    const bound = bindings.get(prefix)
    if (bound === undefined) bindings.set(prefix, [value])
    else bound.push(value)
    declared.push(prefix)
  }
  return declared
}

/** `xmlns:prefix` declares that prefix, `xmlns` the empty one. */
function prefixDeclared(name: string): string | undefined {
  if (name === 'xmlns') return ''
  return name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : undefined
}

function split(written: string): [prefix: string, name: string] {
  const colon = written.indexOf(':')
  return colon < 0 ? ['', written] : [written.slice(0, colon), written.slice(colon + 1)]
}

function namespaceOf(prefix: string, bindings: Bindings): string {
  const namespaceUri = bindings.get(prefix)?.at(-1)
  if (namespaceUri === undefined && prefix !== '') throw new Error('an unbound prefix')
  return namespaceUri ?? ''
}
