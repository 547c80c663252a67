// What every national rule has in common: from when it is in force, and how we know of it. Nothing is decided here.

/** A sentence in both languages. */
export interface Remark {
  uk: string
  en: string
}

export interface Rule {
  /** First day in force, YYYY-MM-DD in Kyiv. */
  from: string
  /** Number of the act as the register of certificates and the documents call it. */
  act: string
  /** Which act that is, and of which date. */
  source: Remark
  /** Whether act, day and figures agree in all that was seen; no consolidated text of No. 677 was at hand. */
  confirmed: boolean
  /** What this row changed, and what of it is not confirmed. */
  remark: Remark
  signature: {
    /** `exp` so many days after issue unless a setting says otherwise; never past the key's certificate. */
    days: number
  }
}

/**
 * What Ukraine's published certificates carry, for all three types: short, and renewed on demand
 * (dgc-testdata, UA).
 */
export const signatureDays = 60

/** The rule in force on a date (YYYY-MM-DD in Kyiv); undefined before the first. */
export function ruleOn<R extends Rule>(rules: readonly R[], date: string): R | undefined {
  return rules.findLast((rule) => rule.from <= date)
}
