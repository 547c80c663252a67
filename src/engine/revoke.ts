// Revocation, of one certificate and of a list. To whoever does not own a certificate it cannot be told apart from one
// that does not exist; a list is for those alone to whom every certificate is their own.

import type { Clock } from '../clock.ts'
import type { RevocationRow, RevokeCertificate_v1Response } from '../contract/types.ts'
import type { Register } from '../register/register.ts'
import type { RevokedRow } from '../register/revoke.ts'
import type { Caller, Engine } from './engine.ts'
import { messageOf, ownerOf } from './entry.ts'
import { type Problem, refuse } from './refuse.ts'
import { reaches } from './status.ts'
import { revocationReasons } from './words.ts'

export interface RevokeParts {
  register: Pick<Register, 'status' | 'revoke'>
  /** The world's clock. */
  clock: Clock
}

/** What is said of a certificate that a reissue revoked; nobody else may say it. */
export const reissuedReason: keyof typeof revocationReasons = 'REISSUED'

/** Why a certificate is revoked: what a request may say. */
export const reasons: readonly string[] = Object.keys(revocationReasons).filter(
  (code) => code !== reissuedReason,
)

const validated = { property: [{ name: 'VALIDATED', value: 'true' }] }

const unknown = () => refuse([{ code: 'CERTIFICATE_UNKNOWN', path: 'uvci' }])

/** What is asked of the register, for one or for many. */
function revocationOf(
  { reason, fraud = false }: { reason: string; fraud?: boolean },
  caller: Caller,
  clock: Clock,
) {
  const foreignToo = caller.scope === 'all'
  return { reason, fraud, foreignToo, at: clock.now(), message: messageOf(caller) }
}

function reasonProblem({ reason }: { reason: string }): Problem | undefined {
  return reasons.includes(reason) ? undefined : { code: 'REASON_UNKNOWN', path: 'reason' }
}

export function createRevoke({ register, clock }: RevokeParts): Engine['revoke'] {
  return async (request, caller): Promise<RevokeCertificate_v1Response> => {
    const problem = reasonProblem(request)
    if (problem !== undefined) return refuse([problem])
    const { context, uvci } = request
    if (context?.validateOnly)
      return reaches(caller, await register.status(uvci)) ? validated : unknown()
    const asked = revocationOf(request, caller, clock)
    const result = await register.revoke([uvci], ownerOf(caller), asked)
    if ('refused' in result) return refuse([{ code: result.refused, path: 'Header/id' }])
    const [revoked] = result
    if (revoked === undefined) return unknown()
    return { status: 'REVOKED', revokedAt: revoked.revokedAt.toISOString() }
  }
}

/** Who may not is refused before anything is read. */
function listProblem(request: { reason: string }, caller: Caller): Problem | undefined {
  if (caller.scope !== 'all') return { code: 'SCOPE_REQUIRED', path: 'Header/client' }
  return reasonProblem(request)
}

export function createRevokeMany({ register, clock }: RevokeParts): Engine['revokeMany'] {
  return async (request, caller) => {
    const problem = listProblem(request, caller)
    if (problem !== undefined) return refuse([problem])
    if (request.context?.validateOnly) return validated
    const asked = revocationOf(request, caller, clock)
    const result = await register.revoke(request.uvci, ownerOf(caller), asked)
    if ('refused' in result) return refuse([{ code: result.refused, path: 'Header/id' }])
    return { row: result.map((row, at) => rowOf(request.uvci[at] as string, row)) }
  }
}

function rowOf(uvci: string, row: RevokedRow): RevocationRow {
  if (row === undefined) return { uvci, outcome: 'UNKNOWN' }
  const outcome = row.already ? 'ALREADY_REVOKED' : 'REVOKED'
  return { uvci, outcome, revokedAt: row.revokedAt.toISOString() }
}
