// From a file to the elements in it, past the faults that end reading for the gateway: another encoding, a part of a
// multipart. A document type declaration is never opened.

import { fillIn, standIn } from '../contract/attached.ts'
import { asFailure, type Failure } from '../errors.ts'
import { type Parsed, parse } from '../xml/document.ts'
import { createPartsReader, multipartType, type Parcel } from '../xroad/parts/attachments.ts'
import { type ContentType, checkType, readContentType } from '../xroad/parts/content-type.ts'
import { createFindPart } from '../xroad/parts/references.ts'
import type { Advice, Spot } from './finding.ts'
import { malformed } from './malformed.ts'
import { type Place, walk } from './place.ts'

/** A fault of the file, before there is a message. */
export interface FileFault {
  advice: Advice
  spot: Spot
}

export interface Reading {
  faults: FileFault[]
  /** Absent when it is no XML. The caller disposes of its document. */
  parsed?: Parsed
  /** On which the XML begins. */
  firstLine: number
  parcel?: Parcel
}

/** Advice to what the readers of the gateway refuse, by their codes. */
const advices: Readonly<Record<string, Omit<Advice, 'code'>>> = {
  ENCODING_REFUSED: {
    id: 'ENCODING',
    uk: 'Перекодуйте файл у UTF-8 і напишіть це в оголошенні XML.',
    en: 'Convert the file to UTF-8 and say so in the XML declaration.',
  },
  DOCTYPE_REFUSED: {
    id: 'DOCTYPE',
    uk: 'Приберіть DOCTYPE разом із сутностями, які він оголошує; далі нього файл не читається.',
    en: 'Remove the DOCTYPE with the entities that it declares; nothing behind it is read.',
  },
  MESSAGE_EMPTY: { id: 'EMPTY', uk: 'Файл порожній.', en: 'The file is empty.' },
  INVALID_CONTENT_TYPE: {
    id: 'CONTENT_TYPE',
    uk: 'Надсилайте Content-Type: text/xml; charset=utf-8 (з вкладеннями — multipart/related).',
    en: 'Send Content-Type: text/xml; charset=utf-8 (with attachments multipart/related).',
  },
  SOAP_VERSION: {
    id: 'CONTENT_TYPE_OF_SOAP_1_2',
    uk: 'Тип application/soap+xml належить SOAP 1.2: надсилайте text/xml.',
    en: 'The type application/soap+xml belongs to SOAP 1.2: send text/xml.',
  },
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

function faultOf(failure: Failure, line: number): FileFault {
  const { code } = failure
  if (code === 'NOT_XML') return malformed(failure.cause, line)
  const advice = { ...(advices[code] ?? { id: code, uk: '', en: '' }), code }
  const [violation] = failure.violations
  const mend = code === 'ENCODING_REFUSED' ? { mend: declaration } : {}
  const rule = violation === undefined ? {} : { rule: violation.rule }
  return { advice, spot: { line, path: violation?.path ?? '', ...rule, ...mend } }
}

/** What `work` gives, or the fault that it threw. */
function tried<T>(work: () => T, line: number, faults: FileFault[]): T | undefined {
  try {
    return work()
  } catch (thrown) {
    const failure = asFailure(thrown)
    if (failure.code === 'INTERNAL') throw thrown
    faults.push(faultOf(failure, line))
    return undefined
  }
}

/** @param contentType as sent with the message; absent: told by the bytes */
export function readFile(received: Buffer, contentType: string | undefined): Reading {
  const faults: FileFault[] = []
  const type = readContentType(contentType ?? sniffed(received))
  tried(() => checkType(type, ['text/xml', multipartType]), 1, faults)
  if (type.type !== multipartType) return { ...readXml(received, 1, faults), faults }
  const parts = tried(() => readParts(received, type), 1, faults)
  if (parts === undefined) return { faults, firstLine: 1 }
  const { soap, parcel } = parts
  const firstLine = lineOf(received, received.indexOf(soap))
  return { ...readXml(soap, firstLine, faults), faults, parcel }
}

/** A saved multipart begins with its boundary. */
function sniffed(bytes: Buffer): string {
  const [, boundary] = /^\s*--([^\r\n]{1,70})\r?\n/.exec(bytes.toString('latin1', 0, 200)) ?? []
  const isMultipart = boundary !== undefined && !boundary.includes('"')
  return isMultipart ? `${multipartType}; boundary="${boundary.trimEnd()}"` : 'text/xml'
}

function readParts(bytes: Buffer, type: ContentType) {
  const most = bytes.length
  const limits = { soapBytesMax: most, attachmentBytesMax: most, attachmentsMax: most }
  const reader = createPartsReader(type, limits)
  reader.write(bytes)
  return reader.end()
}

function lineOf(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, Math.max(0, offset)).toString('latin1').split('\n').length
}

type Xml = { firstLine: number; parsed?: Parsed }

function readXml(bytes: Buffer, firstLine: number, faults: FileFault[]): Xml {
  const before = faults.length
  const parsed = tried(() => parse(bytes), firstLine, faults)
  if (parsed !== undefined) return { firstLine, parsed }
  const fault = faults[before]
  if (fault?.advice.code === 'DOCTYPE_REFUSED')
    fault.spot.line += lineOf(bytes, bytes.indexOf('<!DOCTYPE')) - 1
  const recoded = fault?.advice.code === 'ENCODING_REFUSED' ? inUtf8(bytes) : undefined
  if (recoded === undefined) return { firstLine }
  const again = tried(() => parse(recoded), firstLine, faults)
  return again === undefined ? { firstLine } : { firstLine, parsed: again }
}

const declared = /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["'][^>]*\?>/

/** The same text in UTF-8, line by line; undefined when its encoding is not known. */
function inUtf8(bytes: Buffer): Buffer | undefined {
  const [, named] = declared.exec(bytes.toString('latin1', 0, 200)) ?? []
  const wide = bytes.subarray(0, 2).includes(0) || bytes[0] === 0xff || bytes[0] === 0xfe
  const littleEndian = bytes[0] === 0xff || bytes[1] === 0
  const encoding = wide ? (littleEndian ? 'utf-16le' : 'utf-16be') : named
  try {
    const text = new TextDecoder(encoding).decode(bytes)
    return Buffer.from(text.replace(declared, declaration))
  } catch {
    return undefined
  }
}

/** Puts attachments into their elements, as the gateway does; a file without parts has none. */
export function attach(root: Place, parcel: Parcel, faults: FileFault[]) {
  const { node, element } = root
  const find = createFindPart(parcel.attachments)
  const placed = tried(() => standIn({ node, element }, find), root.line, faults)
  if (placed === undefined) return
  tried(() => fillIn(placed), root.line, faults)
  for (const { node: filled } of placed)
    filled.attributes = filled.attributes.filter(({ name }) => name !== 'href')
  for (const place of walk(root)) if (place.node.children.length === 0) place.children = []
}
