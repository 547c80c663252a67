// Which rules a certificate is held against: by country, type and time; of several versions of one rule the highest.

import type { CertificateType } from '../../usage.ts'
import { compareVersions, type Rule, type RuleType } from './rule.ts'

/** Whose rules are asked for. */
export interface Wanted {
  type: RuleType
  /** Acceptance: where the certificate is shown. Invalidation: who issued it. */
  country: string
  certificateType: CertificateType
  at: Date
}

export interface RuleBook {
  /** Whether any rule of a country is there, whenever and whatever for. */
  covers(type: RuleType, country: string): boolean
  choose(wanted: Wanted): readonly Rule[]
}

export function createRuleBook(rules: readonly Rule[]): RuleBook {
  const byPlace = new Map<string, Rule[]>()
  for (const rule of rules.filter(({ region }) => region === '')) {
    const place = `${rule.type} ${rule.country}`
    byPlace.set(place, [...(byPlace.get(place) ?? []), rule])
  }
  const of = (type: RuleType, country: string) => byPlace.get(`${type} ${country}`) ?? []
  return {
    covers: (type, country) => of(type, country).length > 0,
    choose: (wanted) => highest(of(wanted.type, wanted.country).filter((it) => fits(it, wanted))),
  }
}

function fits(rule: Rule, { certificateType, at }: Wanted): boolean {
  const forType = rule.certificateType === undefined || rule.certificateType === certificateType
  return forType && rule.validFrom <= at && at <= rule.validTo
}

/** One of each identifier, in the order of identifiers. */
function highest(rules: readonly Rule[]): Rule[] {
  const found = new Map<string, Rule>()
  for (const rule of rules) {
    const other = found.get(rule.identifier)
    if (!other || compareVersions(rule.version, other.version) > 0) found.set(rule.identifier, rule)
  }
  return [...found.values()].sort((one, other) => (one.identifier < other.identifier ? -1 : 1))
}
