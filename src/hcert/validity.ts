// What a signer's certificate lets it sign, and when. Pure questions; who holds the trust list and
// the clock asks them.

import type { CertificateKind } from './payload.ts'

const kindOfPurpose = { 1: 't', 2: 'v', 3: 'r' } as const

/**
 * The second family was written wrongly at first and is in use still, Ukraine's signer among
 * others.
 */
const families = ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1']

const kindOfOid = new Map<string, CertificateKind>(
  families.flatMap((family) =>
    Object.entries(kindOfPurpose).map(([last, kind]) => [`${family}.${last}`, kind] as const),
  ),
)

/**
 * Policy: only the purposes made for certificates restrict. A signer without any, or with others
 * (TLS, travel documents), may sign every kind.
 */
export function keyUsageAllows(
  extendedKeyUsage: readonly string[] | undefined,
  kind: CertificateKind,
): boolean {
  const kinds = (extendedKeyUsage ?? []).flatMap((oid) => kindOfOid.get(oid) ?? [])
  return kinds.length === 0 || kinds.includes(kind)
}

/**
 * Clocks of issuer and verifier may differ by this much; it excuses a certificate from the future
 * only.
 */
const clockSkewMs = 120_000

type Problem = 'ISSUED_BEFORE_KEY' | 'OUTLIVES_KEY' | 'NOT_YET_VALID' | 'EXPIRED'

/** Unix seconds, as in the CWT. */
interface Claims {
  readonly issuedAt: number
  readonly expiresAt: number
}

/** Of the signer's certificate. */
interface KeyPeriod {
  readonly notBefore: Date
  readonly notAfter: Date
}

/**
 * The first of the four time rules that is broken: iat and exp within the key's period, now within
 * iat and exp.
 */
export function validityProblem(claims: Claims, key: KeyPeriod, at: Date): Problem | undefined {
  const issued = claims.issuedAt * 1000
  const expires = claims.expiresAt * 1000
  if (issued < key.notBefore.getTime()) return 'ISSUED_BEFORE_KEY'
  if (expires > key.notAfter.getTime()) return 'OUTLIVES_KEY'
  if (at.getTime() + clockSkewMs < issued) return 'NOT_YET_VALID'
  return at.getTime() > expires ? 'EXPIRED' : undefined
}

/** Both ends belong to the period. */
export function withinValidity(claims: Claims, key: KeyPeriod, at: Date): boolean {
  return validityProblem(claims, key, at) === undefined
}
