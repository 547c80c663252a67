// Revokes certificates, one or a thousand, in one transaction. Whoever does not own one cannot revoke it, and is told
// what is told of one that does not exist.

import { type Database, isRetryable, type Session } from './database.ts'
import {
  type Hashes,
  type Message,
  type MessageHashes,
  type MessageKey,
  messageHashes,
  type Owner,
} from './entry.ts'
import type { Seals } from './sealed.ts'
import { attemptsMax } from './settle.ts'
import { isOneOf } from './standing.ts'
import { isOwner, type OwnerColumns } from './status.ts'

export interface Revocation {
  /** A code of the contract's dictionary. */
  reason: string
  fraud: boolean
  /** By the world's clock. */
  at: Date
  /** Whether somebody else's certificate may be revoked as well. */
  foreignToo?: boolean
  /** The message that asks for it, whose id may not be used for anything else. */
  message?: MessageKey & Pick<Message, 'userId'>
}

/** `already`: it was revoked before, by another message, at that time and for that reason, and stays so. */
interface Revoked {
  revokedAt: Date
  already: boolean
}

export interface RevocationRefused {
  refused: 'MESSAGE_ID_REUSED'
}

/** Of one certificate; undefined if none that may be revoked bears the UVCI. */
export type RevokedRow = Revoked | undefined

interface LockedRow extends OwnerColumns {
  uvci_hash: Uint8Array
  cose_digest: Uint8Array
  revoked_at: Date | null
  revoked_message_hash: Uint8Array | null
}

/** Everything that the steps of one revocation share. */
interface Work {
  seals: Seals
  uvcis: readonly string[]
  owner: Owner
  revocation: Revocation
  /** Of the message, if one asks for it. */
  hashes: MessageHashes | undefined
}

/**
 * What became of each, in their order; a second mention of one finds it revoked already. All or none is carried out,
 * and the deliveries end at once.
 */
export async function revoke(
  database: Database,
  seals: Seals,
  uvcis: readonly string[],
  owner: Owner,
  revocation: Revocation,
): Promise<RevokedRow[] | RevocationRefused> {
  const { message } = revocation
  const hashes = message && messageHashes(seals, owner, message)
  const work = { seals, uvcis, owner, revocation, hashes }
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction((session) => revokeIn(session, work))
    } catch (error) {
      if (attempt === attemptsMax || !isRetryable(error)) throw error
    }
  }
}

async function revokeIn(session: Session, work: Work): Promise<RevokedRow[] | RevocationRefused> {
  const { seals, uvcis, owner, revocation } = work
  const hashesOf = new Map(uvcis.map((uvci) => [uvci, seals.hashes('uvci', uvci)]))
  const rows = await session.query<LockedRow>(locking, [[...hashesOf.values()].flat()])
  const reached = rows.filter((row) => revocation.foreignToo || isOwner(seals, row, owner))
  if (await isReused(session, work.hashes, reached)) return { refused: 'MESSAGE_ID_REUSED' }
  const fresh = reached.filter((row) => row.revoked_at === null)
  if (fresh.length > 0) await withdraw(session, work, fresh)
  return outcomes(work, hashesOf, new Map(reached.map((row) => [hex(row.uvci_hash), row])))
}

/** In the order of their hashes, so that two lists with the same certificates wait for each other. */
const locking = `SELECT uvci_hash, cose_digest, client, represented_hash, revoked_at, revoked_message_hash
  FROM certificate WHERE uvci_hash = ANY ($1::bytea[]) ORDER BY uvci_hash FOR UPDATE`

/** Whether the message's id was used for another body; if not, the message is remembered with what it reached. */
async function isReused(
  session: Session,
  hashes: MessageHashes | undefined,
  [first]: readonly LockedRow[],
): Promise<boolean> {
  if (hashes === undefined) return false
  if (await wasUsedOtherwise(session, hashes)) return true
  if (first === undefined) return false
  const remembered = await session.query(remembering, [
    hashes.messageHashes[0] ?? null,
    hashes.bodyHashes[0] ?? null,
    first.uvci_hash,
    first.cose_digest,
  ])
  // Known, or another message took the id while this one waited for it.
  return remembered.length === 0 && wasUsedOtherwise(session, hashes)
}

const remembering = `INSERT INTO message (message_hash, body_hash, uvci_hash, cose_digest)
  VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea) ON CONFLICT DO NOTHING RETURNING uvci_hash`

async function wasUsedOtherwise(session: Session, { messageHashes, bodyHashes }: MessageHashes) {
  const used = await session.query<{ body_hash: Uint8Array }>(using, [messageHashes])
  return used.some(({ body_hash }) => !isOneOf(bodyHashes, body_hash))
}

const using = 'SELECT body_hash FROM message WHERE message_hash = ANY ($1::bytea[])'

async function withdraw(
  session: Session,
  { seals, owner, revocation, hashes }: Work,
  rows: readonly LockedRow[],
): Promise<void> {
  const { at, reason, fraud, message } = revocation
  const user = message?.userId
  await session.query(revoking, [
    rows.map((row) => row.uvci_hash),
    at,
    reason,
    fraud,
    message === undefined ? null : owner.client,
    user === undefined ? null : seals.hash('user', user),
    hashes?.messageHashes[0] ?? null,
  ])
}

const revoking = `WITH ended AS (DELETE FROM delivery WHERE uvci_hash = ANY ($1::bytea[]))
  UPDATE certificate
  SET revoked_at = $2::timestamptz, revocation_reason = $3::text, revocation_fraud = $4::boolean,
    revoked_by = $5::text, revoked_user_hash = $6::bytea, revoked_message_hash = $7::bytea
  WHERE uvci_hash = ANY ($1::bytea[])`

/** A repeat of the message gets what the message got. */
function outcomes(
  { uvcis, revocation, hashes }: Work,
  hashesOf: ReadonlyMap<string, Hashes>,
  reached: ReadonlyMap<string, LockedRow>,
): RevokedRow[] {
  const mentioned = new Set<LockedRow>()
  return uvcis.map((uvci) => {
    const row = hashesOf
      .get(uvci)
      ?.map((hash) => reached.get(hex(hash)))
      .find(Boolean)
    if (row === undefined) return undefined
    const again = mentioned.has(row) || !(row.revoked_at === null || isBy(row, hashes))
    mentioned.add(row)
    return { revokedAt: row.revoked_at ?? revocation.at, already: again }
  })
}

function isBy({ revoked_message_hash }: LockedRow, hashes: MessageHashes | undefined): boolean {
  if (hashes === undefined || revoked_message_hash === null) return false
  return isOneOf(hashes.messageHashes, revoked_message_hash)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}
