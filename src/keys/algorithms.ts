// The two signature algorithms of the DCC and the keys that are fit for them: hcert-spec,
// "Signature Algorithm". The algorithm follows from the key, never from a message.

import {
  type AsymmetricKeyDetails,
  constants,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto'

/** Fewer bits are weak; more only make every verification slow. */
const modulusBits = { min: 2048, max: 4096 }

interface AlgorithmRow {
  keyTypes: readonly string[]
  fits(details: AsymmetricKeyDetails): boolean
  /** For node's sign and verify, with SHA-256. */
  parameters: Omit<SignKeyObjectInput, 'key'>
}

export const algorithms = {
  // RFC 9053 §2.1: the signature is r‖s, 64 bytes, not DER. Only P-256 pairs with SHA-256 here.
  ES256: {
    keyTypes: ['ec'],
    fits: (details) => details.namedCurve === 'prime256v1',
    parameters: { dsaEncoding: 'ieee-p1363' },
  },
  // RFC 8230 §2: the salt is as long as the hash; node's default is the longest that fits.
  PS256: {
    keyTypes: ['rsa', 'rsa-pss'],
    fits: ({ modulusLength = 0 }) =>
      modulusLength >= modulusBits.min && modulusLength <= modulusBits.max,
    parameters: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  },
} as const satisfies Record<string, AlgorithmRow>

export type Algorithm = keyof typeof algorithms

/** The algorithm of a public or private key; undefined for a key that is not fit for either. */
export function algorithmOf(key: KeyObject): Algorithm | undefined {
  const rows = Object.entries(algorithms) as [Algorithm, AlgorithmRow][]
  return rows.find(
    ([, row]) =>
      row.keyTypes.includes(key.asymmetricKeyType ?? '') &&
      row.fits(key.asymmetricKeyDetails ?? {}),
  )?.[0]
}
