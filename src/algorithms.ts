// All that the program must know of a signature algorithm, one row each; nothing elsewhere asks which it is.
// hcert-spec, Signature Algorithm: ES256 is the primary algorithm, PS256 the secondary; there is no other. The
// algorithm follows from the key, never from a message.

import { constants, type KeyObject } from 'node:crypto'

export type Algorithm = 'ES256' | 'PS256'

interface AlgorithmRow {
  /** In the COSE header (RFC 9053 §2.1, RFC 8230 §2). */
  readonly label: number
  /** For node's sign and verify, beside the digest 'sha256'. */
  readonly parameters: { dsaEncoding: 'ieee-p1363' } | { padding: number; saltLength: number }
  fits(key: KeyObject): boolean
  /** Bytes. */
  signatureLength(key: KeyObject): number
  /**
   * What of the signature the EU revocation list hashes: an ECDSA signature is r‖s, and s can be
   * negated by anyone.
   */
  readonly revocationPart: (signature: Uint8Array) => Uint8Array
}

/** hcert-spec, Signature Algorithm: fewer bits are weak; more only make every verification slow. */
const modulusBits = { min: 2048, max: 4096 }

/** Bytes: as long as the hash (RFC 8230 §2); node would take the longest that fits. */
const saltLength = 32

export const algorithms: Readonly<Record<Algorithm, AlgorithmRow>> = {
  // RFC 9053 §2.1: the signature is r‖s, 64 bytes, not DER. Only P-256 pairs with SHA-256 here.
  ES256: {
    label: -7,
    parameters: { dsaEncoding: 'ieee-p1363' },
    fits: (key) =>
      key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
    signatureLength: () => 64,
    revocationPart: (signature) => signature.subarray(0, signature.length / 2),
  },
  PS256: {
    label: -37,
    parameters: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
    fits: fitsPs256,
    signatureLength: (key) => Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8),
    revocationPart: (signature) => signature,
  },
}

/**
 * An RSA-PSS key may be bound to a hash and to a shortest salt (RFC 4055 §3.1): to ours, or it is
 * of no use.
 */
function fitsPs256({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): boolean {
  const { modulusLength = 0, hashAlgorithm = 'sha256' } = details
  const mgf1 = details.mgf1HashAlgorithm ?? hashAlgorithm
  return (
    (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss') &&
    modulusLength >= modulusBits.min &&
    modulusLength <= modulusBits.max &&
    hashAlgorithm === 'sha256' &&
    mgf1 === 'sha256' &&
    (details.saltLength ?? 0) <= saltLength
  )
}

const names = Object.keys(algorithms) as Algorithm[]

/**
 * The algorithm a public or private key is for; undefined for a key that no certificate may be
 * signed with (P-384, RSA-1024, Ed25519).
 */
export function algorithmOfKey(key: KeyObject): Algorithm | undefined {
  return names.find((name) => algorithms[name].fits(key))
}

/** The algorithm a COSE header names; undefined for anything else. */
export function algorithmOfLabel(label: unknown): Algorithm | undefined {
  return names.find((name) => algorithms[name].label === label)
}
