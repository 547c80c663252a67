// Damaged certificates without end, the same for the same seed: damaged in the text, in the compressed bytes, in the
// message, and in claims that are then signed again, so that every step of verification meets some.

import { deflateSync } from 'node:zlib'
import { encodeBase45 } from '../../src/hcert/base45.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import { coseOf, type Issuer } from '../engine/foreign.ts'

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
export type Random = (limit: number) => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

type Edit = (bytes: Buffer, random: Random) => Buffer

/** First bytes of CBOR items that promise much or little, end something, or are nothing. */
const promises = Buffer.from('00171818191a1b3b405f7f9f80bfa0c0d2d8f6f7f9fbff5b7b9bbb', 'hex')

/** String, text, array and map whose length is the next eight bytes. */
const lengths = [0x5b, 0x7b, 0x9b, 0xbb]

const huge = Buffer.from('ffffffffffffffff', 'hex')

const edits: readonly Edit[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random(8))),
  (bytes, random) => changed(bytes, random, () => random(256)),
  (bytes, random) => changed(bytes, random, () => promises[random(promises.length)] ?? 0),
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => spliced(bytes, random, Buffer.alloc(0), 1 + random(8)),
  (bytes, random) => spliced(bytes, random, Buffer.alloc(1 + random(8), random(256)), 0),
  (bytes, random) => spliced(bytes, random, Buffer.of(lengths[random(4)] ?? 0), 0),
  (bytes, random) => spliced(bytes, random, huge, 0),
  (bytes, random) => spliced(bytes, random, Buffer.alloc(64, 0x81), 0),
  (bytes, random) => spliced(bytes, random, pieceOf(bytes, random), 0),
  (bytes, random) => Buffer.concat([bytes, pieceOf(bytes, random)]),
]

function changed(bytes: Buffer, random: Random, change: (byte: number) => number): Buffer {
  const other = Buffer.from(bytes)
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(bytes.length)
    other[at] = change(other[at] ?? 0)
  }
  return other
}

function spliced(bytes: Buffer, random: Random, piece: Buffer, left: number): Buffer {
  const at = random(bytes.length)
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + left)])
}

function pieceOf(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  return bytes.subarray(at, at + 1 + random(40))
}

function edited(bytes: Buffer, random: Random): Buffer {
  const edit = edits[random(edits.length)] as Edit
  return edit(bytes, random)
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const odd = ['\ud800', '\udfff', '\u0000', 'ß', 'І', '\u00a0', 'a', '\n', '😀', '%00']

function editedText(text: string, random: Random): string {
  const at = random(text.length + 1)
  const signs: readonly (() => string)[] = [
    () => alphabet[random(alphabet.length)] ?? '',
    () => odd[random(odd.length)] ?? '',
    () => '',
    () => text.slice(at, at + random(60)),
  ]
  const sign = (signs[random(signs.length)] as () => string)()
  return text.slice(0, at) + sign + text.slice(at + random(3))
}

export interface Sample {
  cose: Buffer
  cwt: Buffer
}

/** Layers at which a certificate is damaged. Only the last is signed again. */
const layers: readonly ((sample: Sample, random: Random, by: Issuer) => string)[] = [
  ({ cose }, random) => editedText(encodeHc1(cose), random),
  ({ cose }, random) => `HC1:${encodeBase45(edited(deflateSync(cose), random))}`,
  ({ cose }, random) => encodeHc1(edited(cose, random)),
  ({ cwt }, random, by) => encodeHc1(coseOf(by, { payload: edited(cwt, random) })),
]

/** A damaged certificate of one of the samples. */
export function mutated(samples: readonly Sample[], random: Random, by: Issuer): string {
  const sample = samples[random(samples.length)] as Sample
  const layer = layers[random(layers.length)] as (typeof layers)[number]
  return layer(sample, random, by)
}
