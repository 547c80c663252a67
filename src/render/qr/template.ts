// All of a QR code that does not depend on its text: function patterns, format and version information, the mask, and
// where the bit of each codeword stands. Made once for each version and level (ISO/IEC 18004 §6.3, §7.7 to §7.10).

import { type Matrix, rowWordsOf } from '../matrix.ts'
import { type Codewords, codewordsOf, type Level, sideOf } from './versions.ts'

export interface Template {
  /** The symbol of codewords that are all zero. Copied, never written to. */
  readonly blank: Matrix
  readonly codewords: Codewords
  /** For each bit of the codewords, blocks one after the other and then their error correction: word × 32 + shift. */
  readonly places: Uint16Array
}

const quietZone = 4

/**
 * §7.8 lets the writer score eight masks so that no pattern of the text stands out; a reader takes any. A compressed, signed
 * text has no patterns: its scores differ by chance, and finding the least costs more than all the rest of the drawing.
 */
const mask = { number: 3, inverts: (x: number, y: number) => (x + y) % 3 === 0 }

/** Table 12. */
const levelBits: Readonly<Record<Level, number>> = { M: 0b00, Q: 0b11 }

/** What is known of the modules while the template is drawn; light until something else is said. */
interface Drawing {
  readonly version: number
  readonly side: number
  readonly dark: boolean[][]
  /** Modules of function patterns, which carry no codewords. */
  readonly taken: boolean[][]
}

function square(side: number): boolean[][] {
  return Array.from({ length: side }, () => new Array<boolean>(side).fill(false))
}

function put({ dark, taken, side }: Drawing, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= side || y >= side) return
  const [row, takenRow] = [dark[y] as boolean[], taken[y] as boolean[]]
  row[x] = isDark
  takenRow[x] = true
}

/** Rings around a centre, `darkAt` telling which are dark by their distance. */
function rings(drawing: Drawing, [x, y]: Place, radius: number, darkAt: readonly boolean[]): void {
  for (let down = -radius; down <= radius; down++)
    for (let right = -radius; right <= radius; right++) {
      const distance = Math.max(Math.abs(down), Math.abs(right))
      put(drawing, x + right, y + down, darkAt[distance] as boolean)
    }
}

type Place = readonly [x: number, y: number]

const finderRings = [true, true, false, true, false] as const
const alignmentRings = [true, false, true] as const

function finders(drawing: Drawing): void {
  const far = drawing.side - 4
  const centres: Place[] = [
    [3, 3],
    [far, 3],
    [3, far],
  ]
  for (const centre of centres) rings(drawing, centre, 4, finderRings)
}

function timing(drawing: Drawing): void {
  for (let at = 0; at < drawing.side; at++) {
    put(drawing, at, 6, at % 2 === 0)
    put(drawing, 6, at, at % 2 === 0)
  }
}

/** Annex E: evenly spaced from the far side, by an even number; version 32 is the table's one exception. */
function alignmentCentres(version: number): number[] {
  if (version === 1) return []
  const lines = Math.floor(version / 7) + 2
  const step = version === 32 ? 26 : 2 * Math.ceil((4 * version + 4) / (2 * lines - 2))
  const far = sideOf(version) - 7
  return [6, ...Array.from({ length: lines - 1 }, (_, at) => far - (lines - 2 - at) * step)]
}

function alignments(drawing: Drawing): void {
  const centres = alignmentCentres(drawing.version)
  const far = centres.at(-1)
  const underFinder = (x: number, y: number) =>
    (x === 6 && y === 6) || (x === far && y === 6) || (x === 6 && y === far)
  for (const y of centres)
    for (const x of centres) if (!underFinder(x, y)) rings(drawing, [x, y], 2, alignmentRings)
}

/** Data bits followed by the remainder of their division by a polynomial of `degree` (annexes C and D). */
function protectedBits(data: number, polynomial: number, degree: number): number {
  let remainder = data
  for (let bit = 0; bit < degree; bit++)
    remainder = (remainder << 1) ^ ((remainder >> (degree - 1)) * polynomial)
  return (data << degree) | remainder
}

