// What may be wrong with a vector itself, told from its own bytes and numbers and not by our readers' word: only then does
// it excuse that we answer otherwise than its author. Judges nothing of a certificate.

import { algorithmOfKey } from '../../src/algorithms.ts'
import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { frameOf } from '../../src/render/picture/frame.ts'
import { bytes, clock, namesSigner, payloads, picture, signer } from './expectations.ts'
import { differenceBetween } from './same.ts'
import type { Vector } from './vectors.ts'

const hexadecimal = ['CBOR', 'COSE', 'COMPRESSED'] as const

/** A field that should be hexadecimal and is not. */
export function brokenField(vector: Vector): string | undefined {
  return hexadecimal.find(
    (name) => !/^(?:[0-9a-f]{2})*$/i.test((vector[name] ?? '').replace(/\s/g, '')),
  )
}

/** Why no verifier finds the key by which the message would verify. */
export function signerFault(vector: Vector): string | undefined {
  const { publicKey } = signer(vector)
  if (algorithmOfKey(publicKey) === undefined)
    return 'the signer’s key is neither P-256 nor RSA of 2048 to 4096 bits'
  return namesSigner(vector)
    ? undefined
    : 'the message names another key than that of the certificate beside it, which the harness refuses too'
}

/** Which of the harness's own four comparisons of times fails. */
export function timeFault(vector: Vector): string | undefined {
  const { issuedAt, expiresAt } = readCoseBytes(bytes(vector.COSE)).cwt
  const { validFrom, validTo } = signer(vector)
  const at = clock(vector).getTime()
  if (Number.isNaN(at)) return 'the clock is no time'
  const comparisons: [name: string, earlier: number, later: number][] = [
    ['issued before the signer’s certificate', Date.parse(validFrom), issuedAt * 1000],
    ['issued after the clock', issuedAt * 1000, at],
    ['expired at the clock', at, expiresAt * 1000],
    ['expires after the signer’s certificate', expiresAt * 1000, Date.parse(validTo)],
  ]
  return comparisons.find(([, earlier, later]) => earlier > later)?.[0]
}

/** A text that stands to the byte in CBOR or COSE, and is another one in JSON or in the other of them. */
export function textFault(vector: Vector): string | undefined {
  const found = payloads(vector)
  const given = [...found, ...(vector.JSON === undefined ? [] : [vector.JSON])]
  for (const payload of found)
    for (const other of given) {
      const difference = differenceBetween(payload, other)
      if (difference !== undefined && standsIn(vector, difference.one))
        return `the fields of the file hold different texts at ${difference.path}`
    }
  return undefined
}

function standsIn({ CBOR, COSE }: Vector, text: unknown): boolean {
  if (typeof text !== 'string' || text === '') return false
  return [CBOR, COSE].some((field) => bytes(field).includes(text))
}

export function isNoPicture(vector: Vector): boolean {
  return frameOf(picture(vector)) === undefined
}
