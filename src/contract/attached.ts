// Binary parts of a message and the elements that they belong to (XOP 1.0, SOAP Messages with Attachments): put in
// before a request is judged, taken out after an answer was. Which part is meant is not decided here.

import { createHash } from 'node:crypto'
import { Failure } from '../errors.ts'
import { children, type Element, setText } from '../xml/document.ts'
import type { Node } from '../xml/tree.ts'
import { type Href, xop } from './codec.ts'
import { type Field, namespace, shapes } from './operations.ts'
import { lengthMax } from './schema.ts'
import type { Certificate, Rendering } from './types.ts'

/** The bytes of a part. */
export interface Part {
  readonly length: number
  /** The bytes from the beginning, at most so many. */
  first(bytesMax: number): Buffer
}

/** An element whose content came as a part. */
export interface Placed<P extends Part> {
  node: Node
  field: Field
  path: string
  href: string
  part: P
}

/**
 * Texts that may come as a part. No other: who watches over access to personal data cannot look into attachments,
 * so names and numbers stand in the message.
 */
const attachableTexts = ['hc1']

/**
 * Puts the parts into the elements that refer to them: in the document that the schema judges, text of such length
 * that its verdict is that of the message with everything inline; in the tree nothing yet. An element that may not
 * hold a part is left as it is, and the schema refuses it.
 * @throws Failure of `find`; SCHEMA_VIOLATION where a text is none
 */
export function standIn<P extends Part>(
  body: { node: Node; element: Element },
  find: (href: string, path: string) => P,
  shape: string = body.node.name,
  path: string = shape,
): Placed<P>[] {
  const elements = children(body.element)
  return body.node.children.flatMap((node, at) => {
    const field = shapes[shape]?.find(({ name }) => name === node.name)
    const element = elements[at]
    if (field === undefined || element === undefined) return []
    const below = `${path}/${field.name}`
    if (field.type in shapes) return standIn({ node, element }, find, field.type, below)
    const href = isAttachable(field) ? hrefOf(node) : undefined
    if (href === undefined) return []
    const placed = { node, field, path: below, href, part: find(href, below) }
    setText(element, standInText(placed))
    element.attr('href')?.remove()
    return [placed]
  })
}

function isAttachable({ name, type }: Field): boolean {
  return type === 'base64' || attachableTexts.includes(name)
}

/** `<xop:Include href="cid:…"/>` alone in the element (XOP 1.0 §2.1), or the empty element's own `href`. */
function hrefOf({ attributes, children: [include, ...others], text }: Node): string | undefined {
  if (text.trim() !== '' || others.length > 0) return undefined
  if (include === undefined) return cid(attributes)
  const isInclude = include.name === 'Include' && include.namespaceUri === xop
  return isInclude ? unqualifiedHref(include.attributes) : undefined
}

function unqualifiedHref(attributes: Node['attributes']): string | undefined {
  return attributes.find(({ name, namespaceUri }) => name === 'href' && namespaceUri === '')?.value
}

function cid(attributes: Node['attributes']): string | undefined {
  const href = unqualifiedHref(attributes)
  return href !== undefined && /^\s*cid:/i.test(href) ? href : undefined
}

/**
 * What libxml2 judges in place of the part. Of bytes the schema limits nothing but their number, so zeros serve as
 * well; and what is longer than anything that the contract allows is as wrong when it is cut one above.
 */
function standInText<P extends Part>(placed: Placed<P>): string {
  const { field, part } = placed
  if (field.type !== 'base64') return textOf(placed)
  return Buffer.alloc(Math.min(part.length, lengthMax + 1)).toString('base64')
}

/** A character takes at most four bytes of UTF-8. */
const characterBytesMax = 4
const noCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** @throws Failure SCHEMA_VIOLATION: not UTF-8, or no characters of XML (XML 1.0 §2.2) */
function textOf<P extends Part>({ part, path }: Placed<P>): string {
  const bytesMax = characterBytesMax * (lengthMax + 1)
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const text = decoder.decode(part.first(bytesMax), { stream: part.length > bytesMax })
    if (!noCharacter.test(text)) return text
  } catch {
    // Told below.
  }
  throw new Failure('SCHEMA_VIOLATION', { violations: [{ path, rule: 'type xs:string' }] })
}

/** Puts the content of parts that the schema found right into the tree that is read: nothing of it is large. */
export function fillIn(placed: readonly Placed<Part>[]) {
  for (const one of placed) {
    const { node, field, part } = one
    node.children = []
    node.text = field.type === 'base64' ? part.first(part.length).toString('base64') : textOf(one)
  }
}

/** A rendering that travels as a part. */
export interface Apart {
  /** Without angle brackets; needs no escaping in a URL. */
  contentId: string
  mediaType: string
  bytes: Buffer
}

/** The answer with references where its renderings' content stood, and the parts that they refer to. */
export function takeApart(response: object): { response: object; parts: Apart[] } {
  const { certificate } = response as { certificate?: Certificate }
  const rendering = certificate?.rendering ?? []
  const parts = rendering.map(apart)
  if (parts.length === 0) return { response, parts }
  const referring = rendering.map((one, at) => {
    const content: Href = { href: `cid:${parts[at]?.contentId}` }
    return { ...one, content }
  })
  return {
    response: { ...response, certificate: { ...certificate, rendering: referring } },
    parts,
  }
}

const host = new URL(namespace).host

/** The same bytes have the same id (RFC 2392 §2), so a repeat gets the answer that was given. */
function apart({ mediaType, content }: Rendering, at: number): Apart {
  const bytes = Buffer.from(content, 'base64')
  const digest = createHash('sha256').update(bytes).digest('hex')
  return { contentId: `${at + 1}.${digest}@${host}`, mediaType, bytes }
}
