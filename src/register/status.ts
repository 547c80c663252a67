// What the register knows of one certificate: the facts, from which the engine makes a status,
// and its revocation. Whoever does not own it learns of no link and cannot revoke it.

import type { Database, Session } from './database.ts'
import {
  type Entry,
  type MessageHashes,
  type MessageKey,
  messageHashes,
  type Owner,
  representedHashes,
} from './entry.ts'
import type { Seals } from './sealed.ts'
import { isOneOf, openUvci } from './standing.ts'

export interface CertificateFacts {
  type: Entry['type']
  keyId: string
  issuedAt: Date
  expiresAt: Date
  revoked?: { at: Date; reason: string; fraud: boolean }
  /** UVCIs of the certificate this one renewed, and of the one that renewed it. */
  supersedes?: string
  supersededBy?: string
  /** Whether these issued it; only they may be told more than a status. */
  ownedBy(owner: Owner): boolean
}

export interface Revocation {
  /** A code of the contract's dictionary. */
  reason: string
  fraud: boolean
  /** By the world's clock. */
  at: Date
  /** Whether somebody else's certificate may be revoked as well. */
  foreignToo?: boolean
  /** The message that asks for it, whose id may not be used for anything else. */
  message?: MessageKey
}

/** `already`: it was revoked before, at that time and for that reason, and stays so. */
export interface Revoked {
  revokedAt: Date
  already: boolean
}

export interface RevocationRefused {
  refused: 'MESSAGE_ID_REUSED'
}

interface OwnerColumns {
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

function isOwner(seals: Seals, row: OwnerColumns, owner: Owner): boolean {
  if (row.client !== owner.client) return false
  if (row.represented_hash === null) return owner.representedParty === undefined
  return isOneOf(representedHashes(seals, owner), row.represented_hash)
}

/** Undefined if no certificate, of this owner unless `foreignToo`, bears the UVCI. Its delivery ends at once. */
export function revoke(
  database: Database,
  seals: Seals,
  uvci: string,
  owner: Owner,
  revocation: Revocation,
): Promise<Revoked | RevocationRefused | undefined> {
  return database.transaction(async (session) => {
    const hashes = revocation.message && messageHashes(seals, owner, revocation.message)
    if (hashes && (await isReused(session, hashes))) return { refused: 'MESSAGE_ID_REUSED' }
    for (const hash of seals.hashes('uvci', uvci)) {
      const [row] = await session.query<OwnerColumns & { revoked_at: Date | null }>(locked, [hash])
      if (row === undefined) continue
      if (!revocation.foreignToo && !isOwner(seals, row, owner)) continue
      if (hashes) await remember(session, hashes, hash)
      if (row.revoked_at !== null) return { revokedAt: row.revoked_at, already: true }
      const { at, reason, fraud } = revocation
      await session.query(revoking, [hash, at, reason, fraud])
      return { revokedAt: at, already: false }
    }
    return undefined
  })
}

async function isReused(session: Session, { messageHashes, bodyHashes }: MessageHashes) {
  const used = await session.query<{ body_hash: Uint8Array }>(using, [messageHashes])
  return used.some(({ body_hash }) => !isOneOf(bodyHashes, body_hash))
}

const using = 'SELECT body_hash FROM message WHERE message_hash = ANY ($1::bytea[])'

async function remember(session: Session, hashes: MessageHashes, uvciHash: Uint8Array) {
  const [messageHash, bodyHash] = [hashes.messageHashes[0], hashes.bodyHashes[0]]
  await session.query(remembering, [messageHash ?? null, bodyHash ?? null, uvciHash])
}

const remembering = `INSERT INTO message (message_hash, body_hash, uvci_hash, cose_digest)
  SELECT $1::bytea, $2::bytea, uvci_hash, cose_digest FROM certificate WHERE uvci_hash = $3::bytea
  ON CONFLICT DO NOTHING`

const locked = `SELECT client, represented_hash, revoked_at FROM certificate
  WHERE uvci_hash = $1::bytea FOR UPDATE`

const revoking = `WITH ended AS (DELETE FROM delivery WHERE uvci_hash = $1::bytea)
  UPDATE certificate
  SET revoked_at = $2::timestamptz, revocation_reason = $3::text, revocation_fraud = $4::boolean
  WHERE uvci_hash = $1::bytea`
