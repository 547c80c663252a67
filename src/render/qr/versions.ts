// What ISO/IEC 18004 says of the forty sizes of a QR code at the two levels in use: how many codewords each has, how they
// are shared out among blocks, and how many characters of alphanumeric mode it holds.

/** Error correction: Q is recommended for certificates, M gives larger modules on small prints. */
export type Level = 'Q' | 'M'

export const versionMax = 40

/** Table 9: codewords of error correction in each block, versions 1 to 40. */
const correctionOfBlock: Readonly<Record<Level, readonly number[]>> = {
  M: [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  ],
  Q: [
    13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30,
    30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
  ],
}

/** Table 9: blocks, versions 1 to 40. */
const blockCounts: Readonly<Record<Level, readonly number[]>> = {
  M: [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
    26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
  ],
  Q: [
    1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34,
    35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
  ],
}

/** The codewords of one version and level. */
export interface Codewords {
  /** Codewords of the text, over all blocks. */
  readonly data: number
  /** Blocks, the short ones first. */
  readonly blocks: number
  /** Codewords of the text in a short block; a long one has one more. */
  readonly shortBlock: number
  readonly shortBlocks: number
  /** Codewords of error correction in each block. */
  readonly correction: number
}

/** Modules of a side, without the quiet zone (§5.3.1). */
export function sideOf(version: number): number {
  return 17 + 4 * version
}

/** Modules that carry text and error correction: all but the function patterns (table 1). */
function dataModules(version: number): number {
  const side = sideOf(version)
  const finders = 3 * 64
  const timing = 2 * (side - 16)
  const format = 31
  const versionInformation = version < 7 ? 0 : 36
  return side ** 2 - finders - timing - format - versionInformation - alignmentModules(version)
}

/** Patterns of 25 modules, except where the finders stand; those on a timing line share five with it. */
function alignmentModules(version: number): number {
  if (version === 1) return 0
  const lines = Math.floor(version / 7) + 2
  return 25 * (lines ** 2 - 3) - 10 * (lines - 2)
}

/** @param version 1 to 40 */
export function codewordsOf(version: number, level: Level): Codewords {
  const total = dataModules(version) >> 3
  const blocks = blockCounts[level][version - 1] as number
  const correction = correctionOfBlock[level][version - 1] as number
  const data = total - blocks * correction
  const shortBlock = Math.floor(data / blocks)
  return { data, blocks, shortBlock, shortBlocks: blocks - (data % blocks), correction }
}

/** Bits of the number of characters, alphanumeric mode (table 3). */
export function countBits(version: number): number {
  if (version < 10) return 9
  return version < 27 ? 11 : 13
}

/** Characters that a version holds: two in 11 bits, a last one in 6 (§7.4.4), after mode and number. */
export function charactersOf(version: number, level: Level): number {
  const bits = codewordsOf(version, level).data * 8 - 4 - countBits(version)
  return 2 * Math.floor(bits / 11) + (bits % 11 < 6 ? 0 : 1)
}
