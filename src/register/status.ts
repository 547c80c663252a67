// What the register knows of one certificate: the facts, from which the engine makes a status.
// Whoever does not own it is to learn of no link.

import type { Session } from './database.ts'
import { type Entry, type Owner, representedHashes } from './entry.ts'
import type { Seals } from './sealed.ts'
import { isOneOf, openUvci } from './standing.ts'

export interface CertificateFacts {
  type: Entry['type']
  keyId: string
  issuedAt: Date
  expiresAt: Date
  revoked?: { at: Date; reason: string; fraud: boolean }
  /** UVCIs of the certificate that this one renewed or corrected, and of the one that did so to it. */
  supersedes?: string
  supersededBy?: string
  /** Whether these issued it; only they may be told more than a status. */
  ownedBy(owner: Owner): boolean
}

export interface OwnerColumns {
  client: string
  represented_hash: Uint8Array | null
}

interface FactsRow extends OwnerColumns {
  type: Entry['type']
  key_id: string
  issued_at: Date
  expires_at: Date
  revoked_at: Date | null
  revocation_reason: string | null
  revocation_fraud: boolean | null
  earlier_hash: Uint8Array | null
  earlier_sealed: Uint8Array | null
  later_hash: Uint8Array | null
  later_sealed: Uint8Array | null
}

const factsOf = `SELECT c.type, c.key_id, c.issued_at, c.expires_at, c.client, c.represented_hash,
    c.revoked_at, c.revocation_reason, c.revocation_fraud,
    e.uvci_hash AS earlier_hash, e.uvci_sealed AS earlier_sealed,
    l.uvci_hash AS later_hash, l.uvci_sealed AS later_sealed
  FROM certificate c
  LEFT JOIN certificate e ON e.uvci_hash = c.supersedes
  LEFT JOIN certificate l ON l.uvci_hash = c.superseded_by
  WHERE c.uvci_hash = $1::bytea`

/** Undefined if no certificate bears the UVCI. */
export async function findFacts(
  session: Session,
  seals: Seals,
  uvci: string,
): Promise<CertificateFacts | undefined> {
  for (const hash of seals.hashes('uvci', uvci)) {
    const [row] = await session.query<FactsRow>(factsOf, [hash])
    if (row !== undefined) return facts(seals, row)
  }
  return undefined
}

function facts(seals: Seals, row: FactsRow): CertificateFacts {
  const supersedes = openUvci(seals, row.earlier_sealed, row.earlier_hash)
  const supersededBy = openUvci(seals, row.later_sealed, row.later_hash)
  return {
    type: row.type,
    keyId: row.key_id,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    ...(row.revoked_at === null ? {} : { revoked: revocation(row, row.revoked_at) }),
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(supersededBy === undefined ? {} : { supersededBy }),
    ownedBy: (owner) => isOwner(seals, row, owner),
  }
}

function revocation(row: FactsRow, at: Date) {
  return { at, reason: row.revocation_reason ?? '', fraud: row.revocation_fraud === true }
}

export function isOwner(seals: Seals, row: OwnerColumns, owner: Owner): boolean {
  if (row.client !== owner.client) return false
  if (row.represented_hash === null) return owner.representedParty === undefined
  return isOneOf(representedHashes(seals, owner), row.represented_hash)
}
