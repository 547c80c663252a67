// The parts of a deflate block with codes of its own (RFC 1951 §3.2.5 to §3.2.7), as bits that only wait to be written.

import { type Code, codeLengths, codesOf } from './huffman.ts'

/** At most 24 bits, the first to be written lowest. */
export type Bits = Code

/** §3.2.5: "end of block" among the literals and lengths. */
const endOfBlock = 256

const lengthRange = { min: 3, max: 258 }

interface Symbol {
  readonly symbol: number
  readonly extra: Bits
}

/** §3.2.5: eight lengths of their own, then four symbols for each number of extra bits, and 258. */
function lengthSymbol(length: number): Symbol {
  const value = length - lengthRange.min
  if (length === lengthRange.max) return { symbol: 285, extra: { bits: 0, length: 0 } }
  if (value < 8) return { symbol: 257 + value, extra: { bits: 0, length: 0 } }
  const more = 29 - Math.clz32(value)
  const extra = { bits: value & ((1 << more) - 1), length: more }
  return { symbol: 257 + 4 * more + (value >> more), extra }
}

/** §3.2.5: four distances of their own, then two symbols for each number of extra bits. */
function distanceSymbol(distance: number): Symbol {
  const value = distance - 1
  if (value < 4) return { symbol: value, extra: { bits: 0, length: 0 } }
  const more = 30 - Math.clz32(value)
  const extra = { bits: value & ((1 << more) - 1), length: more }
  return { symbol: 2 * more + (value >> more), extra }
}

/** Lengths of the copies that together repeat so many bytes; none is shorter than a copy may be. */
function copies(bytes: number): number[] {
  const lengths: number[] = []
  for (let rest = bytes; rest > 0; rest -= lengths.at(-1) as number) {
    const tooShort = rest > lengthRange.max && rest - lengthRange.max < lengthRange.min
    lengths.push(Math.min(rest, lengthRange.max) - (tooShort ? lengthRange.min : 0))
  }
  return lengths
}

/** What a block is made of: how often each byte stands in it, and its one way to repeat. */
export interface Ingredients {
  /** By byte: occurrences for each repetition. */
  readonly bytes: readonly number[]
  /** Copies `bytes` bytes, `distance` bytes after the first of them. `bytes` is 0 or 3 at least. */
  readonly repeat: { readonly bytes: number; readonly distance: number }
}

export interface Block {
  readonly header: readonly Bits[]
  /** The code of each byte that was announced. */
  readonly literals: readonly Code[]
  /** The copies of one repetition. */
  readonly repetition: readonly Bits[]
  readonly end: Bits
}

/** The one and last block of a stream, its codes fitted to what it will hold. */
export function blockOf({ bytes, repeat }: Ingredients): Block {
  const lengths = copies(repeat.bytes).map(lengthSymbol)
  const weights = [...bytes, 1]
  for (const { symbol } of lengths) weights[symbol] = (weights[symbol] ?? 0) + 1
  const literalLengths = codeLengths(Array.from(weights, (weight) => weight ?? 0))
  const distance = distanceSymbol(repeat.distance)
  // A single distance has a code of one bit (§3.2.7).
  const distanceLengths = [...new Array<number>(distance.symbol).fill(0), 1]
  const codes = codesOf(literalLengths)
  const backwards = [{ bits: 0, length: 1 }, distance.extra]
  return {
    header: headerOf(literalLengths, distanceLengths),
    literals: codes,
    repetition: lengths.flatMap(({ symbol, extra }) => [
      codes[symbol] as Code,
      extra,
      ...backwards,
    ]),
    end: codes[endOfBlock] as Code,
  }
}

/** §3.2.7: the order in which the lengths of the lengths' codes stand. */
const lengthsOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Lengths and two kinds of runs of zero; "repeat the previous" and lengths above 13 do not occur, so four bits each do. */
const runs = { short: 17, long: 18 }
const lengthsOfLengths = Array.from({ length: 19 }, (_, at) => (at < 14 || at > 16 ? 4 : 0))
const lengthCodes = codesOf(lengthsOfLengths)

function headerOf(literalLengths: readonly number[], distanceLengths: readonly number[]): Bits[] {
  return [
    // Last block, codes of its own (§3.2.3).
    { bits: 0b101, length: 3 },
    { bits: literalLengths.length - 257, length: 5 },
    { bits: distanceLengths.length - 1, length: 5 },
    { bits: lengthsOrder.length - 4, length: 4 },
    ...lengthsOrder.map((at) => ({ bits: lengthsOfLengths[at] as number, length: 3 })),
    ...writtenLengths(literalLengths),
    ...writtenLengths(distanceLengths),
  ]
}

function writtenLengths(lengths: readonly number[]): Bits[] {
  const written: Bits[] = []
  for (let at = 0; at < lengths.length; ) {
    const next = lengths.findIndex((length, index) => index >= at && length > 0)
    const zeros = Math.min((next < 0 ? lengths.length : next) - at, 138)
    if (zeros > 10) written.push(codeOf(runs.long), { bits: zeros - 11, length: 7 })
    else if (zeros > 2) written.push(codeOf(runs.short), { bits: zeros - 3, length: 3 })
    else written.push(codeOf(lengths[at] as number))
    at += zeros > 2 ? zeros : 1
  }
  return written
}

function codeOf(symbol: number): Code {
  const code = lengthCodes[symbol]
  if (!code?.length) throw new Error('a code of deflate is longer than a picture needs')
  return code
}
