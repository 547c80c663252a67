// A certificate held against rules. A rule that cannot be applied is open, never met.

import { cut } from '../../cut.ts'
import type { ReadCertificate } from '../../hcert/certificate.ts'
import { certificateKind, type Dcc } from '../../hcert/payload.ts'
import { typeOfKind } from '../certificates/index.ts'
import { type Finding, type FindingCode, failed, open, passed } from '../findings.ts'
import { evaluated, languageVersion } from './certlogic.ts'
import type { RuleBook } from './choose.ts'
import { type Facts, factsOf, unreadableDate } from './facts.ts'
import { compareVersions, type Rule, type RuleType, type Version, versionOf } from './rule.ts'

/** What is held against which rules. */
export interface Case {
  rules: RuleBook
  read: ReadCertificate
  at: Date
  /** Where the certificate is shown. */
  country: string | undefined
}

/** What a broken rule means, by its type. */
const failures: Readonly<Record<RuleType, FindingCode>> = {
  Acceptance: 'BUSINESS_RULE_NOT_MET',
  Invalidation: 'INVALIDATED',
}

/** So many rules are named with their descriptions; an answer is no book of law. */
const namedMax = 5

/** With the finding's own text it stays below the contract's 2000 characters. */
const textMax = 1800

/** @param of whose rules: acceptance of the country it is shown to, invalidation of the one that issued it */
export function judgeByRules(
  type: RuleType,
  of: string,
  { rules, read, at, country }: Case,
): Finding {
  const kind = certificateKind(read.dcc)
  if (kind === undefined) return open('RULES_NOT_KNOWN')
  const chosen = rules.choose({ type, country: of, certificateType: typeOfKind(kind), at })
  if (chosen.length === 0) return open('RULES_NOT_KNOWN')
  const facts = factsOf(read, { country, at })
  const unreadable = unreadableDate(facts)
  if (unreadable !== undefined) return open('DATE_NOT_READABLE', unreadable)
  const version = versionOf((read.dcc as Dcc).ver)
  const results = chosen.map((rule) => [rule, resultOf(rule, version, facts)] as const)
  const which = (result: boolean | undefined) =>
    results.filter(([, found]) => found === result).map(([rule]) => rule)
  const broken = which(false)
  if (broken.length > 0) return failed(failures[type], named(broken))
  const unclear = which(undefined)
  return unclear.length > 0 ? open('RULE_NOT_APPLIED', named(unclear)) : passed
}

const ourLanguage = versionOf(languageVersion) as Version

/** A rule for a newer language, or for a certificate of another or newer schema, is not applied (as the EU's engines). */
function resultOf(rule: Rule, certificate: Version | undefined, facts: Facts): boolean | undefined {
  const { logic, schemaVersion } = rule
  if (logic === undefined || certificate === undefined) return undefined
  if (compareVersions(rule.languageVersion, ourLanguage) > 0) return undefined
  const isSchemaKnown =
    certificate[0] === schemaVersion[0] && compareVersions(certificate, schemaVersion) >= 0
  return isSchemaKnown ? evaluated(logic, facts) : undefined
}

/** `VR-XA-0001: the rule in words; …`, in Ukrainian and English. */
function named(rules: readonly Rule[]): readonly [uk: string, en: string] {
  const described = rules.slice(0, namedMax)
  const rest = rules.slice(namedMax).map(({ identifier }) => identifier)
  const text = (of: 'textUk' | 'textEn') => {
    const parts = described.map((rule) => `${rule.identifier}: ${rule[of]}`)
    return cut([...parts, ...rest].join('; '), textMax)
  }
  return [text('textUk'), text('textEn')]
}
