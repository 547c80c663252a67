// The QR code of a certificate: alphanumeric mode, as hcert-spec ("QR 2D Barcode") demands, the
// mask by the standard's evaluation. A text outside the alphanumeric set is refused, never put in
// byte mode.

import encodeQR from 'qr'
import type { Matrix } from './matrix.ts'

/** Error correction: Q is recommended for certificates, M gives larger modules on small prints. */
export type Level = 'Q' | 'M'

const corrections = { Q: 'quartile', M: 'medium' } as const

const quietZone = 4

/** The modules of an HC1 text in the smallest version that holds it, quiet zone included. */
export function qrMatrix(hc1: string, { level }: { level: Level }): Matrix {
  return encodeQR(hc1, 'raw', {
    ecc: corrections[level],
    encoding: 'alphanumeric',
    border: quietZone,
  })
}
