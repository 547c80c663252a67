// The status of a certificate. Whoever did not issue it learns its status and no more. To scope `all` every
// certificate is its own (contract.md, Rules).

import type { Clock } from '../clock.ts'
import type { GetCertificateStatus_v1Response } from '../contract/types.ts'
import type { Register } from '../register/register.ts'
import { certificates } from './certificates/index.ts'
import type { Caller, CertificateType, Engine } from './engine.ts'
import { ownerOf } from './entry.ts'

export interface StatusParts {
  register: Pick<Register, 'status'>
  /** The world's clock. */
  clock: Clock
}

/** What the register knows of one certificate. */
type Row = NonNullable<Awaited<ReturnType<Register['status']>>>

/** Superseded, it still verifies: renewed, or corrected and left to expire. What withdraws it goes before. */
function statusOf(row: Row | undefined, now: Date): string {
  if (row === undefined) return 'UNKNOWN'
  if (row.revoked !== undefined) return 'REVOKED'
  if (row.expiresAt <= now) return 'EXPIRED'
  return row.supersededBy === undefined ? 'VALID' : 'SUPERSEDED'
}

/** Whether the caller may see and change it. */
export const reaches = (caller: Caller, row: Row | undefined): row is Row =>
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
    const own = reaches(caller, row) ? details(row) : {}
    return { status: statusOf(row, now), asOf: now.toISOString(), ...own }
  }
}
