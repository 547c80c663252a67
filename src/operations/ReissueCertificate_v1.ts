// Corrects a certificate of the caller’s own: a new one supersedes it.

import type { Operation } from './operation.ts'

export const ReissueCertificate_v1: Operation<'ReissueCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.reissue(request, caller),
}
