// Certificates of recovery.

import type { RecoveryEntry } from '../../hcert/payload.ts'
import type { Problem } from '../refuse.ts'
import { addDays, kyivDate, startOfKyivDay } from '../rules/kyiv.ts'
import { applicantRules, nationalRules } from '../rules/national.ts'
import type { RecoveryRule } from '../rules/recovery.ts'
import { ruleOn } from '../rules/rule.ts'
import { type CertificateRow, disease, type Validity } from './certificate.ts'

function ruleAt(at: Date): RecoveryRule | undefined {
  return ruleOn(nationalRules.recovery, kyivDate(at))
}

function dayAfter(date: string, days: number): Date {
  return startOfKyivDay(addDays(date, days))
}

function tooEarly(firstPositiveDate: string, now: Date): Problem[] {
  const rule = ruleAt(now)
  const early = rule !== undefined && dayAfter(firstPositiveDate, rule.issue.fromDay) > now
  return early ? [{ code: 'RECOVERY_TOO_EARLY', path: 'event/firstPositiveDate' }] : []
}

function validity({ fr }: RecoveryEntry, issuedAt: Date): Validity | undefined {
  const national = ruleAt(issuedAt)?.national
  return (
    national && {
      from: dayAfter(fr, national.fromDay),
      until: dayAfter(fr, national.days),
      colour: 'GREEN',
    }
  )
}

export const recovery: CertificateRow<'recovery'> = {
  code: 'RECOVERY',
  kind: 'r',
  datePath: 'event/firstPositiveDate',
  at: ({ firstPositiveDate }) => startOfKyivDay(firstPositiveDate),
  applicant: applicantRules.recovery,
  problems: ({ firstPositiveDate }, now) => tooEarly(firstPositiveDate, now),
  issueEnd({ firstPositiveDate }, now) {
    const rule = ruleAt(now)
    return rule && dayAfter(firstPositiveDate, rule.issue.beforeDay)
  },
  perYear: (at) => ruleAt(at)?.issue.perYear,
  entry({ firstPositiveDate, country }, { ci, is, issuedAt }) {
    // Without a rule check.ts has refused.
    const { fromDay, untilDay } = (ruleAt(issuedAt) as RecoveryRule).certificate
    const entry: RecoveryEntry = {
      tg: disease,
      fr: firstPositiveDate,
      co: country,
      is,
      df: addDays(firstPositiveDate, fromDay),
      du: addDays(firstPositiveDate, untilDay),
      ci,
    }
    return { r: [entry] }
  },
  facts: ({ firstPositiveDate, country }) => [firstPositiveDate, country],
  validity: ({ r }, issuedAt) => r?.[0] && validity(r[0], issuedAt),
}
