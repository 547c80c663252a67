// A message with attachments: its first part is SOAP, the others are bytes (SOAP Messages with Attachments, and
// MTOM, X-Road message protocol 4.0 §2). Reads no SOAP and keeps within the limits while the bytes arrive.

import { breach, Failure } from '../../errors.ts'
import { type Blocks, createBlocks } from './blocks.ts'
import { type ContentType, checkType, readContentType } from './content-type.ts'
import { createMultipartReader, type PartHeaders, type PartSink } from './mime.ts'
import { decoderOf, unchanged } from './transfer-encoding.ts'

/** A part beside the SOAP part. */
export interface Attachment {
  /** As in the header, without angle brackets. */
  contentId: string | undefined
  bytes: Blocks
}

/** What came with the SOAP part. */
export interface Parcel {
  /** `mtom` when the SOAP part is an XOP document, `swa` when it is plain XML. */
  form: 'swa' | 'mtom'
  attachments: readonly Attachment[]
  /** Bytes of the whole message as received. */
  bytesIn: number
}

export interface PartLimits {
  /** Most bytes of the SOAP part. */
  soapBytesMax: number
  /** Most bytes of all attachments together, as they are sent. */
  attachmentBytesMax: number
  attachmentsMax: number
}

/** Takes the bytes of one message. What `write` throws ends the reading. */
export interface PartsReader {
  write(chunk: Buffer): void
  /** @throws Failure NO_SOAP_PART, MULTIPART_BROKEN when the closing delimiter is missing */
  end(): { soap: Buffer; parcel: Parcel }
}

export const multipartType = 'multipart/related'
const xopType = 'application/xop+xml'
const soapTypes = ['text/xml', xopType]

/** RFC 2046 §5.1.1: 1 to 70 characters, none of them a line end; the last one no space. */
const boundaryForm = /^[\x20-\x7e]{0,69}[\x21-\x7e]$/

/**
 * The boundary of a multipart message.
 * @throws Failure INVALID_CONTENT_TYPE: the security server calls a multipart without one a wrong type
 */
export function boundaryOf({ parameters }: ContentType): string {
  const boundary = parameters.get('boundary') ?? ''
  if (boundaryForm.test(boundary)) return boundary
  throw new Failure('INVALID_CONTENT_TYPE', {
    violations: [{ path: 'Content-Type', rule: 'boundary' }],
  })
}

/** A message that is being read. */
interface Reading {
  limits: PartLimits
  soap: { contentId: string | undefined; form: Parcel['form']; bytes: Blocks } | undefined
  attachments: Attachment[]
  /** Of all attachments together, as they are sent. */
  attachmentBytes: number
  bytesIn: number
}

/**
 * A reader of a multipart message.
 * @throws Failure INVALID_CONTENT_TYPE, SOAP_VERSION, ENCODING_REFUSED (of a part), MULTIPART_BROKEN,
 * MESSAGE_TOO_LARGE
 */
export function createPartsReader(contentType: ContentType, limits: PartLimits): PartsReader {
  const reading: Reading = {
    limits,
    soap: undefined,
    attachments: [],
    attachmentBytes: 0,
    bytesIn: 0,
  }
  const multipart = createMultipartReader(boundaryOf(contentType), (headers) =>
    reading.soap === undefined ? beginSoap(reading, headers) : beginAttachment(reading, headers),
  )
  return {
    write(chunk) {
      reading.bytesIn += chunk.length
      multipart.write(chunk)
    },
    end() {
      const closed = multipart.end()
      const { soap, attachments, bytesIn } = reading
      if (soap === undefined) throw breach('NO_SOAP_PART', 'part[1]', 'missing')
      if (startsLater(contentType, reading))
        throw breach('NO_SOAP_PART', 'Content-Type', 'start must name the first part')
      if (!closed) throw broken('closing delimiter')
      const parcel = { form: soap.form, attachments, bytesIn }
      return { soap: soap.bytes.first(soap.bytes.length), parcel }
    },
  }
}

/**
 * RFC 2387 §3.2: `start` may name another part than the first. The security server always takes the first; two
 * readers must not see two messages.
 */
function startsLater({ parameters }: ContentType, { soap, attachments }: Reading): boolean {
  const start = bare(parameters.get('start'))
  if (start === undefined || start === soap?.contentId) return false
  return attachments.some(({ contentId }) => contentId === start)
}

function beginSoap(reading: Reading, headers: PartHeaders): PartSink {
  const contentType = typeOf(headers, 1)
  checkType(contentType, soapTypes, 'part[1]/Content-Type')
  // X-Road message protocol 4.0 §2: 8bit. The security server reads the bytes as they stand.
  const encoding = encodingOf(headers)
  if (!unchanged.includes(encoding)) throw broken('Content-Transfer-Encoding')
  const bytes = createBlocks()
  const form = contentType.type === xopType ? 'mtom' : 'swa'
  reading.soap = { contentId: bare(headers.get('content-id')), form, bytes }
  const { soapBytesMax } = reading.limits
  return {
    write(chunk) {
      if (bytes.length + chunk.length > soapBytesMax)
        throw tooLarge('part[1]', soapBytesMax, 'bytes')
      bytes.add(chunk)
    },
    end: () => undefined,
  }
}

function beginAttachment(reading: Reading, headers: PartHeaders): PartSink {
  const { attachments } = reading
  const { attachmentsMax, attachmentBytesMax } = reading.limits
  typeOf(headers, attachments.length + 2)
  if (attachments.length === attachmentsMax) throw tooLarge('attachments', attachmentsMax, 'parts')
  const bytes = createBlocks()
  attachments.push({ contentId: bare(headers.get('content-id')), bytes })
  const decoder = decoderOf(encodingOf(headers), (decoded) => bytes.add(decoded))
  if (decoder === undefined) throw broken('Content-Transfer-Encoding')
  return {
    ...decoder,
    write(chunk) {
      reading.attachmentBytes += chunk.length
      if (reading.attachmentBytes > attachmentBytesMax)
        throw tooLarge('attachments', attachmentBytesMax, 'bytes')
      decoder.write(chunk)
    },
  }
}

/** @throws Failure INVALID_CONTENT_TYPE: a part says what it is (X-Road security server) */
function typeOf(headers: PartHeaders, number: number): ContentType {
  const header = headers.get('content-type')
  if (header !== undefined) return readContentType(header)
  throw new Failure('INVALID_CONTENT_TYPE', {
    violations: [{ path: `part[${number}]/Content-Type`, rule: 'missing' }],
  })
}

function encodingOf(headers: PartHeaders): string {
  return headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit'
}

/** A Content-ID without angle brackets. */
function bare(contentId: string | undefined): string | undefined {
  return contentId?.trim().replace(/^<(.*)>$/s, '$1')
}

function broken(rule: string): Failure {
  return new Failure('MULTIPART_BROKEN', { violations: [{ path: 'multipart', rule }] })
}

function tooLarge(path: string, max: number, unit: 'bytes' | 'parts'): Failure {
  return breach('MESSAGE_TOO_LARGE', path, `at most ${max} ${unit}`)
}
