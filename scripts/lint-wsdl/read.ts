// Bytes → a WSDL to be judged, as far as it can be read. What forbids reading is a rule as well, so that
// nothing is thrown here; nothing is loaded from disk or network.

import { Failure } from '../../src/errors.ts'
import { parse } from '../../src/xml/document.ts'
import { type Node, nodeOf } from './node.ts'

/** Which of the two ways of describing a service it is judged as: with X-Road header parts or without. */
export type Profile = 'x-road' | 'trembita'

/** Why a document could not be read. */
interface Unreadable {
  code: 'MESSAGE_EMPTY' | 'NOT_XML' | 'DOCTYPE_REFUSED' | 'ENCODING_REFUSED'
  line: number
}

export interface Document {
  bytes: number
  /** As the XML declaration says it, lower case. */
  encoding: string
  root: Node | undefined
  unreadable: Unreadable | undefined
}

/** Fewer bytes are no document. */
const bytesMin = 4

const declared = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/

function encodingOf(bytes: Buffer): string {
  const mark = bytes.readUInt16BE(0)
  if (mark === 0xfffe) return 'utf-16le'
  if (mark === 0xfeff) return 'utf-16be'
  return declared.exec(bytes.toString('latin1', 0, 200))?.[1]?.toLowerCase() ?? 'utf-8'
}

/** The importer reads other encodings than UTF-8, so that they are worth a finding and no refusal. */
function asUtf8(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'utf-8') return bytes
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return Buffer.from(text.replace(/^<\?xml[^>]*\?>/, '<?xml version="1.0"?>'))
  } catch {
    return bytes
  }
}

/** libxml2 says where it stopped. */
function lineOf(cause: unknown): number {
  const details = (cause as { details?: readonly { line?: number }[] } | undefined)?.details
  return details?.[0]?.line ?? 1
}

/** Every byte is looked at, so what is larger than the importer takes is to be kept from here. */
export function readDocument(bytes: Buffer): Document {
  const encoding = bytes.length < bytesMin ? 'utf-8' : encodingOf(bytes)
  const facts = { bytes: bytes.length, encoding }
  try {
    const { document, root } = parse(asUtf8(bytes, encoding))
    const node = nodeOf(root)
    document.dispose()
    return { ...facts, root: node, unreadable: undefined }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const code = error.code as Unreadable['code']
    return { ...facts, root: undefined, unreadable: { code, line: lineOf(error.cause) } }
  }
}
