// One SOAP envelope, judged by the rules of the security server's own parser, in the order in which it meets
// them. What the body holds is not its business.

import { type Habits, type Header, type Parts, readHeader } from './header.ts'
import { Refusal } from './refusal.ts'
import { childrenNamed, childrenOf, type Element, isNamed, textOf, withXml } from './xml.ts'

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'

export interface SoapMessage {
  kind: 'message'
  header: Header & Required<Pick<Header, 'client' | 'id' | 'protocolVersion'>>
  /** The service or central service that the header names. */
  addressed: Parts
  /** Local name of the body's only element. */
  root: string
}

export interface SoapFault {
  kind: 'fault'
  /** As written in the message. */
  code: string
}

export type Soap = SoapMessage | SoapFault

/**
 * Reads an envelope.
 * @throws Refusal InvalidSoap, those of the header, MissingHeader, MissingHeaderField, MissingBody,
 * InvalidBody, InconsistentHeaders
 */
export function readSoap(bytes: Buffer, habits: Habits): Soap {
  return withXml(bytes, (root) => {
    if (!isNamed(root, soap11, 'Envelope')) throw new Refusal('InvalidSoap', texts.envelope)
    const headers = childrenNamed(root, soap11, 'Header')
    // A second Header goes on where the first one ended.
    const header = headers.reduce((known, next) => merged(known, readHeader(next, habits)), {})
    const body = childrenNamed(root, soap11, 'Body').map(readBody).at(-1)
    if (body?.fault !== undefined) return { kind: 'fault', code: body.fault }
    if (headers.length === 0) throw new Refusal('MissingHeader', texts.header)
    return { kind: 'message', ...complete(header, body) }
  })
}

const texts = {
  envelope: 'Malformed SOAP message: envelope missing',
  header: 'Malformed SOAP message: header missing',
  body: 'Malformed SOAP message: body missing',
  children: 'Malformed SOAP message: body must have exactly one child element',
  service: 'Message header must contain service id',
}

function merged(known: Header, next: Header): Header {
  const twice = Object.keys(next).find((name) => Object.hasOwn(known, name))
  if (twice === undefined) return { ...known, ...next }
  throw new Refusal('DuplicateHeaderField', `SOAP header contains duplicate field '${twice}'`)
}

interface Body {
  root: string | undefined
  fault: string | undefined
}

function readBody(element: Element): Body {
  const children = childrenOf(element)
  const [fault] = children.filter((child) => isNamed(child, soap11, 'Fault'))
  const others = children.filter((child) => !isNamed(child, soap11, 'Fault'))
  if (others.length > 1) throw new Refusal('InvalidBody', texts.children)
  return { root: others[0]?.name, fault: fault && faultCode(fault) }
}

function faultCode(fault: Element): string {
  const code = childrenOf(fault).find(({ name }) => name === 'faultcode')
  return code === undefined ? '' : textOf(code)
}

/** What a message must have, in the order in which the security server misses it. */
function complete(header: Header, body: Body | undefined): Omit<SoapMessage, 'kind'> {
  for (const name of ['protocolVersion', 'client', 'id'] as const) {
    if (header[name] === undefined) {
      throw new Refusal('MissingHeaderField', `Required field '${name}' is missing`)
    }
  }
  const addressed = header.service ?? header.centralService
  if (addressed === undefined) throw new Refusal('MissingHeaderField', texts.service)
  if (body === undefined) throw new Refusal('MissingBody', texts.body)
  if (body.root === undefined) throw new Refusal('InvalidBody', texts.children)
  // A prefix is enough, and case counts; `_v1Response` begins with the service code as well.
  if (!body.root.startsWith(addressed.serviceCode as string)) {
    const text = 'Malformed SOAP message: service code does not match with body root'
    throw new Refusal('InconsistentHeaders', text)
  }
  return { header: header as SoapMessage['header'], addressed, root: body.root }
}
