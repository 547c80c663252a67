// Whether a person of this age may ask, and who must speak for them. Of the representative it is asked only that
// somebody else is named: who is whose parent, the caller has proved.

import type { Person, Representative } from '../../contract/types.ts'
import type { Problem } from '../refuse.ts'
import type { ApplicantRule } from './applicant.ts'

/** Completed years on a date; both YYYY-MM-DD. Born on 29 February, a person is older from 1 March. */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** Each identifier is optional in the contract; at least one is needed, and not one of the person's own. */
function isNamed(
  { rnokpp: taxNumber, unzr: record, document: paper }: Representative,
  { rnokpp, unzr, document }: Person,
): boolean {
  if (taxNumber === undefined && record === undefined && paper === undefined) return false
  const isSame =
    (taxNumber !== undefined && taxNumber === rnokpp) ||
    (record !== undefined && record === unzr) ||
    (paper !== undefined && paper.type === document?.type && paper.number === document.number)
  return !isSame
}

/** @param today date of issue in Kyiv, YYYY-MM-DD */
export function applicantProblems(person: Person, rule: ApplicantRule, today: string): Problem[] {
  const age = ageOn(person.birthDate, today)
  const found: Problem[] = []
  if (age < (rule.fromAge ?? 0)) found.push({ code: 'TOO_YOUNG', path: 'person/birthDate' })
  const path = 'person/representative'
  if (person.representative === undefined) {
    if (age < rule.ownFromAge) found.push({ code: 'REPRESENTATIVE_REQUIRED', path })
  } else if (!isNamed(person.representative, person))
    found.push({ code: 'REPRESENTATIVE_UNNAMED', path })
  return found
}
