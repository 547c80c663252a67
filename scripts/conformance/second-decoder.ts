// Reads a certificate with other people's libraries, so that the bytes we issue are not judged by the code
// that made them: `base45`, zlib, `cborg`. Shares no line with src/hcert and verifies no signature.

import { inflateSync } from 'node:zlib'
import base45 from 'base45'
import { decode, type TagDecoder } from 'cborg'

export interface SecondReading {
  /** Name of the algorithm in the header; its label as text where it is neither ES256 nor PS256. */
  alg: string
  keyId: Uint8Array
  issuer: unknown
  /** Unix seconds. */
  issuedAt: unknown
  /** Unix seconds. */
  expiresAt: unknown
  /** The payload as plain objects. */
  certificate: unknown
  /** What was signed, and the signature over it (RFC 9052 §4.4). */
  protectedBytes: Uint8Array
  payload: Uint8Array
  signature: Uint8Array
}

type Claims = Map<number, unknown>

const seenThrough: TagDecoder = (content) => content()

/** Tags: COSE_Sign1 (RFC 9052 §2), CWT (RFC 8392 §6). */
const tags = { 18: seenThrough, 61: seenThrough }

function read<T>(bytes: Uint8Array): T {
  return decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags }) as T
}

/** COSE algorithm labels (RFC 9053 §2.1, RFC 8230 §2). */
const algorithmNames = new Map<unknown, string>([
  [-7, 'ES256'],
  [-37, 'PS256'],
])

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!(value instanceof Map)) return value
  return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]))
}

/** @throws Error of the library that cannot read its part */
export function readAgain(hc1: string): SecondReading {
  const cose = inflateSync(base45.decode(hc1.slice('HC1:'.length)))
  const [protectedBytes, unprotectedHeader, payload, signature] =
    read<[Uint8Array, Claims, Uint8Array, Uint8Array]>(cose)
  const header = new Map([...unprotectedHeader, ...read<Claims>(protectedBytes)])
  const claims = read<Claims>(payload)
  return {
    alg: algorithmNames.get(header.get(1)) ?? String(header.get(1)),
    keyId: header.get(4) as Uint8Array,
    issuer: claims.get(1),
    issuedAt: claims.get(6),
    expiresAt: claims.get(4),
    certificate: plain((claims.get(-260) as Claims).get(1)),
    protectedBytes,
    payload,
    signature,
  }
}
