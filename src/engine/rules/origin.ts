// Where the record of a vaccination comes from: the Ukrainian facility that gave the dose, or a document of another
// country. A record that was copied from anything else is not certified.

import type { Vaccination } from '../../contract/types.ts'
import type { Problem } from '../refuse.ts'
import type { VaccinationRule } from './vaccination.ts'

/** The e-health registry's word for a record of the facility that gave the dose; the same as no origin at all. */
const primarySource = 'PRIMARY_SOURCE'

/** A dose given abroad always names its origin, for nobody here gave it. */
export function originProblems(
  { country, recordOrigin }: Pick<Vaccination, 'country' | 'recordOrigin'>,
  { issue }: VaccinationRule,
  approvedOrigins: readonly string[],
): Problem[] {
  const isPrimary = recordOrigin === undefined || recordOrigin === primarySource
  const isApproved = isPrimary
    ? country === 'UA'
    : issue.otherOrigins && approvedOrigins.includes(recordOrigin)
  return isApproved ? [] : [{ code: 'ORIGIN_NOT_APPROVED', path: 'event/recordOrigin' }]
}
