// Verifies a certificate and shows nothing of its content.

import type { Operation } from './operation.ts'

export const VerifyCertificate_v1: Operation<'VerifyCertificate_v1'> = {
  audited: true,
  async handle(request, caller, { engine }) {
    const { verdict, step, warning, property, fault } = await engine.verify(request, caller)
    return {
      ...(verdict && { verdict }),
      ...(step && { step }),
      ...(warning && { warning }),
      ...(property && { property }),
      ...(fault && { fault }),
    }
  },
}
