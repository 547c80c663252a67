// A QR code as PNG of one bit per pixel, written by hand: black and white need no picture
// library, and none is as fast. Clauses are those of PNG, W3C Recommendation, second edition.

import { constants, crc32, deflateSync } from 'node:zlib'
import { eachRun, type Matrix } from './matrix.ts'

/** Pixels per module. 20 gives about 2,000 pixels a side, half a megabyte before compression. */
const scaleRange = { min: 1, max: 20 }

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** IHDR from bit depth on: 1 bit, greyscale, deflate, adaptive filter, no interlace. 0 is black. */
const bitDepthAndMethods = [1, 0, 0, 0, 0]

/** Runs are all there is to find in so few colours: 2.0 kB instead of 2.2 for a usual certificate. */
const compression = { level: 1, strategy: constants.Z_RLE, chunkSize: 4096 }

/** §9.2: each line of pixels is preceded by its filter. `up` adds the line above. */
const filter = { none: 0, up: 2 }

/** PNG bytes; one module is `scale` pixels wide. Throws a RangeError outside 1 to 20. */
export function png(matrix: Matrix, { scale }: { scale: number }): Buffer {
  if (!Number.isInteger(scale) || scale < scaleRange.min || scale > scaleRange.max)
    throw new RangeError('a PNG is drawn at 1 to 20 pixels a module')
  const pixels = matrix.length * scale
  return Buffer.concat([
    signature,
    chunk('IHDR', header(pixels)),
    chunk('IDAT', deflateSync(lines(matrix, scale, Math.ceil(pixels / 8)), compression)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function header(pixels: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(pixels, 0)
  bytes.writeUInt32BE(pixels, 4)
  bytes.set(bitDepthAndMethods, 8)
  return bytes
}

// The first line of a row of modules is drawn; the lines below it repeat it, which the filter `up`
// writes as zeros: they cost nothing to fill and next to nothing to compress.
function lines(matrix: Matrix, scale: number, lineBytes: number): Buffer {
  const bytes = Buffer.alloc(matrix.length * scale * (1 + lineBytes))
  let at = 0
  for (const row of matrix) {
    bytes[at] = filter.none
    const line = bytes.subarray(at + 1, at + 1 + lineBytes).fill(0xff)
    eachRun(row, (start, length) => blacken(line, start * scale, (start + length) * scale))
    at += 1 + lineBytes
    for (let repeat = 1; repeat < scale; repeat++, at += 1 + lineBytes) bytes[at] = filter.up
  }
  return bytes
}

/** Clears the bits from `from` up to but not including `to`, the leftmost being the highest. */
function blacken(line: Uint8Array, from: number, to: number): void {
  const first = from >> 3
  const last = to >> 3
  const keepBefore = ~(0xff >> (from & 7))
  const keepAfter = 0xff >> (to & 7)
  if (first === last) {
    line[first] = (line[first] ?? 0) & (keepBefore | keepAfter)
    return
  }
  line[first] = (line[first] ?? 0) & keepBefore
  // Runs are a few bytes long: `fill` would cost more for the call than for the bytes.
  for (let at = first + 1; at < last; at++) line[at] = 0
  line[last] = (line[last] ?? 0) & keepAfter
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}
