// Tells the status of a certificate; more than the status only to its issuer.

import type { Operation } from './operation.ts'

export const GetCertificateStatus_v1: Operation<'GetCertificateStatus_v1'> = {
  audited: true,
  handle: (request, caller, { engine }) => engine.status(request, caller),
}
