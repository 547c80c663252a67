// Verifies a certificate and shows nothing of its content.

import type { Operation } from './operation.ts'

export const VerifyCertificate_v1: Operation<'VerifyCertificate_v1'> = {
  async handle(request, _caller, { engine }, about) {
    const { verdict, step, warning, property, fault, uvci } = await engine.verify(request)
    if (uvci !== undefined) about?.(uvci)
    return {
      ...(verdict && { verdict }),
      ...(step && { step }),
      ...(warning && { warning }),
      ...(property && { property }),
      ...(fault && { fault }),
    }
  },
}
