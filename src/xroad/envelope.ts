// The SOAP 1.1 envelope: parsed, and cut into the pieces that are read and copied. Reads no field.

import { hash } from 'node:crypto'
import { breach, Failure } from '../errors.ts'
import { type Parsed, parse } from '../xml/document.ts'
import type { Node } from '../xml/tree.ts'
import { childSlices, rootSlice, type Slice } from './slices.ts'

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'

/** An element, and where it stands in the bytes. */
interface Block {
  node: Node
  slice: Slice
}

export interface HeaderPart {
  slice: Slice
  blocks: readonly Node[]
  /** What stands between the blocks: white space, or nothing, or what nobody reads. */
  text: string
}

/** An envelope that was parsed; `dispose` frees it. */
export interface Envelope {
  parsed: Parsed
  header: HeaderPart | undefined
  /** More than one makes two readers see two messages. */
  bodies: Block[]
  /** SHA-512 of the request as received, hex: joins our record with the security server's requestHash. */
  requestDigest: string
  dispose(): void
}

/**
 * Parses the bytes and finds header and body.
 * @throws Failure of `parse`, NOT_SOAP, SOAP_VERSION, DUPLICATE_HEADER_FIELD (a second Header)
 */
export function openEnvelope(bytes: Buffer): Envelope {
  const parsed = parse(bytes)
  try {
    return dissect(parsed, hash('sha512', bytes))
  } catch (failure) {
    parsed.document.dispose()
    throw failure
  }
}

function dissect(parsed: Parsed, requestDigest: string): Envelope {
  const { tree, text, document } = parsed
  const { name, namespaceUri } = tree
  if (name !== 'Envelope') throw breach('NOT_SOAP', 'Envelope', 'must be the root')
  // SOAP 1.1 §4.4, WS-I BP R1015: whichever other namespace it is.
  if (namespaceUri !== soap11) throw breach('SOAP_VERSION', 'Envelope', `namespace ${soap11}`)
  const parts = blocksOf(tree, text, rootSlice(text)).filter(
    ({ node }) => node.namespaceUri === soap11,
  )
  const [header, second] = parts.filter(({ node }) => node.name === 'Header')
  if (second !== undefined) {
    const violations = [{ path: 'Header/Header', rule: 'stands once' }]
    throw new Failure('DUPLICATE_HEADER_FIELD', { violations })
  }
  return {
    parsed,
    header: header && {
      slice: header.slice,
      blocks: header.node.children,
      text: header.node.text,
    },
    bodies: parts.filter(({ node }) => node.name === 'Body'),
    requestDigest,
    dispose: () => document.dispose(),
  }
}

/** The element children of an element with their slices: libxml2 and the slicer count the same ones. */
function blocksOf({ children }: Node, text: string, { openEnd }: Slice): Block[] {
  const slices = childSlices(text, openEnd)
  return children.map((node, index) => ({ node, slice: slices[index] as Slice }))
}
