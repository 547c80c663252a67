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

/** A namespace in force, innermost first; the default namespace has the empty prefix. */
interface Scope {
  prefix: string
  namespaceUri: string
  outer: Scope | undefined
}

/** Bound without being declared (Namespaces in XML 1.0 §3). */
const xmlScope: Scope = {
  prefix: 'xml',
  namespaceUri: 'http://www.w3.org/XML/1998/namespace',
  outer: undefined,
}

interface Open {
  node: Node
  scope: Scope | undefined
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The references that XML knows without a DTD: five names, and numbers of characters. */
function decoded(text: string): string {
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
  const top: Open = { node: nodeOf('', ''), scope: xmlScope }
  const open = [top]
  let inside = top
  for (let at = 0, start = written.indexOf('<'); start >= 0; start = written.indexOf('<', at)) {
    if (start > at) inside.node.text += decoded(written.slice(at, start))
    const end = markupEnd(written, start)
    const kind = written[start + 1]
    if (kind === '/') open.pop()
    else if (kind !== '?' && kind !== '!') {
      const empty = written[end - 1] === '/'
      const element = opened(written.slice(start + 1, empty ? end - 1 : end), inside)
      if (!empty) open.push(element)
    }
    inside = open[open.length - 1] as Open
    at = end + 1
  }
  return top.node.children[0] as Node
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

/** Reads a start tag and puts its element under the one it stands in. */
function opened(tag: string, { node: parent, scope: outer }: Open): Open {
  const space = tag.indexOf(' ')
  const written = space < 0 ? tag : tag.slice(0, space)
  const attributes: Attribute[] = []
  const scope = space < 0 ? outer : readAttributes(tag, space, outer, attributes)
  const colon = written.indexOf(':')
  const prefix = colon < 0 ? '' : written.slice(0, colon)
  const node = nodeOf(colon < 0 ? written : written.slice(colon + 1), namespaceOf(prefix, scope))
  node.attributes = attributes
  parent.children.push(node)
  return { node, scope }
}

function namespaceOf(prefix: string, scope: Scope | undefined): string {
  for (let at = scope; at !== undefined; at = at.outer) {
    if (at.prefix === prefix) return at.namespaceUri
  }
  return ''
}

/** libxml2 writes declarations before attributes, so a prefix is known when it is used. */
function readAttributes(tag: string, space: number, outer: Scope | undefined, into: Attribute[]) {
  let scope = outer
  for (let at = space; at >= 0; ) {
    const equals = tag.indexOf('=', at)
    const closing = tag.indexOf('"', equals + 2)
    const written = tag.slice(at + 1, equals)
    const value = decoded(tag.slice(equals + 2, closing))
    const colon = written.indexOf(':')
    const prefix = colon < 0 ? '' : written.slice(0, colon)
    const name = colon < 0 ? written : written.slice(colon + 1)
    if (prefix === 'xmlns') scope = { prefix: name, namespaceUri: value, outer: scope }
    else if (written === 'xmlns') scope = { prefix: '', namespaceUri: value, outer: scope }
    else into.push({ name, namespaceUri: prefix === '' ? '' : namespaceOf(prefix, scope), value })
    at = closing + 1 < tag.length ? closing + 1 : -1
  }
  return scope
}
