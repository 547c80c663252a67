// CBOR (RFC 8949), the part that certificates use. Writing is cbor-x's; reading is our own in
// cbor-read.ts.

import { Encoder } from 'cbor-x'

export { decodeCbor } from './cbor-read.ts'

// Its defaults write maps as cbor-x records and byte strings under tag 64, which no verifier of
// certificates reads.
const encoder = new Encoder({
  mapsAsObjects: false,
  useRecords: false,
  variableMapSize: true,
  tagUint8Array: false,
})

/**
 * Shortest integers, definite lengths, members in the order given. A map with integer keys is a
 * `Map`, a byte string a `Uint8Array`. A member that is there but `undefined` would be written
 * (F7): leave it out.
 */
export function encodeCbor(value: unknown): Uint8Array {
  return encoder.encode(value)
}
