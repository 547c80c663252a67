// Secure random bytes, drawn many at a time: to ask the system for 16 bytes costs as much as for 16 kB.

import { randomBytes } from 'node:crypto'

const drawnBytes = 16_384

/** Gives bytes that were never given before; at most `drawnBytes` at once. */
export function createRandom(
  draw: (length: number) => Uint8Array = randomBytes,
): (length: number) => Uint8Array {
  let drawn: Uint8Array = new Uint8Array(0)
  let used = 0
  return (length) => {
    if (used + length > drawn.length) {
      drawn = draw(drawnBytes)
      used = 0
    }
    used += length
    return drawn.subarray(used - length, used)
  }
}
