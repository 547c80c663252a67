// Base45 (RFC 9285): bytes ⇄ the characters of a QR code's alphanumeric mode. Refuses what the RFC
// refuses and trims nothing: a space is a digit here, also the first and the last one.
//
// Own lines in both directions: the package `base45` encodes in 5.1–6.5 µs against 1.2 µs and
// decodes in 17 µs without looking at what it decodes. It stays the judge in the tests.

import { HcertError } from './steps.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** In place of a value 0–44. */
const foreign = 64

const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0))
const values = new Uint8Array(128).fill(foreign)
codes.forEach((code, value) => {
  values[code] = value
})

/**
 * Two bytes become three characters, least significant first; a last single byte becomes two (RFC
 * 9285 §4).
 */
export function encodeBase45(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe((bytes.length >> 1) * 3 + (bytes.length & 1) * 2)
  let at = 0
  const put = (value: number) => {
    text[at++] = codes[value] as number
  }
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const pair = ((bytes[i] as number) << 8) | (bytes[i + 1] as number)
    put(pair % 45)
    put(((pair / 45) | 0) % 45)
    put((pair / 2025) | 0)
  }
  if (bytes.length & 1) {
    const last = bytes[bytes.length - 1] as number
    put(last % 45)
    put((last / 45) | 0)
  }
  return text.toString('latin1')
}

/**
 * @throws HcertError `BASE45_LENGTH` (3n+1), `BASE45_CHARACTER` (a foreign one), `BASE45_OVERFLOW`
 * (a triplet over 65535 or a pair over 255).
 */
export function decodeBase45(text: string): Uint8Array {
  const pairsEnd = text.length - (text.length % 3)
  if (text.length - pairsEnd === 1) throw new HcertError('BASE45_LENGTH')
  const bytes = Buffer.allocUnsafe((pairsEnd / 3) * 2 + (text.length > pairsEnd ? 1 : 0))
  let at = 0
  for (let i = 0; i < pairsEnd; i += 3) {
    const pair = digit(text, i) + 45 * digit(text, i + 1) + 2025 * digit(text, i + 2)
    if (pair > 0xffff) throw new HcertError('BASE45_OVERFLOW')
    bytes[at++] = pair >> 8
    bytes[at++] = pair
  }
  if (text.length > pairsEnd) {
    const last = digit(text, pairsEnd) + 45 * digit(text, pairsEnd + 1)
    if (last > 0xff) throw new HcertError('BASE45_OVERFLOW')
    bytes[at] = last
  }
  return bytes
}

function digit(text: string, at: number): number {
  const value = values[text.charCodeAt(at)] ?? foreign
  if (value === foreign) throw new HcertError('BASE45_CHARACTER')
  return value
}
