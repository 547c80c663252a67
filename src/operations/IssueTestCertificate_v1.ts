// Issues a test certificate.

import type { Operation } from './operation.ts'

export const IssueTestCertificate_v1: Operation<'IssueTestCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.issue('test', request, caller),
}
