// Draws a text as a QR code of a given version: codewords, their error correction, and their bits over the template.

import type { Matrix } from '../matrix.ts'
import { writeAlphanumeric } from './alphanumeric.ts'
import { writeCorrection } from './correction.ts'
import { type Template, templateOf } from './template.ts'
import { type Codewords, charactersOf, type Level } from './versions.ts'

function writeCorrections(bytes: Uint8Array, codewords: Codewords): void {
  const { data, blocks, shortBlock, shortBlocks, correction: degree } = codewords
  for (let block = 0, from = 0; block < blocks; block++) {
    const to = from + shortBlock + (block < shortBlocks ? 0 : 1)
    writeCorrection(bytes, { from, to, at: data + block * degree, degree })
    from = to
  }
}

/** Turns the module at a place over if a bit is 1. */
function turn(bits: Int32Array, place: number, bit: number): void {
  const word = place >> 5
  // A shift counts modulo 32, so the word in the place does not matter to it.
  bits[word] = (bits[word] as number) ^ (bit << place)
}

function placed(bytes: Uint8Array, { blank, places }: Template): Matrix {
  const bits = blank.bits.slice()
  // The eight bits are written out: as a loop they take nearly twice the time, which is most of the symbol's.
  for (let at = 0, place = 0; at < bytes.length; at++, place += 8) {
    const byte = bytes[at] as number
    turn(bits, places[place] as number, byte >> 7)
    turn(bits, places[place + 1] as number, (byte >> 6) & 1)
    turn(bits, places[place + 2] as number, (byte >> 5) & 1)
    turn(bits, places[place + 3] as number, (byte >> 4) & 1)
    turn(bits, places[place + 4] as number, (byte >> 3) & 1)
    turn(bits, places[place + 5] as number, (byte >> 2) & 1)
    turn(bits, places[place + 6] as number, (byte >> 1) & 1)
    turn(bits, places[place + 7] as number, byte & 1)
  }
  return { ...blank, bits }
}

/**
 * The modules of a text in alphanumeric mode, always under the same mask.
 * @param version 1 to 40
 * @throws Error when a character is outside the set; RangeError when the version does not hold the text
 */
export function symbol(text: string, version: number, level: Level): Matrix {
  if (text.length > charactersOf(version, level))
    throw new RangeError('the text is above the capacity of the QR code')
  const template = templateOf(version, level)
  const bytes = new Uint8Array(template.places.length >> 3)
  writeAlphanumeric(text, version, bytes.subarray(0, template.codewords.data))
  writeCorrections(bytes, template.codewords)
  return placed(bytes, template)
}
