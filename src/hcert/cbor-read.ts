// Reads CBOR (RFC 8949) that somebody else wrote: maps as Map, byte strings as views into the
// input, date-times as text. Refuses duplicate keys, trailing bytes, nesting over 16, lengths
// beyond the input, text that is not UTF-8 and whatever certificates have no use for (simple
// values, integers beyond 2^53).
//
// Own lines, because cbor-x has none of these checks and a scan before it would be this same code,
// and then decode twice.

import { isUtf8 } from 'node:buffer'
import { HcertError, type ReadingFault } from './steps.ts'

/** An honest certificate nests 7 deep (COSE and CWT are read apart). */
const depthMax = 16

/** The argument of an item of indefinite length (RFC 8949 §3.2). */
const indefinite = -1

const breakByte = 0xff

interface Source {
  readonly bytes: Buffer
  at: number
  depth: number
}

/**
 * The one item that `bytes` hold. Tags are seen through: tag 0 gives its text, never a Date.
 * @throws HcertError of the step CBOR.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const source: Source = { bytes: buffer, at: 0, depth: 0 }
  const value = readItem(source)
  if (source.at !== buffer.length) refuse('CBOR_TRAILING_BYTES')
  return value
}

type Reader = (source: Source, argument: number, info: number) => unknown

/** By major type (RFC 8949 §3.1). */
const readers: readonly Reader[] = [
  (_source, argument) => argument,
  (_source, argument) => -1 - argument,
  (source, argument) =>
    argument === indefinite ? Buffer.concat(chunks(source, 2, take)) : take(source, argument),
  (source, argument) =>
    argument === indefinite ? readChunkedText(source) : readText(source, argument),
  readArray,
  readMap,
  readItem,
  readSimple,
]

function readItem(source: Source): unknown {
  const first = take1(source)
  const major = first >> 5
  const info = first & 31
  if (++source.depth > depthMax) refuse('CBOR_TOO_DEEP')
  const value = (readers[major] as Reader)(source, readArgument(source, major, info), info)
  source.depth--
  return value
}

/** The number beside the major type; floats (major type 7) read theirs themselves. */
function readArgument(source: Source, major: number, info: number): number {
  if (info < 24 || major === 7) return info
  if (info === 24) return take1(source)
  if (info === 25) return take(source, 2).readUInt16BE()
  if (info === 26) return take(source, 4).readUInt32BE()
  if (info === 27) return safeInteger(take(source, 8).readBigUInt64BE())
  if (info === 31 && major >= 2 && major <= 5) return indefinite
  return refuse('CBOR_ILL_FORMED')
}

function safeInteger(value: bigint): number {
  if (value >= BigInt(Number.MAX_SAFE_INTEGER)) refuse('CBOR_INTEGER_TOO_LARGE')
  return Number(value)
}

function readText(source: Source, length: number): string {
  const start = skip(source, length)
  const text = source.bytes.toString('utf8', start, source.at)
  // What is not UTF-8 turns into U+FFFD; only where one stands is it worth asking if it was sent.
  if (text.includes('\ufffd') && !isUtf8(source.bytes.subarray(start, source.at))) {
    refuse('CBOR_NOT_UTF8')
  }
  return text
}

/** Every chunk is whole text of its own (RFC 8949 §3.2.3). */
function readChunkedText(source: Source): string {
  return chunks(source, 3, readText).join('')
}

/** The chunks of a string of indefinite length: definite strings of the same major type. */
function chunks<T>(source: Source, major: number, read: (source: Source, length: number) => T) {
  const found: T[] = []
  while (!atBreak(source)) {
    const first = take1(source)
    if (first >> 5 !== major) refuse('CBOR_ILL_FORMED')
    const length = readArgument(source, major, first & 31)
    if (length === indefinite) refuse('CBOR_ILL_FORMED')
    found.push(read(source, length))
  }
  return found
}

function readArray(source: Source, length: number): unknown[] {
  const items: unknown[] = []
  while (more(source, length, items.length)) items.push(readItem(source))
  return items
}

function readMap(source: Source, length: number): Map<number | string, unknown> {
  const map = new Map<number | string, unknown>()
  while (more(source, length, map.size)) {
    const key = readItem(source)
    if (typeof key !== 'string' && typeof key !== 'number') refuse('CBOR_KEY_TYPE')
    if (map.has(key)) refuse('CBOR_DUPLICATE_KEY')
    map.set(key, readItem(source))
  }
  return map
}

/** A false length ends at the end of the input: every item takes a byte at least. */
function more(source: Source, length: number, count: number): boolean {
  return length === indefinite ? !atBreak(source) : count < length
}

function atBreak(source: Source): boolean {
  if (source.bytes[source.at] !== breakByte) return false
  source.at++
  return true
}

const simple = new Map<number, (source: Source) => unknown>([
  [20, () => false],
  [21, () => true],
  [22, () => null],
  [23, () => undefined],
  [25, (source) => half(take(source, 2).readUInt16BE())],
  [26, (source) => take(source, 4).readFloatBE()],
  [27, (source) => take(source, 8).readDoubleBE()],
])

function readSimple(source: Source, _argument: number, info: number): unknown {
  const read = simple.get(info) ?? refuse('CBOR_SIMPLE_VALUE')
  return read(source)
}

/** A half-precision float (RFC 8949 appendix D). */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  const sign = bits & 0x8000 ? -1 : 1
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (fraction + 1024) * 2 ** (exponent - 25))
}

function take1(source: Source): number {
  return source.bytes[source.at++] ?? refuse('CBOR_CUT')
}

function take(source: Source, length: number): Buffer {
  const start = skip(source, length)
  return source.bytes.subarray(start, source.at)
}

/** Where the skipped bytes start; they end where the source stands now. */
function skip(source: Source, length: number): number {
  const start = source.at
  if (length > source.bytes.length - start) refuse('CBOR_CUT')
  source.at = start + length
  return start
}

function refuse(fault: ReadingFault): never {
  throw new HcertError(fault)
}
