// Verifies a certificate and shows its content.

import type { Operation } from './operation.ts'

export const ReadCertificate_v1: Operation<'ReadCertificate_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.verify(request, caller),
}
