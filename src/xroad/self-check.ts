// Reads a reply again before it leaves, as the security servers on its way will: what the consumer's finds to
// differ from the request it throws away, and nobody on our side would ever hear of it. Changes nothing.

import { reread } from '../xml/reread.ts'
import { type Attribute, isBlank, type Node } from '../xml/tree.ts'
import { type Envelope, soap11 } from './envelope.ts'
import { comparedTexts, fieldName, isRequestHash } from './header.ts'
import { holdsReturn, identifiersNamespace } from './identifiers.ts'
import { declaration, type Reply } from './reply.ts'
import { childSlices, rootSlice } from './slices.ts'
import { isVerbatim } from './verbatim.ts'

/**
 * Where the bytes of a reply differ from its request: a path of ours, never a value; undefined when they agree.
 *
 * An answer that begins with the request's own bytes is not read at all (`isVerbatim`); that is what we send to any plain
 * request. Of every other one, a second reader reads the header's own bytes (libxml2 read the request's; as the second it
 * would cost three times as much), and every block must equal the request's in namespace, name, attributes, text and
 * order. This holds all that the consumer's security server compares (client, service, id, userId, issue,
 * representedParty; nothing trimmed, absent is not empty), and the rest that must be copied (X-Road message protocol 4.0
 * §2.2). A header that was found right in the request is therefore right in the reply, for the provider's security server
 * too.
 *
 * Of the body, a fault is read whole. An answer's element was judged by the schema as a document of its own;
 * only its tags are read again, where they stand: it is the single one, and its name fits the service.
 */
export function difference(reply: Reply, request: Envelope): string | undefined {
  if (reply.status === 200 && isVerbatim(reply.body, request, answerName(request.header?.blocks)))
    return undefined
  try {
    const tree = read(reply)
    const [header, body] =
      tree.children.length === 1 ? [undefined, tree.children[0]] : tree.children
    if (!isSoap(tree, 'Envelope') || tree.children.length > 2) return 'Envelope'
    return (
      headerDifference(header, request) ??
      rewrittenDifference(header, reply) ??
      bodyDifference(body, header, reply.status)
    )
  } catch {
    // Not well-formed, or a cut that fell wrongly.
    return 'XML'
  }
}

/** Begins as we begin, so that the encoding is what it says. @throws Error */
function read({ status, body }: Reply): Node {
  // One character a byte while it is cut: the content can be large.
  const bytes = body.toString('latin1')
  if (!bytes.startsWith(declaration)) throw new Error('no declaration')
  const kept = status === 500 ? body : Buffer.from(withoutContent(bytes), 'latin1')
  return reread(kept.toString())
}

/** The reply without the content of the body's element. Wherever a cut falls wrongly, tags no longer match. */
function withoutContent(text: string): string {
  const [header] = childSlices(text, rootSlice(text).openEnd, 1)
  const elementAt = text.indexOf('>', header?.end) + 1
  const contentAt = text.indexOf('>', elementAt) + 1
  let contentEnd = text.length
  for (let tags = 3; tags > 0; tags--) contentEnd = text.lastIndexOf('</', contentEnd - 1)
  return contentEnd < contentAt ? text : text.slice(0, contentAt) + text.slice(contentEnd)
}

function headerDifference(header: Node | undefined, request: Envelope): string | undefined {
  if (header !== undefined && !isSoap(header, 'Header')) return 'Header'
  const blocks = request.header?.blocks ?? []
  const expected = blocks.filter((node) => !isRequestHash(node))
  const found = header?.children ?? []
  for (let at = 0; at < Math.max(expected.length, found.length); at++) {
    const [wanted, got] = [expected[at], found[at]]
    if (wanted && got && sameElement(wanted, got)) continue
    return `Header/${wanted ? fieldName(wanted) : '*'}`
  }
  return undefined
}

/**
 * The security server writes an answer anew, and turns a carriage return into a line feed by that: what agrees here
 * would differ there. A fault passes as it came, and nobody compares it.
 */
function rewrittenDifference(header: Node | undefined, { status }: Reply): string | undefined {
  if (status === 500) return undefined
  const changed = header?.children.find((block) => comparedTexts(block).some(holdsReturn))
  return changed && `Header/${fieldName(changed)}`
}

function sameElement(one: Node, other: Node): boolean {
  return (
    one.name === other.name &&
    one.namespaceUri === other.namespaceUri &&
    one.text === other.text &&
    one.attributes.length === other.attributes.length &&
    one.attributes.every((attribute, at) => sameAttribute(attribute, other.attributes[at])) &&
    one.children.length === other.children.length &&
    one.children.every((child, at) => sameElement(child, other.children[at] as Node))
  )
}

function sameAttribute(one: Attribute, other: Attribute | undefined): boolean {
  return (
    one.name === other?.name && one.namespaceUri === other.namespaceUri && one.value === other.value
  )
}

function bodyDifference(
  body: Node | undefined,
  header: Node | undefined,
  status: number,
): string | undefined {
  if (body === undefined || !isSoap(body, 'Body')) return 'Body'
  const [root, ...others] = body.children
  if (root === undefined || others.length > 0) return 'Body/*'
  if (status === 500) return isSoap(root, 'Fault') ? undefined : 'Body/Fault'
  return root.name === answerName(header?.children) ? undefined : 'Body/*'
}

/**
 * Begins with the service code, as the provider's security server wants it; ends with `Response`, by which an answer is
 * told from a request in the evidence.
 */
function answerName(blocks: readonly Node[] | undefined): string {
  const block = (field: string) => blocks?.find((found) => fieldName(found) === field)
  const service = block('service') ?? block('centralService')
  const code = service?.children.find(
    (part) => part.name === 'serviceCode' && part.namespaceUri === identifiersNamespace,
  )
  return `${code?.text}Response`
}

/** As we write them: without attributes, and without text around what they hold. */
function isSoap({ name, namespaceUri, attributes, text }: Node, wanted: string): boolean {
  const bare = attributes.length === 0 && isBlank(text)
  return bare && name === wanted && namespaceUri === soap11
}