/** Level and mask, twice (§7.9). */
function format(drawing: Drawing, level: Level): void {
  const bits = protectedBits((levelBits[level] << 3) | mask.number, 0x537, 10) ^ 0x5412
  const bit = (index: number) => ((bits >> index) & 1) === 1
  const { side } = drawing
  const besideFinder = [0, 1, 2, 3, 4, 5, 7, 8]
  besideFinder.forEach((at, index) => {
    put(drawing, 8, at, bit(index))
    put(drawing, side - 1 - index, 8, bit(index))
  })
  const below = [7, 5, 4, 3, 2, 1, 0]
  below.forEach((at, index) => {
    put(drawing, at, 8, bit(8 + index))
    put(drawing, 8, side - 7 + index, bit(8 + index))
  })
  put(drawing, 8, side - 8, true)
}

/** From version 7 on, its number, twice (§7.10). */
function versionInformation(drawing: Drawing): void {
  if (drawing.version < 7) return
  const bits = protectedBits(drawing.version, 0x1f25, 12)
  for (let index = 0; index < 18; index++) {
    const isDark = ((bits >> index) & 1) === 1
    const [across, along] = [drawing.side - 11 + (index % 3), Math.floor(index / 3)]
    put(drawing, across, along, isDark)
    put(drawing, along, across, isDark)
  }
}

/** The modules of codewords in their order: pairs of columns from the right, upwards and downwards in turn (§7.7.3). */
function* zigzag({ side, taken }: Drawing): Generator<Place> {
  let upwards = true
  for (let right = side - 1; right > 0; right -= 2, upwards = !upwards) {
    // The vertical timing pattern is no column of its own.
    if (right === 6) right--
    for (let step = 0; step < side; step++) {
      const y = upwards ? side - 1 - step : step
      for (const x of [right, right - 1]) if (!taken[y]?.[x]) yield [x, y]
    }
  }
}

/** In which order the codewords stand in the symbol: the blocks' first ones, their second ones and so on (§7.6). */
function interleaved({ data, blocks, shortBlock, shortBlocks, correction }: Codewords): number[] {
  const order: number[] = []
  const starts = Array.from(
    { length: blocks },
    (_, block) => block * shortBlock + Math.max(0, block - shortBlocks),
  )
  for (let at = 0; at <= shortBlock; at++)
    starts.forEach((start, block) => {
      if (at < shortBlock || block >= shortBlocks) order.push(start + at)
    })
  for (let at = 0; at < correction; at++)
    for (let block = 0; block < blocks; block++) order.push(data + block * correction + at)
  return order
}

function placesOf(drawing: Drawing, codewords: Codewords, rowWords: number): Uint16Array {
  const order = interleaved(codewords)
  const places = new Uint16Array(order.length * 8)
  const modules = zigzag(drawing)
  for (const codeword of order)
    for (let bit = 0; bit < 8; bit++) {
      const [x, y] = modules.next().value as Place
      const column = x + quietZone
      const word = (y + quietZone) * rowWords + (column >> 5)
      places[codeword * 8 + bit] = word * 32 + (31 - (column & 31))
    }
  return places
}

function packed({ side, dark, taken }: Drawing): Matrix {
  const modules = side + 2 * quietZone
  const rowWords = rowWordsOf(modules)
  const bits = new Int32Array(modules * rowWords)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (!(taken[y]?.[x] ? dark[y]?.[x] : mask.inverts(x, y))) continue
      const column = x + quietZone
      const word = (y + quietZone) * rowWords + (column >> 5)
      bits[word] = (bits[word] as number) | (1 << (31 - (column & 31)))
    }
  return { modules, rowWords, bits }
}

function make(version: number, level: Level): Template {
  const side = sideOf(version)
  const drawing = { version, side, dark: square(side), taken: square(side) }
  timing(drawing)
  finders(drawing)
  alignments(drawing)
  format(drawing, level)
  versionInformation(drawing)
  const blank = packed(drawing)
  const codewords = codewordsOf(version, level)
  return { blank, codewords, places: placesOf(drawing, codewords, blank.rowWords) }
}

/** Two levels of forty versions at most, together below 4 MB: none is ever forgotten. */
const templates = new Map<string, Template>()

export function templateOf(version: number, level: Level): Template {
  const name = `${version}${level}`
  const template = templates.get(name) ?? make(version, level)
  templates.set(name, template)
  return template
}
