// A signer behind HTTPS with mutual TLS: docs/keys.md describes the protocol. The service sees a
// digest and never what is signed; what it answers is verified before anything leaves.

import { createHash } from 'node:crypto'
import { Failure } from '../../errors.ts'
import type { Answer, HttpsClient, NoAnswer } from '../../https.ts'
import type { Signer, SignerFor } from './signer.ts'

/** Where the signing service answers. */
export const signPath = '/v1/sign'

/** More than any request or answer: a signature of 512 bytes in base64. */
export const signBytesMax = 16_384

/** A readiness probe asks often and must not wait as long as a message does. */
const readyTimeoutMs = 1500

/** Each probe need not cost a signature. */
const readyForMs = 5000

const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const probe = Buffer.from('trembita-certificate-gateway: can this key sign?')

/** @param keyId the name under which the service knows the key */
export function createRemoteSigner(client: HttpsClient, keyId: string, { alg }: SignerFor): Signer {
  let readyAt = Number.NEGATIVE_INFINITY

  /** A signature that nobody got does no harm, so the call may be repeated. */
  async function sign(bytes: Uint8Array, timeoutMs?: number): Promise<Uint8Array> {
    const digest = createHash('sha256').update(bytes).digest('base64')
    const answer = await client.postJson(
      signPath,
      { keyId, algorithm: alg, digest },
      { repeatable: true, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    )
    return signatureOf(answer)
  }

  return {
    sign: (bytes) => sign(bytes),
    async ready() {
      if (performance.now() - readyAt < readyForMs) return
      await sign(probe, readyTimeoutMs)
      readyAt = performance.now()
    },
    close: async () => undefined,
  }
}

/** @throws Failure SIGNER_UNAVAILABLE, with a status or a constant and none of the service's words */
function signatureOf(answer: Answer | NoAnswer): Uint8Array {
  if (answer.status === undefined) throw unavailable(answer.problem)
  if (answer.status !== 200) throw unavailable(`status ${answer.status}`)
  const { signature } = (answer.body ?? {}) as { signature?: unknown }
  if (typeof signature === 'string' && base64.test(signature))
    return Buffer.from(signature, 'base64')
  throw unavailable('no signature in the answer')
}

function unavailable(problem: string): Failure {
  return new Failure('SIGNER_UNAVAILABLE', { detail: `remote signer: ${problem}` })
}
