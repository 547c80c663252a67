// Gives the signed batches of revoked certificates, page by page. Touches no person.

import type { Operation } from './operation.ts'

export const GetRevocationList_v1: Operation<'GetRevocationList_v1'> = {
  handle: (request, _caller, { engine }) => engine.revocationList(request),
}
