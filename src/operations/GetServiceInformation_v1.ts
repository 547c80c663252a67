// Tells which service this is: a test of access rights that touches no person.

import { operationHashes } from '../contract/operations.ts'
import type { Operation } from './operation.ts'

const operation = Object.entries(operationHashes).map(([code, hash]) => ({ code, hash }))

export const GetServiceInformation_v1: Operation<'GetServiceInformation_v1'> = {
  handle: async (_request, _caller, { clock, information: { environment, worldId, version } }) => ({
    environment,
    ...(worldId === undefined ? {} : { worldId }),
    version,
    time: clock.now().toISOString(),
    operation,
  }),
}
