// What the tests draw and how they read it back: jsQR is the judge, from pixels alone.

import jsQR from 'jsqr'
import type { Drawable } from '../../src/render/index.ts'
import { type Matrix, rowWordsOf } from '../../src/render/matrix.ts'

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

/** The modules one by one, true for dark. */
export function modulesOf({ modules, rowWords, bits }: Matrix): boolean[][] {
  return Array.from({ length: modules }, (_, y) =>
    Array.from({ length: modules }, (_, x) => {
      const word = bits[y * rowWords + Math.floor(x / 32)] ?? 0
      return ((word >>> (31 - (x % 32))) & 1) === 1
    }),
  )
}

/** Any square drawing as a matrix. */
export function matrixOf(rows: readonly (readonly boolean[])[]): Matrix {
  const rowWords = rowWordsOf(rows.length)
  const bits = new Int32Array(rows.length * rowWords)
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      const word = y * rowWords + Math.floor(x / 32)
      if (dark) bits[word] = (bits[word] ?? 0) | (1 << (31 - (x % 32)))
    })
  })
  return { modules: rows.length, rowWords, bits }
}

/** A certificate of nobody, as far as it is printed. */
export const printedCertificate: Drawable = {
  uvci: 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF',
  certificateType: 'RECOVERY',
  issuedAt: '2022-02-10T10:00:00.000Z',
  expiresAt: '2022-04-11T10:00:00.000Z',
  validFrom: '2022-02-10T10:00:00.000Z',
  validUntil: '2022-04-11T10:00:00.000Z',
  keyId: 'AAAAAAAAAAA=',
  holder: {
    familyName: 'Вигадана',
    givenName: 'Особа',
    familyNameLatin: 'VYHADANA',
    givenNameLatin: 'OSOBA',
    birthDate: '1990-01-02',
  },
  content: [
    { name: 'DISEASE', code: '840539006', valueUk: 'COVID-19', valueEn: 'COVID-19' },
    { name: 'FIRST_POSITIVE_DATE', valueUk: '2022-01-10', valueEn: '2022-01-10' },
  ],
  hc1: inventedHc1(594),
}
