// How long a signature lives: `exp` is a technical end, apart from any validity.

import type { CertificateType } from '../engine.ts'
import { kyivDate } from './kyiv.ts'
import { nationalRules } from './national.ts'
import { type Rule, ruleOn, signatureDays } from './rule.ts'

/** As configured, days; undefined: as the rule of the day says. */
export type Lifetimes = Readonly<Record<CertificateType, number | undefined>>

/** Days for a certificate of this type that is issued now. */
export function lifetimeOf(type: CertificateType, configured: Lifetimes, now: Date): number {
  const rule = ruleOn<Rule>(nationalRules[type], kyivDate(now))
  return configured[type] ?? rule?.signature.days ?? signatureDays
}
