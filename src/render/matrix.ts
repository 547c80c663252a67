// The module matrix that all drawings start from.

/**
 * Rows of modules, true for dark; square, with the quiet zone of four light modules on each side
 * (ISO/IEC 18004 §5.3.8), so that no drawing can forget it.
 */
export type Matrix = readonly (readonly boolean[])[]

/** Calls `visit` for each horizontal run of dark modules, from left to right. */
export function eachRun(
  row: readonly boolean[],
  visit: (start: number, length: number) => void,
): void {
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const start = x
    while (row[x]) x++
    visit(start, x - start)
  }
}
