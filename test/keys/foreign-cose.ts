// A certificate's text taken apart by others than the program: the base45 package, Node's inflate and cborg;
// and its Sig_structure (RFC 9052 §4.4) written by cborg, for a judge of signatures.

import { inflateSync } from 'node:zlib'
import base45 from 'base45'
import { decode, encode, Tagged } from 'cborg'

export interface ForeignCose {
  /** Protected header: 1 alg, 4 kid. */
  header: Map<number, unknown>
  signed: Uint8Array
  signature: Uint8Array
  /** CWT claims. */
  claims: Map<number, unknown>
}

/** COSE_Sign1 in cborg's eyes: tag 18 (RFC 9052 §2). */
const coseTag = 18

const options = { useMaps: true }

export function takeApart(hc1: string): ForeignCose {
  const bytes = inflateSync(base45.decode(hc1.replace(/^HC1:/, '')))
  const tags = Tagged.preserve(coseTag)
  const { value } = decode(bytes, { ...options, tags }) as { value: unknown }
  const [protectedBytes, , payload, signature] = value as [
    Uint8Array,
    unknown,
    Uint8Array,
    Uint8Array,
  ]
  return {
    header: decode(protectedBytes, options),
    claims: decode(payload, options),
    signed: encode(['Signature1', protectedBytes, new Uint8Array(0), payload]),
    signature,
  }
}
