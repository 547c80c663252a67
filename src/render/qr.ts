// The QR code of a certificate: alphanumeric mode, as hcert-spec ("QR 2D Barcode") demands, always under
// the same mask. A text outside the alphanumeric set is refused, never put in byte mode.

import type { Matrix } from './matrix.ts'
import { symbol } from './qr/symbol.ts'
import { charactersOf, type Level, versionMax } from './qr/versions.ts'

export type { Level } from './qr/versions.ts'

/** The version in which usual certificates are drawn (644 and 656 characters): one size, so that they print alike. */
const usual: Readonly<Record<Level, number>> = { Q: 19, M: 16 }

function versionFor(characters: number, level: Level): number {
  for (let version = usual[level]; version < versionMax; version++)
    if (characters <= charactersOf(version, level)) return version
  return versionMax
}

/**
 * The modules of an HC1 text in the usual version, or a larger one if it needs that; with quiet zone.
 * @throws Error for a character outside the set; RangeError for a text that no version holds
 */
export function qrMatrix(hc1: string, { level }: { level: Level }): Matrix {
  return symbol(hc1, versionFor(hc1.length, level), level)
}
