// Finds what was recorded: the certificate that a message was answered with, and the one that
// stands for an event. One look-up per active pepper, each by equality on an index.

import type { Session, Values } from './database.ts'
import type { Entry, Hashes } from './entry.ts'
import type { Seals } from './sealed.ts'

/** A certificate with its bytes, from which an answer is rendered afresh. */
export interface Standing {
  kind: 'standing'
  uvci: string
  type: Entry['type']
  cose: Uint8Array
  keyId: string
  issuedAt: Date
  expiresAt: Date
  /** The UVCI of the certificate that this one renewed or corrected. */
  supersedes?: string
}

export interface Found {
  uvci_hash: Uint8Array
  uvci_sealed: Uint8Array
  event_hash: Uint8Array
  person_id: Uint8Array
  revoked_at: Date | null
  type: Entry['type']
  key_id: string
  issued_at: Date
  expires_at: Date
  cose_digest: Uint8Array
  /** Null once the delivery has ended or was deleted. */
  cose_sealed: Uint8Array | null
  earlier_hash: Uint8Array | null
  earlier_sealed: Uint8Array | null
  /** What the certificate says that supersedes it, the last of those that supersede each other. */
  later_event_hash: Uint8Array | null
}

export type FoundByMessage = Found & { body_hash: Uint8Array }

const shown = `c.uvci_hash, c.uvci_sealed, c.event_hash, c.person_id, c.revoked_at, c.type, c.key_id,
  c.issued_at, c.expires_at, c.cose_digest, d.cose_sealed,
  e.uvci_hash AS earlier_hash, e.uvci_sealed AS earlier_sealed,
  l.event_hash AS later_event_hash`

const joined = `LEFT JOIN delivery d ON d.uvci_hash = c.uvci_hash AND d.until > $2::timestamptz
  LEFT JOIN certificate e ON e.uvci_hash = c.supersedes
  LEFT JOIN LATERAL (WITH RECURSIVE later AS (
      SELECT n.superseded_by, n.event_hash FROM certificate n WHERE n.uvci_hash = c.superseded_by
      UNION ALL
      SELECT n.superseded_by, n.event_hash FROM later
        JOIN certificate n ON n.uvci_hash = later.superseded_by
    ) SELECT later.event_hash FROM later WHERE later.superseded_by IS NULL) AS l ON true`

const byMessage = `SELECT ${shown}, m.body_hash
  FROM message m
  JOIN certificate c ON c.uvci_hash = m.uvci_hash AND c.cose_digest = m.cose_digest
  ${joined}
  WHERE m.message_hash = $1::bytea`

const byKey = `SELECT ${shown} FROM certificate c ${joined}
  WHERE coalesce(c.record_hash, c.event_hash) = $1::bytea
    AND c.superseded_by IS NULL AND c.revoked_at IS NULL
  FOR UPDATE OF c`

const byFacts = `SELECT ${shown} FROM certificate c ${joined}
  WHERE c.facts_hash = $1::bytea AND c.person_id = ANY ($3::bytea[])
    AND c.superseded_by IS NULL AND c.revoked_at IS NULL
  FOR UPDATE OF c`

/** The certificate that a message of this key was answered with, whatever its body. */
export function findByMessage(session: Session, messageHashes: Hashes, now: Date) {
  return findFirst<FoundByMessage>(session, byMessage, messageHashes, now)
}

/** The certificate that stands for an event, locked until the transaction ends. */
export function lockStanding(session: Session, keyHashes: Hashes, now: Date) {
  return findFirst<Found>(session, byKey, keyHashes, now)
}

/** The same where no record was named, for the same person under another identifier. */
export function lockAlike(
  session: Session,
  factsHashes: Hashes,
  personIds: readonly Uint8Array[],
  now: Date,
) {
  return findFirst<Found>(session, byFacts, factsHashes, now, personIds)
}

async function findFirst<Row>(
  session: Session,
  text: string,
  hashes: Hashes,
  ...values: Values
): Promise<Row | undefined> {
  for (const hash of hashes) {
    const [row] = await session.query<Row>(text, [hash, ...values])
    if (row !== undefined) return row
  }
  return undefined
}

/** Opened, while its delivery is kept; else undefined. */
export function openStanding(seals: Seals, found: Found): Standing | undefined {
  if (found.cose_sealed === null) return undefined
  const supersedes = openUvci(seals, found.earlier_sealed, found.earlier_hash)
  return {
    kind: 'standing',
    uvci: openUvci(seals, found.uvci_sealed, found.uvci_hash) as string,
    type: found.type,
    cose: seals.open(found.cose_sealed, found.cose_digest),
    keyId: found.key_id,
    issuedAt: found.issued_at,
    expiresAt: found.expires_at,
    ...(supersedes === undefined ? {} : { supersedes }),
  }
}

/** The UVCI in clear, for the owner; undefined where the columns are null. */
export function openUvci(
  seals: Seals,
  sealed: Uint8Array | null,
  hash: Uint8Array | null,
): string | undefined {
  if (sealed === null || hash === null) return undefined
  return Buffer.from(seals.open(sealed, hash)).toString()
}

export function isOneOf(hashes: Hashes, hash: Uint8Array): boolean {
  return hashes.some((each) => Buffer.compare(each, hash) === 0)
}
