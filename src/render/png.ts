// A QR code as PNG of one bit per pixel, written by hand: black and white need no picture library, and none is as fast.
// What depends on the size alone was prepared (png/form.ts); here only the modules' own bits are put together.

import { crc32 } from 'node:zlib'
import type { Matrix } from './matrix.ts'
import type { Bits } from './png/deflate.ts'
import { dataAt, type Form, formOf, type Group } from './png/form.ts'

/** Pixels per module. 20 gives about 2,000 pixels a side. */
const scaleRange = { min: 1, max: 20 }

/** Forms that are kept, 10 to 60 kB each: of the usual size every scale, and some of others. */
const formsMax = 64

const forms = new Map<number, Form>()

function formFor(modules: number, scale: number): Form {
  const key = modules * 32 + scale
  const kept = forms.get(key)
  if (kept !== undefined) return kept
  if (forms.size >= formsMax) forms.clear()
  const form = formOf(modules, scale)
  forms.set(key, form)
  return form
}

/** The one buffer that all drawings are written into and copied out of, and how far it is written. */
const sheet = { bytes: Buffer.allocUnsafeSlow(0), view: new DataView(new ArrayBuffer(0)), at: 0 }
/** Bits that wait until they are whole bytes, and how many they are. */
let waiting = 0
let waitingBits = 0

function layOut({ head, begun, bytesMax }: Form): void {
  if (sheet.bytes.length < bytesMax) {
    sheet.bytes = Buffer.allocUnsafeSlow(bytesMax)
    sheet.view = new DataView(sheet.bytes.buffer)
  }
  sheet.bytes.set(head)
  sheet.at = head.length
  waiting = begun.bits
  waitingBits = begun.length
}

/** @param length at most 24 */
function write(bits: number, length: number): void {
  waiting |= bits << waitingBits
  waitingBits += length
  sheet.view.setInt32(sheet.at, waiting, true)
  sheet.at += waitingBits >> 3
  waiting >>>= waitingBits & 24
  waitingBits &= 7
}

function writePieces({ pieces, bits, lengths }: Group, value: number): void {
  const from = value * pieces
  for (let at = from; at < from + pieces; at++) write(bits[at] as number, lengths[at] as number)
}

/** Adler-32 of the pixels so far (RFC 1950 §8.2), and the two sums of the line in work. */
const checked = { low: 1, high: 0 }
const line = { sum: 0, weighted: 0 }
const adlerModulus = 65521

function checkGroup({ bytes, sums, weighted }: Group, value: number): void {
  line.weighted += bytes * line.sum + (weighted[value] as number)
  line.sum += sums[value] as number
}

function checkLines(lineBytes: number, lines: number): void {
  for (let at = 0; at < lines; at++) {
    checked.high = (checked.high + lineBytes * checked.low + line.weighted) % adlerModulus
    checked.low = (checked.low + line.sum) % adlerModulus
  }
}

function writeAll(list: readonly Bits[]): void {
  for (const { bits, length } of list) write(bits, length)
}

function writeRow({ bits, rowWords }: Matrix, y: number, form: Form, scale: number): void {
  const row = y * rowWords
  line.sum = 0
  line.weighted = 0
  write(form.filter.bits, form.filter.length)
  for (let at = 0; at <= form.wholes; at++) {
    const group = at < form.wholes ? form.whole : form.tail
    const word = (bits[row + (at >> 2)] as number) ?? 0
    const value = (word >>> (24 - 8 * (at & 3))) & 0xff
    writePieces(group, value)
    checkGroup(group, value)
  }
  checkLines(form.lineBytes, scale)
  writeAll(form.repetition)
}

/** Ends IDAT with what is left of the bits and the checksums, adds IEND. @returns the bytes of the picture */
function finished({ end, tailChunk }: Form): Buffer {
  const { bytes } = sheet
  write(end.bits, end.length)
  // The last bits fill their byte with zeros.
  write(0, -waitingBits & 7)
  const adlerAt = sheet.at
  bytes.writeUInt16BE(checked.high, adlerAt)
  bytes.writeUInt16BE(checked.low, adlerAt + 2)
  const dataEnd = adlerAt + 4
  bytes.writeUInt32BE(dataEnd - dataAt - 8, dataAt)
  bytes.writeUInt32BE(crc32(bytes.subarray(dataAt + 4, dataEnd)), dataEnd)
  bytes.set(tailChunk, dataEnd + 4)
  return Buffer.from(bytes.subarray(0, dataEnd + 4 + tailChunk.length))
}

/** PNG bytes; one module is `scale` pixels wide. Throws a RangeError outside 1 to 20. */
export function png(matrix: Matrix, { scale }: { scale: number }): Buffer {
  if (!Number.isInteger(scale) || scale < scaleRange.min || scale > scaleRange.max)
    throw new RangeError('a PNG is drawn at 1 to 20 pixels a module')
  const form = formFor(matrix.modules, scale)
  layOut(form)
  checked.low = 1
  checked.high = 0
  for (let y = 0; y < matrix.modules; y++) writeRow(matrix, y, form, scale)
  return finished(form)
}
