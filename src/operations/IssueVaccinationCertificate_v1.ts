// Issues a vaccination certificate.

import type { Operation } from './operation.ts'

export const IssueVaccinationCertificate_v1: Operation<'IssueVaccinationCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.issue('vaccination', request, caller),
}
