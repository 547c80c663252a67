// Step 1 of issuing: may this event of this person be certified today? Every problem is found, none is
// hidden behind another.

import type { PersonName } from '../hcert/payload.ts'
import { activeEntry } from '../hcert/value-sets/index.ts'
import type { CertificateRow, EventSettings } from './certificates/certificate.ts'
import type { CertificateType, IssueRequest } from './engine.ts'
import type { Problem } from './refuse.ts'
import { applicantProblems } from './rules/age.ts'
import { kyivDate } from './rules/kyiv.ts'
import { personProblems } from './rules/person.ts'

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

/** ehn-dcc-schema 1.3.0: texts of a certificate have at most 80 characters, in normalisation form C. */
const textMax = 80

/** The contract counts characters as they were sent; a few of them become longer when normalised. */
function textProblems({ person, event }: IssueRequest): Problem[] {
  const texts: [path: string, text: string | undefined][] = [
    ['person/familyName', person.familyName],
    ['person/givenName', person.givenName],
    ['event/testName', 'testName' in event ? event.testName : undefined],
    ['event/facility/name', event.facility?.name],
  ]
  return texts
    .filter(([, text]) => (text?.normalize('NFC').length ?? 0) > textMax)
    .map(([path]) => ({ code: 'TEXT_TOO_LONG', path }))
}

/** What the rule in force today says: of the person, of the event, and whether it came too late. */
function ruleProblems<T extends CertificateType>(
  row: CertificateRow<T>,
  { person, event }: IssueRequest<T>,
  now: Date,
  settings: EventSettings,
): Problem[] {
  const end = row.issueEnd(event, now)
  if (end === undefined) return [{ code: 'RULES_NOT_IN_FORCE', path: row.datePath }]
  const found = [
    ...applicantProblems(person, row.applicant, kyivDate(now)),
    ...(row.refusals?.(event, now, settings) ?? []),
  ]
  return end > now ? found : [...found, { code: 'VALIDITY_OVER', path: row.datePath }]
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
    ...textProblems(request),
    ...eventProblems(row, request, now, settings),
  ]
  // Asked only of an event that is right in itself: a wrong product has no validity to speak of.
  return problems.length > 0 ? problems : ruleProblems(row, request, now, settings)
}
