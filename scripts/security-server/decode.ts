// HTTP body and content type → the SOAP message and its attachments, by the rules that the security server has
// for both directions.

import type { Habits } from './header.ts'
import { baseType, boundaryOf, joinParts, type Part, splitParts, withBoundary } from './mime.ts'
import { Refusal } from './refusal.ts'
import { readSoap, type Soap } from './soap.ts'

/** What goes over HTTP. */
export interface Content {
  contentType: string
  body: Buffer
}

export interface Incoming<S extends Soap = Soap> {
  soap: S
  /** The SOAP message as received, the whole body or the first part: what requestHash is made of (§2.2.3). */
  bytes: Buffer
  contentType: string
  /** All parts of a multipart, the SOAP one first; undefined for a plain message. */
  parts: Part[] | undefined
}

const soapTypes = ['text/xml', 'application/xop+xml']

/**
 * @throws Refusal InvalidContentType, InvalidMessage (a multipart without SOAP), MimeParsingFailed, those of
 * readSoap
 */
export function decode(body: Buffer, contentType: string | undefined, habits: Habits): Incoming {
  const base = baseType(contentType)
  if (contentType === undefined || base === undefined) {
    throw new Refusal('InvalidContentType', 'Could not get content type')
  }
  const boundary = base === 'multipart/related' ? boundaryOf(contentType) : undefined
  if (boundary !== undefined) return decodeParts(splitParts(body, boundary), contentType, habits)
  checkSoapType(base)
  return { soap: readSoap(body, habits), bytes: body, contentType, parts: undefined }
}

/** A multipart that names no boundary ends here too: its content cannot be a SOAP message. */
function checkSoapType(base: string) {
  if (!soapTypes.includes(base)) throw new Refusal('InvalidContentType', 'Invalid content type')
}

function decodeParts(parts: Part[], contentType: string, habits: Habits): Incoming {
  const [first] = parts
  if (first === undefined) {
    throw new Refusal('InvalidMessage', 'The multipart message has no SOAP part')
  }
  checkTyped(first)
  checkSoapType(baseType(first.contentType) ?? '')
  const soap = readSoap(first.body, habits)
  for (const part of parts) checkTyped(part)
  return { soap, bytes: first.body, contentType, parts }
}

function checkTyped({ contentType }: Part) {
  if (contentType !== undefined) return
  throw new Refusal('InvalidContentType', 'Could not get content type for part')
}

/** The message for the next one on the way: its SOAP part perhaps written anew, a multipart under a new boundary. */
export function encode({ parts, contentType }: Incoming, bytes: Buffer, boundary: string): Content {
  if (parts === undefined) return { contentType: 'text/xml; charset=UTF-8', body: bytes }
  const [first, ...others] = parts as [Part, ...Part[]]
  return {
    contentType: withBoundary(contentType, boundary),
    body: joinParts([{ ...first, body: bytes }, ...others], boundary),
  }
}
