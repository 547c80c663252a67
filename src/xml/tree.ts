// A document as plain objects. libxml2 writes out what it understood, in one spelling: double quotes, no CDATA, no
// entities of its own. That is read here; nothing is decided. To ask libxml2 for every name and text of a message
// one by one costs four times as much.

/** An attribute; the namespace is empty for one without a prefix. */
export interface Attribute {
  name: string
  namespaceUri: string
  value: string
}

export interface Node {
  name: string
  namespaceUri: string
  attributes: Attribute[]
  /** Element children, in order. */
  children: Node[]
  /** The element's own text, without that of elements within it. */
  text: string
}

/** The namespaces that are in force, by prefix, innermost last; the default namespace has the empty prefix. */
type Bindings = Map<string, string[]>

/** An element that has not ended yet, with the prefixes that it declares. */
interface Open {
  node: Node
  declared: string[]
}

/** Bound without being declared (Namespaces in XML 1.0 §3). */
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The references that XML knows without a DTD: five names, and numbers of characters. */
export function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x?)?(\w+);/g, (_, number: string | undefined, reference: string) =>
    number === undefined
      ? (named[reference] as string)
      : String.fromCodePoint(Number.parseInt(reference, number === '#' ? 10 : 16)),
  )
}

/** Markup that is no tag: where it ends. */
const passedOver: readonly [opening: string, closing: string][] = [
  ['<?', '?>'],
  ['<!--', '-->'],
]

/** @param written what libxml2 wrote of a document without a DTD, CDATA merged into text */
export function readTree(written: string): Node {
  const bindings: Bindings = new Map([['xml', [xmlNamespace]]])
  const top: Open = { node: nodeOf('', ''), declared: [] }
  const open = [top]
  let inside = top
  for (let at = 0, start = written.indexOf('<'); start >= 0; start = written.indexOf('<', at)) {
    if (start > at) inside.node.text += decoded(written.slice(at, start))
    const end = markupEnd(written, start)
    const kind = written[start + 1]
    if (kind === '/') close(open.pop() as Open, bindings)
    else if (kind !== '?' && kind !== '!') {
      const empty = written[end - 1] === '/'
      const element = opened(written.slice(start + 1, empty ? end - 1 : end), bindings)
      inside.node.children.push(element.node)
      if (empty) close(element, bindings)
      else open.push(element)
    }
    inside = open[open.length - 1] as Open
    at = end + 1
  }
  return top.node.children[0] as Node
}

/** What an element declared ends with it. */
function close({ declared }: Open, bindings: Bindings) {
  for (const prefix of declared) bindings.get(prefix)?.pop()
}

/** The `>` with which the markup at `start` ends. */
function markupEnd(text: string, start: number): number {
  for (const [opening, closing] of passedOver) {
    if (!text.startsWith(opening, start)) continue
    return text.indexOf(closing, start + opening.length) + closing.length - 1
  }
  return tagEnd(text, start)
}

function nodeOf(name: string, namespaceUri: string): Node {
  return { name, namespaceUri, attributes: [], children: [], text: '' }
}

/** The `>` of a tag; one inside an attribute value does not count. Every character is looked at once. */
function tagEnd(text: string, start: number): number {
  let quoted = false
  for (let from = start; ; ) {
    const end = text.indexOf('>', from)
    const piece = text.slice(from, end)
    for (let quote = piece.indexOf('"'); quote >= 0; quote = piece.indexOf('"', quote + 1)) {
      quoted = !quoted
    }
    if (!quoted) return end
    from = end + 1
  }
}

/** Reads a start tag, and binds what it declares. */
function opened(tag: string, bindings: Bindings): Open {
  const space = tag.indexOf(' ')
  const [prefix, name] = split(space < 0 ? tag : tag.slice(0, space))
  const attributes: Attribute[] = []
  const declared = space < 0 ? [] : readAttributes(tag, space, bindings, attributes)
  const node = nodeOf(name, namespaceOf(prefix, bindings))
  node.attributes = attributes
  return { node, declared }
}

function split(written: string): [prefix: string, name: string] {
  const colon = written.indexOf(':')
  return colon < 0 ? ['', written] : [written.slice(0, colon), written.slice(colon + 1)]
}

function namespaceOf(prefix: string, bindings: Bindings): string {
  return bindings.get(prefix)?.at(-1) ?? ''
}

/** libxml2 writes declarations before attributes, so a prefix is known when it is used. */
function readAttributes(tag: string, space: number, bindings: Bindings, into: Attribute[]) {
  const declared: string[] = []
  for (let at = space; at >= 0; ) {
    const equals = tag.indexOf('=', at)
    const closing = tag.indexOf('"', equals + 2)
    const value = decoded(tag.slice(equals + 2, closing))
    const [prefix, name] = split(tag.slice(at + 1, equals))
    if (prefix === 'xmlns') declare(name, value)
    else if (prefix === '' && name === 'xmlns') declare('', value)
    else
      into.push({ name, namespaceUri: prefix === '' ? '' : namespaceOf(prefix, bindings), value })
    at = closing + 1 < tag.length ? closing + 1 : -1
  }
  return declared

  function declare(prefix: string, namespaceUri: string) {
    const bound = bindings.get(prefix)
    if (bound === undefined) bindings.set(prefix, [namespaceUri])
    else bound.push(namespaceUri)
    declared.push(prefix)
  }
}
