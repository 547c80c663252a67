// Revokes a list of certificates, with an outcome for each; for the health service alone.

import type { Operation } from './operation.ts'

export const RevokeCertificates_v1: Operation<'RevokeCertificates_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.revokeMany(request, caller),
}
