// All of a PNG that depends on its size alone: the chunks around the pixels, and for each eight modules of a row the bits
// that write their pixels. Clauses are those of PNG, W3C Recommendation, second edition.

import { crc32 } from 'node:zlib'
import { type Bits, blockOf } from './deflate.ts'
import type { Code } from './huffman.ts'

/** Eight modules, or those at the end of a row: by their bits (a dark one is 1), what is written for them. */
export interface Group {
  /** Bytes of pixels. */
  readonly bytes: number
  /** Pieces of bits for each value, the same number for all. */
  readonly pieces: number
  /** By value × pieces: the bits, and how many they are, at most 24. */
  readonly bits: Int32Array
  readonly lengths: Uint8Array
  /** For Adler-32 (RFC 1950 §8.2), by value: the sum of the bytes, and their sum weighted by what follows them. */
  readonly sums: Int32Array
  readonly weighted: Int32Array
}

export interface Form {
  /** Signature, IHDR, and of IDAT what precedes the pixels; its length is written over. */
  readonly head: Buffer
  /** What precedes the pixels and is no whole byte. */
  readonly begun: Bits
  readonly filter: Bits
  readonly whole: Group
  readonly wholes: number
  readonly tail: Group
  /** Repeats a line as often as a row of modules has more of them. */
  readonly repetition: readonly Bits[]
  readonly end: Bits
  readonly tailChunk: Buffer
  /** Bytes of a line of pixels with its filter. */
  readonly lineBytes: number
  /** No drawing is longer. */
  readonly bytesMax: number
}

/** Where IDAT begins: after the signature and IHDR. */
export const dataAt = 33

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** IHDR from bit depth on: 1 bit, greyscale, deflate, adaptive filter, no interlace. 0 is black. */
const bitDepthAndMethods = [1, 0, 0, 0, 0]

/** RFC 1950 §2.2: deflate, a window of 32 kB; fastest. */
const zlibHeader = [0x78, 0x01]

/** §9.2: lines that repeat are found by deflate itself. */
const noFilter = 0

/** Pieces are written 32 bits at a time, of which up to seven wait from before. */
const pieceBitsMax = 24

function header(pixels: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(pixels, 0)
  bytes.writeUInt32BE(pixels, 4)
  bytes.set(bitDepthAndMethods, 8)
  return bytes
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

/** The bytes of the pixels of eight modules; the leftmost pixel is the highest bit, and light is 1. */
function pixelsOf(value: number, scale: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => {
    let byte = 0
    for (let bit = 0; bit < 8; bit++) {
      const module = Math.floor((at * 8 + bit) / scale)
      byte = (byte << 1) | (((value >> (7 - module)) & 1) ^ 1)
    }
    return byte
  })
}

/** Joins bits while they fit into a piece. */
function piecesOf(list: readonly Bits[]): Bits[] {
  const pieces: { bits: number; length: number }[] = []
  for (const { bits, length } of list) {
    const last = pieces.at(-1)
    if (last === undefined || last.length + length > pieceBitsMax) pieces.push({ bits, length })
    else {
      last.bits |= bits << last.length
      last.length += length
    }
  }
  return pieces
}

const values = Array.from({ length: 256 }, (_, value) => value)

function groupOf(literals: readonly Code[], scale: number, bytes: number): Group {
  const lines = values.map((value) => pixelsOf(value, scale, bytes))
  const written = lines.map((line) => piecesOf(line.map((byte) => literals[byte] as Code)))
  const pieces = Math.max(...written.map((list) => list.length))
  const group = {
    bytes,
    pieces,
    bits: new Int32Array(values.length * pieces),
    lengths: new Uint8Array(values.length * pieces),
    sums: Int32Array.from(lines, (line) => line.reduce((sum, byte) => sum + byte, 0)),
    weighted: Int32Array.from(lines, (line) =>
      line.reduce((sum, byte, at) => sum + byte * (bytes - at), 0),
    ),
  }
  written.forEach((list, value) => {
    list.forEach(({ bits, length }, at) => {
      group.bits[value * pieces + at] = bits
      group.lengths[value * pieces + at] = length
    })
  })
  return group
}

/** How often each byte stands in a line, if all modules were drawn by lot. */
function frequencies(scale: number, wholes: number, tailBytes: number): number[] {
  const counts = new Array<number>(256).fill(0)
  const count = (bytes: number, weight: number) => {
    for (const value of values)
      for (const byte of pixelsOf(value, scale, bytes))
        counts[byte] = (counts[byte] as number) + weight / values.length
  }
  count(scale, wholes)
  count(tailBytes, 1)
  counts[noFilter] = (counts[noFilter] as number) + 1
  return counts
}

/** Whole bytes of the list, and the bits left over. */
function bytesOf(list: readonly Bits[]): { bytes: number[]; begun: Bits } {
  const bytes: number[] = []
  let [bits, length] = [0, 0]
  for (const next of list) {
    bits |= next.bits << length
    for (length += next.length; length >= 8; length -= 8, bits >>>= 8) bytes.push(bits & 0xff)
  }
  return { bytes, begun: { bits, length } }
}

/** @param scale pixels per module, 1 to 20 */
export function formOf(modules: number, scale: number): Form {
  const pixels = modules * scale
  const wholes = modules >> 3
  const tailBytes = Math.ceil(((modules & 7) * scale) / 8)
  const lineBytes = 1 + wholes * scale + tailBytes
  const block = blockOf({
    bytes: frequencies(scale, wholes, tailBytes),
    repeat: { bytes: (scale - 1) * lineBytes, distance: lineBytes },
  })
  const { bytes, begun } = bytesOf(block.header)
  const head = Buffer.from([...signature, ...chunk('IHDR', header(pixels)), 0, 0, 0, 0])
  const [whole, tail] = [scale, tailBytes].map((of) => groupOf(block.literals, scale, of)) as [
    Group,
    Group,
  ]
  const repetition = piecesOf(block.repetition)
  const pieces = 1 + wholes * whole.pieces + tail.pieces + repetition.length
  return {
    head: Buffer.concat([
      head,
      Buffer.from('IDAT', 'latin1'),
      Buffer.from([...zlibHeader, ...bytes]),
    ]),
    begun,
    filter: block.literals[noFilter] as Code,
    whole,
    wholes,
    tail,
    repetition,
    end: block.end,
    tailChunk: chunk('IEND', Buffer.alloc(0)),
    lineBytes,
    bytesMax: head.length + 1024 + 3 * modules * pieces,
  }
}
