// A text as the data codewords of alphanumeric mode (ISO/IEC 18004 §7.4.4). Any other character is refused: another mode
// would be no certificate's QR code (hcert-spec, "QR 2D Barcode").

import { countBits } from './versions.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

const none = -1

/** Value by ASCII code (table 5). */
const values = new Int8Array(128).fill(none)
for (const [value, character] of [...alphabet].entries()) values[character.charCodeAt(0)] = value

const mode = 0b0010
const modeBits = 4

/** §7.4.10: what fills the codewords that the text leaves. */
const padding = [0xec, 0x11] as const

function valueAt(text: string, at: number): number {
  const value = values[text.charCodeAt(at)]
  if (value === undefined || value === none)
    throw new Error('a character is outside the alphanumeric set of QR codes')
  return value
}

/**
 * Writes the codewords of a text that fits: mode, number of characters, pairs, terminator, padding.
 * @param codewords as many bytes as the version has for data; overwritten whole
 * @throws Error when a character is outside the set
 */
export function writeAlphanumeric(text: string, version: number, codewords: Uint8Array): void {
  let bits = (mode << countBits(version)) | text.length
  let waiting = modeBits + countBits(version)
  let at = 0
  const pairs = text.length & ~1
  for (let index = 0; index < pairs; index += 2) {
    bits = (bits << 11) | (valueAt(text, index) * 45 + valueAt(text, index + 1))
    waiting += 11
    while (waiting >= 8) {
      waiting -= 8
      codewords[at++] = bits >> waiting
    }
  }
  if (pairs < text.length) {
    bits = (bits << 6) | valueAt(text, pairs)
    waiting += 6
  }
  // The terminator is four zeros, then zeros to the end of the codeword; both are cut off where the symbol ends (§7.4.9).
  bits <<= modeBits
  waiting += modeBits
  for (; waiting > 0 && at < codewords.length; at++, waiting -= 8)
    codewords[at] = waiting >= 8 ? bits >> (waiting - 8) : bits << (8 - waiting)
  for (let pad = 0; at < codewords.length; pad ^= 1) codewords[at++] = padding[pad as 0 | 1]
}
