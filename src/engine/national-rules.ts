// The step NATIONAL_RULES: whether Ukraine's own dated rules cover the moment. Somebody else's certificate may write its
// dates in ways that these rules do not reckon with; then they are open, and never broken or met by a guess.

import type { ReadCertificate } from '../hcert/certificate.ts'
import { certificateKind, type Dcc } from '../hcert/payload.ts'
import { factsOf, unreadableDate } from './business-rules/facts.ts'
import { certificates, typeOfKind } from './certificates/index.ts'
import { type Finding, failed, open, passed } from './findings.ts'

/** Milliseconds: behind the year 9999 no calendar of ours reckons, and before 1970 nobody issued. */
const issued = { from: 0, until: Date.UTC(9999, 0) }

/** Members that name a day; a time behind it is cut off. */
const days = ['dt', 'fr', 'df', 'du']

/** The content with its dates as we write them. */
function tidied(payload: Record<string, unknown>, kind: 'v' | 't' | 'r'): Dcc {
  const [entry = {}] = payload[kind] as Record<string, unknown>[]
  const members = Object.entries(entry).map(([name, value]) => [
    name,
    days.includes(name) ? String(value).slice(0, 'YYYY-MM-DD'.length) : value,
  ])
  return { ...payload, [kind]: [Object.fromEntries(members)] } as unknown as Dcc
}

/** @param read a certificate that the schema accepted @param at when it is shown */
export function judgeNationally(read: ReadCertificate, at: Date): Finding {
  const kind = certificateKind(read.dcc)
  const issuedMs = read.cwt.issuedAt * 1000
  if (kind === undefined || !(issued.from <= issuedMs && issuedMs < issued.until))
    return open('RULES_NOT_KNOWN')
  const facts = factsOf(read, { country: 'UA', at })
  const unreadable = unreadableDate(facts)
  if (unreadable !== undefined) return open('DATE_NOT_READABLE', unreadable)
  const row = certificates[typeOfKind(kind)]
  const validity = row.validity(tidied(facts.payload, kind), new Date(issuedMs))
  if (validity === undefined) return open('RULES_NOT_KNOWN')
  return validity.from <= at && at < validity.until ? passed : failed('NATIONAL_RULES_NOT_MET')
}
