// Step 1 of issuing: may this event of this person be certified today? Every problem is found, none is
// hidden behind another.

import type { PersonName } from '../hcert/payload.ts'
import { activeEntry } from '../hcert/value-sets/index.ts'
import type { CertificateRow, EventSettings } from './certificates/certificate.ts'
import type { CertificateType, IssueRequest } from './engine.ts'
import type { Problem } from './refuse.ts'
import { kyivDate } from './rules/kyiv.ts'
import { personProblems } from './rules/person.ts'

/** Codes that leave nothing to say about the validity of an event. */
function eventProblems<T extends CertificateType>(
  row: CertificateRow<T>,
  request: IssueRequest<T>,
  now: Date,
  settings: EventSettings,
): Problem[] {
  const at = row.at(request.event)
  const found: Problem[] = []
  if (at > now) found.push({ code: 'EVENT_IN_FUTURE', path: row.datePath })
  if (kyivDate(at) < request.person.birthDate)
    found.push({ code: 'EVENT_BEFORE_BIRTH', path: row.datePath })
  if (activeEntry('country-2-codes', request.event.country) === undefined) {
    found.push({ code: 'COUNTRY_UNKNOWN', path: 'event/country' })
  }
  return [...found, ...row.problems(request.event, now, settings)]
}

/** Whether a certificate of this event would still be good for anything. */
function validityProblems<T extends CertificateType>(
  row: CertificateRow<T>,
  event: IssueRequest<T>['event'],
  now: Date,
): Problem[] {
  const validity = row.validity(row.entry(event, { ci: '', is: '' }) as never, now)
  if (validity === undefined) return [{ code: 'RULES_NOT_IN_FORCE', path: row.datePath }]
  return validity.until <= now ? [{ code: 'VALIDITY_OVER', path: row.datePath }] : []
}

/** Why a certificate may not be issued; none when it may. */
export function issueProblems<T extends CertificateType>(
  row: CertificateRow<T>,
  request: IssueRequest<T>,
  names: PersonName,
  now: Date,
  settings: EventSettings,
): Problem[] {
  const problems = [
    ...personProblems(request.person, names, kyivDate(now)),
    ...eventProblems(row, request, now, settings),
  ]
  // Asked only of an event that is right in itself: a wrong product has no validity to speak of.
  return problems.length > 0 ? problems : validityProblems(row, request.event, now)
}
