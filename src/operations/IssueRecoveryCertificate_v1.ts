// Issues a recovery certificate.

import type { Operation } from './operation.ts'

export const IssueRecoveryCertificate_v1: Operation<'IssueRecoveryCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.issue('recovery', request, caller),
}
