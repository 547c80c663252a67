// The pixels of a PNG, as far as its frame promises any: more are not unpacked. Needed to bound what the reader of
// codes would unpack without end, and to lay a picture without a ground on white paper, which that reader takes for
// black. Refuses nothing by itself that a picture may be: what it cannot lay on paper it leaves to the reader.

import { inflateSync } from 'node:zlib'
import type { Frame } from './frame.ts'

/** A PNG taken apart (PNG 3 §11): what its header says, its palette, and its lines. */
interface Png extends Frame {
  depth: number
  colour: Colour
  interlaced: boolean
  palette: Buffer
  /** Alpha of palette entries (tRNS). */
  alphas: Buffer
  /** Filtered lines. */
  lines: Buffer
}

/** Colour types (PNG 3 §11.2.1, table 12) by their channels. */
const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const

type Colour = keyof typeof channels

type Header = Frame & Pick<Png, 'depth' | 'colour' | 'interlaced'>

/** PNG 3 §11.2.1; undefined for a colour type that there is not. */
function headerOf(bytes: Buffer, frame: Frame): Header | undefined {
  const [depth = 0, colour = 0, , , interlace = 0] = bytes.subarray(24, 29)
  return isColour(colour) ? { ...frame, depth, colour, interlaced: interlace !== 0 } : undefined
}

/** PNG 3 §8.1: where each pass begins and how far its pixels stand apart, across and down. */
const wholePass = [[0, 0, 1, 1]] as const
const adam7 = [
  ...[[0, 0, 8, 8] as const, [4, 0, 8, 8] as const, [0, 4, 4, 8] as const],
  ...[[2, 0, 4, 4] as const, [0, 2, 2, 4] as const, [1, 0, 2, 2] as const, [0, 1, 1, 2] as const],
] as const

/** Bytes of all lines, unpacked, that the header has room for; 0 of a picture with a colour type that there is not. */
export function unpackedBytes(bytes: Buffer, frame: Frame): number {
  const header = headerOf(bytes, frame)
  if (header === undefined) return 0
  return (header.interlaced ? adam7 : wholePass).reduce((sum, [x, y, across, down]) => {
    const width = Math.max(0, Math.ceil((frame.width - x) / across))
    const height = Math.max(0, Math.ceil((frame.height - y) / down))
    return width === 0 ? sum : sum + height * (1 + lineBytesOf({ ...header, width }))
  }, 0)
}

/** @throws Error of node when the lines are broken or more than the frame has room for */
export function openPng(bytes: Buffer, frame: Frame): Png | undefined {
  const header = headerOf(bytes, frame)
  if (header === undefined) return undefined
  const of = chunks(bytes)
  const maxOutputLength = Math.max(1, unpackedBytes(bytes, frame))
  const lines = inflateSync(Buffer.concat(of('IDAT')), { maxOutputLength })
  const [palette = nothing, alphas = nothing] = [of('PLTE')[0], of('tRNS')[0]]
  return { ...header, palette, alphas, lines }
}

const nothing = Buffer.alloc(0)

function isColour(colour: number): colour is Colour {
  return Object.hasOwn(channels, colour)
}

/** The data of all chunks, by type; a cut one has what is there of it. */
function chunks(bytes: Buffer): (type: string) => Buffer[] {
  const found: [type: string, data: Buffer][] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    found.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length)])
    at += 12 + length
  }
  return (type) => found.filter(([name]) => name === type).map(([, data]) => data)
}

/** Pixels as RGBA, opaque. */
export interface Paper {
  data: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

/** A picture without a ground was drawn, not photographed: so many pixels are 4 MB a channel. */
const paperPixelsMax = 4 * 1024 * 1024

/** A picture with transparent parts on white paper; undefined where there are none, or it is not done here. */
export function onPaper(png: Png): Paper | undefined {
  const { width, height, colour, depth, alphas } = png
  const transparent = colour === 4 || colour === 6 || (colour === 3 && alphas.length > 0)
  const whole =
    !png.interlaced && depth <= 8 && png.lines.length === (lineBytesOf(png) + 1) * height
  if (!transparent || !whole || width * height > paperPixelsMax) return undefined
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  const pixel = pixels[colour](png)
  let line: Buffer = Buffer.alloc(lineBytesOf(png))
  for (let y = 0, at = 0; y < height; y++) {
    line = unfiltered(png, y, line)
    for (let x = 0; x < width; x++, at += 4) data.fill(pixel(line, x), at, at + 3)
  }
  return { data, width, height }
}

const lineBytesOf = ({ width, colour, depth }: Pick<Png, 'width' | 'colour' | 'depth'>) =>
  Math.ceil((width * channels[colour] * depth) / 8)

/** Grey on white paper, 0–255. */
type Pixel = (line: Buffer, x: number) => number

const laid = (grey: number, alpha: number) => 255 + ((grey - 255) * alpha) / 255

/** ITU-R BT.601 luma. */
const greyOf = (bytes: Buffer, at: number) =>
  0.299 * byte(bytes, at) + 0.587 * byte(bytes, at + 1) + 0.114 * byte(bytes, at + 2)

const byte = (bytes: Buffer, at: number) => bytes[at] ?? 0

const pixels: Readonly<Record<3 | 4 | 6, (png: Png) => Pixel>> = {
  3:
    ({ depth, palette, alphas }) =>
    (line, x) => {
      const bit = x * depth
      const index = (byte(line, bit >> 3) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
      return laid(greyOf(palette, index * 3), alphas[index] ?? 255)
    },
  4: () => (line, x) => laid(byte(line, x * 2), byte(line, x * 2 + 1)),
  6: () => (line, x) => laid(greyOf(line, x * 4), byte(line, x * 4 + 3)),
}

/** What a filter adds to a byte, by the bytes left of it, above it, and left above (PNG 3 §9.2). */
const filters: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
]

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [a, b, c] = [guess - left, guess - above, guess - corner].map(Math.abs) as number[]
  if ((a as number) <= (b as number) && (a as number) <= (c as number)) return left
  return (b as number) <= (c as number) ? above : corner
}

/** One line as it was before filtering, after the line above it. */
function unfiltered(png: Png, y: number, above: Buffer): Buffer {
  const length = above.length
  const start = y * (length + 1)
  const filter = filters[byte(png.lines, start)] ?? paeth
  const step = Math.max(1, (channels[png.colour] * png.depth) >> 3)
  const line = Buffer.alloc(length)
  for (let at = 0; at < length; at++) {
    const added = filter(byte(line, at - step), byte(above, at), byte(above, at - step))
    line[at] = byte(png.lines, start + 1 + at) + added
  }
  return line
}
