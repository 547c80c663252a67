// The status of a certificate, and its revocation. Whoever did not issue it learns its status and no more;
// to them it cannot be told apart from one that does not exist when they try to change it. To scope `all`
// every certificate is its own (contract.md, Rules).

import type { Clock } from '../clock.ts'
import type {
  GetCertificateStatus_v1Response,
  RevokeCertificate_v1Response,
} from '../contract/types.ts'
import type { Register } from '../register/register.ts'
import { certificates } from './certificates/index.ts'
import type { Caller, CertificateType, Engine } from './engine.ts'
import { messageOf, ownerOf } from './entry.ts'
import { refuse } from './refuse.ts'

export interface StatusParts {
  register: Pick<Register, 'status' | 'revoke'>
  /** The world's clock. */
  clock: Clock
}

type Row = NonNullable<Awaited<ReturnType<Register['status']>>>

/** Why a certificate is revoked: the dictionary of reasons. */
export const reasons: readonly string[] = [
  'ISSUED_IN_ERROR',
  'DATA_ERROR',
  'EVENT_REFUTED',
  'HOLDER_REQUEST',
  'OTHER',
]

function statusOf(row: Row | undefined, now: Date): string {
  if (row === undefined) return 'UNKNOWN'
  if (row.revoked !== undefined) return 'REVOKED'
  return row.expiresAt <= now ? 'EXPIRED' : 'VALID'
}

const reaches = (caller: Caller, row: Row | undefined) =>
  row !== undefined && (caller.scope === 'all' || row.ownedBy(ownerOf(caller)))

/** What only the issuing client is told. */
function details({
  type,
  revoked,
  supersedes,
  supersededBy,
}: Row): GetCertificateStatus_v1Response {
  return {
    certificateType: certificates[type as CertificateType].code,
    ...(revoked === undefined ? {} : { reason: revoked.reason }),
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(supersededBy === undefined ? {} : { supersededBy }),
  }
}

export function createStatus({ register, clock }: StatusParts): Engine['status'] {
  return async ({ uvci }, caller) => {
    const now = clock.now()
    const row = await register.status(uvci)
    const own = row && reaches(caller, row) ? details(row) : {}
    return { status: statusOf(row, now), asOf: now.toISOString(), ...own }
  }
}

const revoked = (at: Date): RevokeCertificate_v1Response => ({
  status: 'REVOKED',
  revokedAt: at.toISOString(),
})

export function createRevoke({ register, clock }: StatusParts): Engine['revoke'] {
  return async ({ context, uvci, reason, fraud = false }, caller) => {
    if (!reasons.includes(reason)) return refuse([{ code: 'REASON_UNKNOWN', path: 'reason' }])
    if (context?.validateOnly) return validated(await register.status(uvci), caller)
    const result = await register.revoke(uvci, ownerOf(caller), {
      foreignToo: caller.scope === 'all',
      reason,
      fraud,
      at: clock.now(),
      message: messageOf(caller),
    })
    if (result && 'refused' in result) return refuse([{ code: result.refused, path: 'Header/id' }])
    return result === undefined
      ? refuse([{ code: 'CERTIFICATE_UNKNOWN', path: 'uvci' }])
      : revoked(result.revokedAt)
  }
}

function validated(row: Row | undefined, caller: Caller): RevokeCertificate_v1Response {
  if (!reaches(caller, row)) return refuse([{ code: 'CERTIFICATE_UNKNOWN', path: 'uvci' }])
  return { property: [{ name: 'VALIDATED', value: 'true' }] }
}
