// Reed–Solomon codewords (ISO/IEC 18004 §7.5): the remainder of a block's division by a generator over GF(256), four
// codewords to a machine word, with one row of a table for each leading codeword.

/** x⁸ + x⁴ + x³ + x² + 1, the field's polynomial (§7.5.2). */
const field = 0x11d

/** Words that hold the longest remainder: 30 codewords (table 9). */
const words = 8

function product(a: number, b: number): number {
  let sum = 0
  for (let bit = 7; bit >= 0; bit--) {
    sum = (sum << 1) ^ ((sum >> 7) * field)
    sum ^= ((b >> bit) & 1) * a
  }
  return sum
}

/** The generator of a degree, without its leading coefficient 1, the highest power first (annex A). */
function generator(degree: number): number[] {
  const coefficients = new Array<number>(degree).fill(0)
  coefficients[degree - 1] = 1
  for (let power = 0, root = 1; power < degree; power++, root = product(root, 2)) {
    for (let at = 0; at < degree; at++)
      coefficients[at] = product(coefficients[at] as number, root) ^ (coefficients[at + 1] ?? 0)
  }
  return coefficients
}

/** For each leading codeword, the generator multiplied by it: rows of eight words, the first codeword highest. */
function multiples(degree: number): Int32Array {
  const coefficients = generator(degree)
  const table = new Int32Array(256 * words)
  for (let factor = 0; factor < 256; factor++)
    coefficients.forEach((coefficient, at) => {
      const word = factor * words + (at >> 2)
      table[word] = (table[word] as number) | (product(coefficient, factor) << (24 - 8 * (at & 3)))
    })
  return table
}

const tables = new Map<number, Int32Array>()

function tableOf(degree: number): Int32Array {
  const table = tables.get(degree) ?? multiples(degree)
  tables.set(degree, table)
  return table
}

const remainder = new Int32Array(words)

/** Divides the codewords from `from` up to but not including `to`; leaves the remainder in `remainder`. */
function divide(codewords: Uint8Array, from: number, to: number, table: Int32Array): void {
  // Eight variables instead of an array: they stay in registers, which halves the time.
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let at = from; at < to; at++) {
    const row = ((a >>> 24) ^ (codewords[at] as number)) << 3
    a = ((a << 8) | (b >>> 24)) ^ (table[row] as number)
    b = ((b << 8) | (c >>> 24)) ^ (table[row + 1] as number)
    c = ((c << 8) | (d >>> 24)) ^ (table[row + 2] as number)
    d = ((d << 8) | (e >>> 24)) ^ (table[row + 3] as number)
    e = ((e << 8) | (f >>> 24)) ^ (table[row + 4] as number)
    f = ((f << 8) | (g >>> 24)) ^ (table[row + 5] as number)
    g = ((g << 8) | (h >>> 24)) ^ (table[row + 6] as number)
    h = (h << 8) ^ (table[row + 7] as number)
  }
  remainder[0] = a
  remainder[1] = b
  remainder[2] = c
  remainder[3] = d
  remainder[4] = e
  remainder[5] = f
  remainder[6] = g
  remainder[7] = h
}

/**
 * Writes the error correction of one block of codewords.
 * @param from where the block begins, `to` where it ends (not included)
 * @param at where its `degree` codewords of error correction are written; at most 30
 */
export function writeCorrection(
  codewords: Uint8Array,
  { from, to, at, degree }: { from: number; to: number; at: number; degree: number },
): void {
  divide(codewords, from, to, tableOf(degree))
  for (let index = 0; index < degree; index++)
    codewords[at + index] = (remainder[index >> 2] as number) >>> (24 - 8 * (index & 3))
}
