// The QR code of a certificate: alphanumeric mode, as hcert-spec ("QR 2D Barcode") demands, always under
// the same mask. A text outside the alphanumeric set is refused, never put in byte mode.

import encodeQR from 'qr'
import type { Matrix } from './matrix.ts'

/** Error correction: Q is recommended for certificates, M gives larger modules on small prints. */
export type Level = 'Q' | 'M'

const corrections = { Q: 'quartile', M: 'medium' } as const

const quietZone = 4

/**
 * ISO/IEC 18004 §7.8 lets the writer score eight masks so that no pattern of the text stands out; a reader takes
 * any. A compressed, signed text has no patterns: its scores differ by chance, and finding the least costs as
 * much as all the rest of the drawing.
 */
const mask = 3

/**
 * The version in which usual certificates are drawn, and how many characters it holds (ISO/IEC 18004 table
 * 7). One size for all of them: they print alike, and `qr` keeps the template of one version only, whose
 * making costs as much as drawing the code.
 */
const usual = {
  Q: { version: 19, characters: 644 },
  M: { version: 16, characters: 656 },
} as const

/** The modules of an HC1 text in the usual version, or a larger one if it needs that; with quiet zone. */
export function qrMatrix(hc1: string, { level }: { level: Level }): Matrix {
  const { version, characters } = usual[level]
  return encodeQR(hc1, 'raw', {
    ecc: corrections[level],
    encoding: 'alphanumeric',
    border: quietZone,
    mask,
    ...(hc1.length <= characters ? { version } : {}),
  })
}
