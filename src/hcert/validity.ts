// When a signer's certificate lets it sign. Pure questions; who holds the trust list and the clock asks them; what it
// lets it sign is in usage.ts.

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
  // So written that a time that is none breaks the rule that it belongs to.
  if (!(issued >= key.notBefore.getTime())) return 'ISSUED_BEFORE_KEY'
  if (!(expires <= key.notAfter.getTime())) return 'OUTLIVES_KEY'
  if (!(at.getTime() + clockSkewMs >= issued)) return 'NOT_YET_VALID'
  return at.getTime() <= expires ? undefined : 'EXPIRED'
}

/** Both ends belong to the period. */
export function withinValidity(claims: Claims, key: KeyPeriod, at: Date): boolean {
  return validityProblem(claims, key, at) === undefined
}
