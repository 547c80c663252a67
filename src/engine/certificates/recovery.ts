// Certificates of recovery.

import type { RecoveryEntry } from '../../hcert/payload.ts'
import type { Problem } from '../refuse.ts'
import { addDays, kyivDate, startOfKyivDay } from '../rules/kyiv.ts'
import { nationalRules, type RecoveryRule, ruleOn } from '../rules/national.ts'
import { type CertificateRow, disease, type Validity } from './certificate.ts'

// The period that the certificate itself states is the EU's and the same under every national rule.
const [{ fromDay, certificateDays }] = nationalRules.recovery

function ruleAt(at: Date): RecoveryRule | undefined {
  return ruleOn<RecoveryRule>(nationalRules.recovery, kyivDate(at))
}

function tooEarly(firstPositiveDate: string, now: Date): Problem[] {
  const rule = ruleAt(now)
  const early = rule !== undefined && addDays(firstPositiveDate, rule.fromDay) > kyivDate(now)
  return early ? [{ code: 'RECOVERY_TOO_EARLY', path: 'event/firstPositiveDate' }] : []
}

function validity({ fr }: RecoveryEntry, issuedAt: Date): Validity | undefined {
  const rule = ruleAt(issuedAt)
  return (
    rule && {
      from: startOfKyivDay(addDays(fr, rule.fromDay)),
      until: startOfKyivDay(addDays(fr, rule.days)),
      colour: 'GREEN',
    }
  )
}

export const recovery: CertificateRow<'recovery'> = {
  code: 'RECOVERY',
  kind: 'r',
  datePath: 'event/firstPositiveDate',
  at: ({ firstPositiveDate }) => startOfKyivDay(firstPositiveDate),
  problems: ({ firstPositiveDate }, now) => tooEarly(firstPositiveDate, now),
  entry({ firstPositiveDate, country }, { ci, is }) {
    const entry: RecoveryEntry = {
      tg: disease,
      fr: firstPositiveDate,
      co: country,
      is,
      df: addDays(firstPositiveDate, fromDay),
      du: addDays(firstPositiveDate, certificateDays),
      ci,
    }
    return { r: [entry] }
  },
  facts: ({ firstPositiveDate, country }) => [firstPositiveDate, country],
  validity: ({ r }, issuedAt) => r?.[0] && validity(r[0], issuedAt),
}
