// Writes the answer: the request's own header, untouched, around our body. Never anything but SOAP 1.1 in
// UTF-8.

import { type Failure, failures, refusal } from '../errors.ts'
import type { Echo } from './echo.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** What the contract's `xRoadId` holds; a longer id stands in the header alone. */
const idCharactersMax = 2000

const ownEcho: Echo = {
  envelopeName: 'soapenv:Envelope',
  envelopeOpen: `<soapenv:Envelope xmlns:soapenv="${soap11}">`,
  header: '',
}

/** What the door sends: a SOAP message is only ever answered with 200 or 500. */
export interface Reply {
  status: 200 | 500
  /** When it is not `text/xml; charset=utf-8`. */
  contentType?: string
  body: Buffer
}

/** An answer around the element `content`, with the header of the request. */
export function answer(echo: Echo, content: string): Reply {
  return { status: 200, body: envelope(echo, content) }
}

/** Writes the contract's `gatewayFault` element of a failure. */
export type WriteDetail = (value: object) => string

/** What goes back with a fault of the request: its header and its id, each where it was readable. */
interface Known {
  echo?: Echo | undefined
  id?: string | undefined
}

/** A SOAP Fault (SOAP 1.1 §4.4). */
export function faultReply(
  failure: Failure,
  writeDetail: WriteDetail,
  { echo, id }: Known = {},
): Reply {
  const row = failures[failure.code]
  const kind = row.kind === 'refusal' ? 'Client' : row.kind
  const named = id !== undefined && id.length <= idCharactersMax
  const detail = {
    ...refusal(failure.code, failure.violations),
    ...(named && { xRoadId: id }),
  }
  const content = [
    `<soapenv:Fault xmlns:soapenv="${soap11}" xmlns="">`,
    `<faultcode>soapenv:${kind}</faultcode><faultstring>${row.uk}</faultstring>`,
    `<detail>${writeDetail(detail)}</detail></soapenv:Fault>`,
  ].join('')
  return { status: 500, body: envelope(echo ?? ownEcho, content) }
}

function envelope({ envelopeName, envelopeOpen, header }: Echo, content: string): Buffer {
  const prefix = envelopeName.slice(0, envelopeName.indexOf(':') + 1)
  const open = `${declaration}${envelopeOpen}${header}<${prefix}Body>`
  const close = `</${prefix}Body></${envelopeName}>`
  const closeAt = open.length + Buffer.byteLength(content)
  const bytes = Buffer.allocUnsafe(closeAt + close.length)
  bytes.write(open, 'latin1')
  bytes.write(content, open.length)
  bytes.write(close, closeAt, 'latin1')
  return bytes
}
