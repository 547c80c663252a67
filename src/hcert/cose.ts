// COSE_Sign1 (RFC 9052 §4.2) as certificates use it (hcert-spec): writes one form, reads three. The
// algorithm belongs to the key in the trust store; what the header names may only agree with it.

import { hash, type KeyObject, verify } from 'node:crypto'
import { type Algorithm, algorithmOfLabel, algorithms } from '../algorithms.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { HcertError } from './steps.ts'

/**
 * A private key wherever it lives: a file's answers at once, an HSM's later. An ES256 signature is
 * raw r‖s.
 */
export interface Signer {
  readonly alg: Algorithm
  /** The first 8 bytes of SHA-256 over the DER of its certificate (hcert-spec, Key Identifier). */
  readonly keyId: Uint8Array
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

export interface CoseSign1 {
  /** As the header says; undefined when it names none or a foreign one. */
  readonly alg: Algorithm | undefined
  readonly keyId: Uint8Array | undefined
  /** As received: the signature is over these bytes, never over a re-encoding. */
  readonly protectedBytes: Uint8Array
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

/** What verifies: a public key bound to its algorithm. */
export interface VerificationKey {
  readonly alg: Algorithm
  readonly publicKey: KeyObject
}

/** Header parameters (RFC 9052 §3.1). */
const header = { alg: 1, crit: 2, kid: 4 } as const

/**
 * COSE_Sign1 and CWT within COSE_Sign1 (RFC 9052 §2, RFC 8392 §6): untagged, 18(…) and 61(18(…))
 * are read.
 */
const tagSign1 = 0xd2
const prefixes = [[], [tagSign1], [0xd8, 61, tagSign1]]

const empty = new Uint8Array(0)

/**
 * Tag 18, `{1: alg, 4: kid}` protected in this order, nothing unprotected. A promise only if the
 * signer's is one.
 */
export function signCose(payload: Uint8Array, signer: Signer): Uint8Array | Promise<Uint8Array> {
  const protectedBytes = encodeCbor(
    new Map<number, unknown>([
      [header.alg, algorithms[signer.alg].label],
      [header.kid, signer.keyId],
    ]),
  )
  const write = (signature: Uint8Array) =>
    Buffer.concat([
      Uint8Array.of(tagSign1),
      encodeCbor([protectedBytes, new Map(), payload, signature]),
    ])
  const signature = signer.sign(signedBytes(protectedBytes, payload))
  return signature instanceof Promise ? signature.then(write) : write(signature)
}

/** The Sig_structure (RFC 9052 §4.4). */
function signedBytes(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedBytes, empty, payload])
}

/**
 * A parameter counts where it is protected, else where it is not (hcert-spec, Key Identifier).
 * @throws HcertError of the steps CBOR and COSE. A bad signature is not its business.
 */
export function readCose(bytes: Uint8Array): CoseSign1 {
  const item = untagged(bytes)
  const parts = decodeCbor(item)
  // Tags are seen through from here on; a MAC (tag 17) or a message of many signatures (tag 98)
  // must not pass for one signature.
  if ((item[0] ?? 0) >> 5 === 6) throw new HcertError('COSE_TAG')
  if (!Array.isArray(parts) || parts.length !== 4) throw new HcertError('COSE_NOT_FOUR_PARTS')
  const [protectedBytes, unprotectedHeader, payload, signature] = parts as unknown[]
  if (!isBytes(protectedBytes) || !isBytes(payload) || !isBytes(signature)) {
    throw new HcertError('COSE_PART_NOT_BYTES')
  }
  const parameters = headerOf(protectedBytes, unprotectedHeader)
  const keyId = parameters.get(header.kid)
  return {
    alg: algorithmOfLabel(parameters.get(header.alg)),
    keyId: isBytes(keyId) ? keyId : undefined,
    protectedBytes,
    payload,
    signature,
  }
}

function untagged(bytes: Uint8Array): Uint8Array {
  const prefix = prefixes.findLast((tags) => tags.every((byte, at) => bytes[at] === byte)) ?? []
  return bytes.subarray(prefix.length)
}

/** An empty protected header may be no bytes at all (RFC 9052 §3). */
function headerOf(protectedBytes: Uint8Array, unprotectedHeader: unknown): Map<unknown, unknown> {
  const protectedHeader = protectedBytes.length === 0 ? new Map() : decodeCbor(protectedBytes)
  if (!(protectedHeader instanceof Map) || !(unprotectedHeader instanceof Map)) {
    throw new HcertError('COSE_HEADER_NOT_MAP')
  }
  // RFC 9052 §3.1: who does not understand a critical parameter must not process the message.
  // We know of none.
  if (protectedHeader.has(header.crit)) throw new HcertError('COSE_CRITICAL_HEADER')
  return new Map([...unprotectedHeader, ...protectedHeader])
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

/** Why a key does not verify a message, from what is seen first to what is seen last. */
export const signatureFaults = [
  'ALGORITHM_UNKNOWN',
  'KEY_ALGORITHM_DIFFERS',
  'SIGNATURE_LENGTH',
  'SIGNATURE_WRONG',
] as const

export type SignatureFault = (typeof signatureFaults)[number]

/** Never throws for a bad signature: false is the answer to a wrong key, curve or length as well. */
export function verifyCose(cose: CoseSign1, key: VerificationKey): boolean {
  return signatureFault(cose, key) === undefined
}

/** Undefined when the key verifies the message. */
export function signatureFault(cose: CoseSign1, key: VerificationKey): SignatureFault | undefined {
  const row = algorithms[key.alg]
  if (cose.alg === undefined) return 'ALGORITHM_UNKNOWN'
  if (cose.alg !== key.alg || !row.fits(key.publicKey)) return 'KEY_ALGORITHM_DIFFERS'
  if (cose.signature.length !== row.signatureLength(key.publicKey)) return 'SIGNATURE_LENGTH'
  const signed = signedBytes(cose.protectedBytes, cose.payload)
  return verify('sha256', signed, verifier(key), cose.signature) ? undefined : 'SIGNATURE_WRONG'
}

function verifier({ alg, publicKey }: VerificationKey) {
  return { key: publicKey, ...algorithms[alg].parameters }
}

/** 16 bytes: the entry of type SIGNATURE in an EU revocation list. */
export function revocationHash({ alg, signature }: CoseSign1): Uint8Array {
  const part = alg === undefined ? signature : algorithms[alg].revocationPart(signature)
  return hash('sha256', part, 'buffer').subarray(0, 16)
}
