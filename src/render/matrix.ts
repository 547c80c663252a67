// The modules that all drawings start from, as bits: 32 of them are moved, searched and drawn at once.

/**
 * Square, dark modules as ones, with the quiet zone of four light modules on each side (ISO/IEC 18004 §5.3.8), so that no
 * drawing can forget it.
 */
export interface Matrix {
  /** Modules of a side, with the quiet zone. */
  readonly modules: number
  /** Words of a row: the leftmost module is the highest bit of the first, and bits after the last module are zero. */
  readonly rowWords: number
  /** One row after the other. */
  readonly bits: Int32Array
}

export function rowWordsOf(modules: number): number {
  return (modules + 31) >> 5
}

/** Calls `visit` for each horizontal run of dark modules in row `y`, from left to right. */
export function eachRun(
  { bits, rowWords }: Matrix,
  y: number,
  visit: (start: number, length: number) => void,
): void {
  let before = 0
  let start = -1
  for (let at = 0; at < rowWords; at++) {
    const word = bits[y * rowWords + at] as number
    // Ones where a module differs from the one before it: runs begin and end there in turn.
    let edges = word ^ ((word >>> 1) | (before << 31))
    before = word & 1
    while (edges !== 0) {
      const edge = Math.clz32(edges)
      edges &= ~(0x80000000 >>> edge)
      const x = 32 * at + edge
      if (start < 0) start = x
      else {
        visit(start, x - start)
        start = -1
      }
    }
  }
  if (start >= 0) visit(start, 32 * rowWords - start)
}
