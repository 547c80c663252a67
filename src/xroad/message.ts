// One X-Road message: its header, its single body element, and what tells a repeat of it. Does not ask
// whether the service is ours or the body is valid; that is the gateway's.

import { hash } from 'node:crypto'
import { breach, type Failure } from '../errors.ts'
import { children, type Element } from '../xml/document.ts'
import type { Node } from '../xml/tree.ts'
import type { Echo } from './echo.ts'
import { type Envelope, soap11 } from './envelope.ts'
import type { Header } from './header.ts'

export interface Message {
  header: Header
  echo: Echo
  body: Node
  /** The same for validation. */
  bodyElement: Element
  /** The SOAP body element as it came. */
  bodyBytes: Buffer
  /** SHA-256 of the SOAP body element's bytes, hex: a repeat of the message has the same. */
  bodyDigest: string
  /** SHA-512 of the request as received, hex: joins our record with the security server's requestHash. */
  requestDigest: string
}

/**
 * The whole message behind an envelope whose header was read.
 * @throws Failure MISSING_BODY, INVALID_BODY, INCONSISTENT_HEADERS
 */
export function readMessage(envelope: Envelope, header: Header, echo: Echo): Message {
  const [only, ...otherBodies] = envelope.bodies
  if (only === undefined) throw breach('MISSING_BODY', 'Body', 'missing')
  const [body, ...others] = only.node.children
  if (otherBodies.length > 0) throw breach('INVALID_BODY', 'Body', 'stands once')
  if (body === undefined || others.length > 0)
    throw breach('INVALID_BODY', 'Body', 'exactly one element')
  // The security server asks for the service code as a prefix of the root; the rest is the gateway's to ask.
  if (!body.name.startsWith(header.service.serviceCode)) throw inconsistent()
  const bodyBytes = envelope.parsed.bytes.subarray(only.slice.start, only.slice.end)
  const bodyDigest = hash('sha256', bodyBytes)
  const bodyElement = elementIn(envelope.parsed.root)
  const { requestDigest } = envelope
  return { header, echo, body, bodyElement, bodyBytes, bodyDigest, requestDigest }
}

/** The root of the body is not the service code; its name is the sender's, and not repeated. */
export function inconsistent(): Failure {
  return breach('INCONSISTENT_HEADERS', 'Body/*', 'must be named as the service code')
}

/** The one element of the one Body. */
function elementIn(root: Element): Element {
  const body = children(root).find((part) => part.name === 'Body' && part.namespaceUri === soap11)
  return children(body as Element)[0] as Element
}
