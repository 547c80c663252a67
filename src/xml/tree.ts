// A document as plain objects. Read is what libxml2 wrote out of what it had understood, in one spelling: no CDATA, no
// entities of its own. Or what it had accepted, as it came, where that is plain: then libxml2 would write the same. That
// is read here; nothing is decided. To ask libxml2 for every name and text one by one costs four times as much.

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
  declared: readonly string[]
}

const none: readonly string[] = []

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

const blank = /^[ \t\r\n]*$/

/** Whether it is white space of XML (§2.3) or nothing; `trim` takes more for it, and characters that XML has not. */
export function isBlank(text: string): boolean {
  return blank.test(text)
}

/** What a text decoded from bytes holds in place of others, and what libxml2 takes for the end. */
const unread = /[\0\ufffd]/

/**
 * Whether everything in a document that libxml2 accepted stands for itself: no reference and no carriage return, and in
 * the root element and behind it no section, comment or instruction.
 */
export function isPlain(text: string, rootAt: number): boolean {
  const marked = text.indexOf('<!', rootAt) >= 0 || text.indexOf('<?', rootAt) >= 0
  return !(marked || text.includes('&') || text.includes('\r') || unread.test(text))
}

const [tab, lineFeed, space] = [9, 10, 32]
const [bang, quotes, slash, greater, question] = [0x21, 0x22, 0x2f, 0x3e, 0x3f]

function isSpace(code: number): boolean {
  return code === space || code === lineFeed || code === tab
}

/** @param written what libxml2 wrote of a document without a DTD, CDATA merged into text; or a plain document */
export function readTree(written: string): Node {
  const bindings: Bindings = new Map([['xml', [xmlNamespace]]])
  const top: Open = { node: nodeOf('', ''), declared: none }
  const open = [top]
  let inside = top
  for (let at = 0, start = written.indexOf('<'); start >= 0; start = written.indexOf('<', at)) {
    if (start > at) inside.node.text += decoded(written.slice(at, start))
    const kind = written.charCodeAt(start + 1)
    if (kind === slash) {
      close(open.pop() as Open, bindings)
      at = written.indexOf('>', start) + 1
    } else if (kind === question || kind === bang) {
      at = passed(written, start)
    } else {
      const tag = readTag(written, start, bindings)
      inside.node.children.push(tag.node)
      if (tag.empty) close(tag, bindings)
      else open.push(tag)
      at = tag.end
    }
    inside = open[open.length - 1] as Open
  }
  return top.node.children[0] as Node
}

/** What an element declared ends with it. */
function close({ declared }: Open, bindings: Bindings) {
  for (const prefix of declared) bindings.get(prefix)?.pop()
}

/** Behind an instruction or a comment. What opens one is no part of what closes it: `<!-->` is open still. */
function passed(text: string, start: number): number {
  const [opening, closing] =
    text.charCodeAt(start + 1) === question ? (['<?', '?>'] as const) : (['<!--', '-->'] as const)
  return text.indexOf(closing, start + opening.length) + closing.length
}

function nodeOf(name: string, namespaceUri: string): Node {
  return { name, namespaceUri, attributes: [], children: [], text: '' }
}

/** A start tag; `end` is behind its `>`. */
interface Tag extends Open {
  empty: boolean
  end: number
}

/** Reads a start tag, and binds what it declares. Every character is looked at once. */
function readTag(text: string, start: number, bindings: Bindings): Tag {
  let end = start + 1
  let code = text.charCodeAt(end)
  while (code !== greater && code !== slash && !isSpace(code) && end < text.length)
    code = text.charCodeAt(++end)
  const qualified = text.slice(start + 1, end)
  if (code === greater) {
    const node = elementOf(qualified, bindings)
    return { node, declared: none, empty: false, end: end + 1 }
  }
  const { written, at } = readAttributes(text, end)
  const declared = declare(written, bindings)
  const node = elementOf(qualified, bindings)
  node.attributes = attributesOf(written, bindings)
  const empty = text.charCodeAt(at) === slash
  return { node, declared, empty, end: empty ? at + 2 : at + 1 }
}

function elementOf(qualified: string, bindings: Bindings): Node {
  const [prefix, name] = split(qualified)
  return nodeOf(name, namespaceOf(prefix, bindings))
}

type Written = [name: string, value: string][]

/** The attributes from `from` on; gives the `/` or `>` behind them, too. */
function readAttributes(text: string, from: number): { written: Written; at: number } {
  const written: Written = []
  for (let at = from; ; ) {
    let code = text.charCodeAt(at)
    while (isSpace(code)) code = text.charCodeAt(++at)
    // Only within the tag: behind its end the next `=` may be the whole document away.
    const equals = code === slash || code === greater ? -1 : text.indexOf('=', at)
    if (equals < 0) return { written, at }
    const opening = behindSpace(text, equals + 1)
    const quote = text.charCodeAt(opening) === quotes ? '"' : "'"
    const closing = text.indexOf(quote, opening + 1)
    if (closing < 0) return { written, at }
    const value = decoded(spaced(text.slice(opening + 1, closing)))
    written.push([nameBefore(text, at, equals), value])
    at = closing + 1
  }
}

/** Not by `trimEnd`, which takes more for space: U+1680 and U+FEFF may stand in a name. */
function nameBefore(text: string, from: number, equals: number): string {
  let end = equals
  while (isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(from, end)
}

function behindSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** XML 1.0 §3.3.3. */
function spaced(value: string): string {
  return /[\t\n]/.test(value) ? value.replace(/[\t\n]/g, ' ') : value
}

function split(written: string): [prefix: string, name: string] {
  const colon = written.indexOf(':')
  return colon < 0 ? ['', written] : [written.slice(0, colon), written.slice(colon + 1)]
}

function namespaceOf(prefix: string, bindings: Bindings): string {
  return bindings.get(prefix)?.at(-1) ?? ''
}

/** The prefix that an attribute declares; `xmlns` alone declares the empty one. */
function declaredBy(qualified: string): string | undefined {
  if (qualified === 'xmlns') return ''
  return qualified.startsWith('xmlns:') ? qualified.slice('xmlns:'.length) : undefined
}

/** A prefix may be used in a tag before it is declared there. */
function declare(written: Written, bindings: Bindings): string[] {
  const declared: string[] = []
  for (const [qualified, namespaceUri] of written) {
    const prefix = declaredBy(qualified)
    if (prefix === undefined) continue
    const bound = bindings.get(prefix)
    if (bound === undefined) bindings.set(prefix, [namespaceUri])
    else bound.push(namespaceUri)
    declared.push(prefix)
  }
  return declared
}

function attributesOf(written: Written, bindings: Bindings): Attribute[] {
  const attributes: Attribute[] = []
  for (const [qualified, value] of written) {
    if (declaredBy(qualified) !== undefined) continue
    const [prefix, name] = split(qualified)
    attributes.push({
      name,
      namespaceUri: prefix === '' ? '' : namespaceOf(prefix, bindings),
      value,
    })
  }
  return attributes
}
