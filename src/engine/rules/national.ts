// National rules by the date from which they are in force: resolution of the Cabinet of Ministers No. 677 of
// 29.06.2021 and what amended it. Data; nothing below asks which resolution it is.

interface Rule {
  /** First day in force, YYYY-MM-DD in Kyiv. */
  from: string
  /** Number of the resolution. */
  act: string
}

export interface VaccinationRule extends Rule {
  /** Validity from the last dose of a complete series, days. */
  days: number
  /** Validity after an incomplete series, days: the yellow internal certificate. */
  partialDays: number
  /** A single-dose vaccine counts from this day after the dose. */
  singleDoseFromDay: number
}

export interface TestRule extends Rule {
  /** Validity from the hour of sampling. */
  hours: number
  /** The same for an antigen test, where such are certified at all. */
  antigenHours: number
}

export interface RecoveryRule extends Rule {
  /** Validity begins so many days after the positive sample (Regulation (EU) 2021/953 Annex §3). */
  fromDay: number
  /** National validity from the positive sample, days. */
  days: number
  /** What the certificate itself says, `du`: never more than 180 (Regulation (EU) 2021/953 art. 7). */
  certificateDays: number
}

export const nationalRules = {
  vaccination: [
    { from: '2021-07-01', act: '677', days: 180, partialDays: 120, singleDoseFromDay: 0 },
    { from: '2021-09-13', act: '954', days: 365, partialDays: 120, singleDoseFromDay: 14 },
    { from: '2022-01-19', act: '45', days: 270, partialDays: 120, singleDoseFromDay: 14 },
  ],
  test: [{ from: '2021-07-01', act: '677', hours: 72, antigenHours: 48 }],
  recovery: [
    { from: '2021-07-01', act: '677', fromDay: 11, days: 180, certificateDays: 180 },
    { from: '2022-02-02', act: '88', fromDay: 11, days: 105, certificateDays: 180 },
  ],
} as const satisfies {
  vaccination: readonly VaccinationRule[]
  test: readonly TestRule[]
  recovery: readonly RecoveryRule[]
}

/** Written into the register with every certificate; the newest resolution taken in. */
export const rulesVersion = '677-2021/88-2022'

/** The rule in force on a date (YYYY-MM-DD in Kyiv); undefined before the first. */
export function ruleOn<R extends Rule>(rules: readonly R[], date: string): R | undefined {
  return rules.findLast((rule) => rule.from <= date)
}
