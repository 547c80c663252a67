// What the tests draw and how they read it back: jsQR is the judge, from pixels alone.

import jsQR from 'jsqr'

/** An alphanumeric text like an HC1 of that length; the same for the same seed. */
export function inventedHc1(length: number, seed = 7): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
  let state = seed
  let text = 'HC1:'
  while (text.length < length) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    text += alphabet[(state >> 8) % alphabet.length]
  }
  return text
}

/** The text and version that jsQR reads from rows of pixels, true for dark. */
export function readPixels(
  rows: readonly (readonly boolean[])[],
): { data: string; version: number } | null {
  const width = rows[0]?.length ?? 0
  const pixels = new Uint8ClampedArray(width * rows.length * 4).fill(255)
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
    })
  })
  const read = (jsQR as unknown as typeof jsQR.default)(pixels, width, rows.length)
  return read && { data: read.data, version: read.version }
}

/** Each pixel as a square of `scale` pixels. */
export function enlarge(rows: readonly (readonly boolean[])[], scale: number): boolean[][] {
  return rows.flatMap((row) => {
    const wide = row.flatMap((dark) => new Array<boolean>(scale).fill(dark))
    return new Array<boolean[]>(scale).fill(wide)
  })
}
