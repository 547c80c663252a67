// Revokes a certificate of the caller's own; a repeat finds it revoked.

import type { Operation } from './operation.ts'

export const RevokeCertificate_v1: Operation<'RevokeCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.revoke(request, caller),
}
