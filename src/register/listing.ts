// Puts revoked certificates into batches, each certificate once, whichever process comes to it; deletes batches that are
// over; tells what changed. What a batch says and who signs it, the caller knows.

import type { Database, Session } from './database.ts'
import type { Seals } from './sealed.ts'
import { openUvci } from './standing.ts'

/** A revoked certificate that is in no batch yet. */
export interface Unlisted {
  keyId: string
  expiresAt: Date
  /** The entry of kind SIGNATURE, 16 bytes. */
  signatureHash: Uint8Array
  /** Unsealed for who asks: not every kind of entry needs it. */
  uvci(): string
}

/** A new batch, signed. */
export interface SignedBatch {
  batchId: string
  country: string
  keyId: string
  kind: string
  entries: number
  expires: Date
  cms: Uint8Array
}

export interface ListingRun {
  /** The world's. */
  now: Date
  /** The batches of some certificates that have not expired; at least one each. */
  batchesOf(unlisted: readonly Unlisted[]): readonly SignedBatch[] | Promise<readonly SignedBatch[]>
}

export interface Listed {
  made: number
  deleted: number
}

/** A batch as it is told; without CMS it is deleted. */
export interface ToldBatch extends Omit<SignedBatch, 'cms'> {
  change: number
  changedAt: Date
  cms: Uint8Array | undefined
}

export interface Question {
  /** Only what changed behind this one. */
  after: number
  /** Deleted ones too, from that time on; undefined: only those that hold. */
  since: Date | undefined
  batchesMax: number
  /** Of CMS; a single batch may have more. */
  bytesMax: number
}

export interface ListingOptions {
  database: Database
  seals: Seals
}

export interface Listing {
  /** Lists all that is unlisted; nothing while another process is at it. */
  list(run: ListingRun): Promise<Listed>
  /** In the order of their changes, and whether there are more. */
  changed(question: Question): Promise<{ batches: ToldBatch[]; more: boolean }>
}

export function createListing(options: ListingOptions): Listing {
  return {
    list: (run) => list(options, run),
    changed: (question) => changed(options.database, question),
  }
}

/** Certificates in one transaction: one second of signing, and no more memory than 10 MB. */
const certificatesMax = 20_000

/** After this long a verifier has found by `expires` that a batch is over. */
const deletedKeptMs = 30 * 86_400_000

/** Any constant: the lock of who makes batches, in this database only. */
const advisoryLock = 7_301_004

async function list(options: ListingOptions, run: ListingRun): Promise<Listed> {
  const total = { made: 0, deleted: 0 }
  for (;;) {
    const done = await options.database.transaction((session) => step(session, options, run))
    if (done === undefined) return total
    total.made += done.made
    total.deleted += done.deleted
    if (done.last) return total
  }
}

async function step(
  session: Session,
  { seals }: ListingOptions,
  run: ListingRun,
): Promise<(Listed & { last: boolean }) | undefined> {
  const [lock] = await session.query<{ mine: boolean }>(locking, [advisoryLock])
  if (!lock?.mine) return undefined
  const changedAt = await timeOfChange(session, run.now)
  const ended = await session.query(ending, [run.now, changedAt])
  await session.query(forgetting, [new Date(run.now.getTime() - deletedKeptMs)])
  const rows = await session.query<UnlistedRow>(unlisted, [certificatesMax])
  const batches = await madeOf(rows, seals, run)
  for (const batch of batches) await insert(session, batch, changedAt)
  await session.query(marking, [rows.map((row) => row.uvci_hash), run.now])
  const last = rows.length < certificatesMax
  return { made: batches.length, deleted: ended.length, last }
}

async function madeOf(rows: readonly UnlistedRow[], seals: Seals, run: ListingRun) {
  const lasting = rows.filter((row) => row.expires_at > run.now)
  return lasting.length === 0 ? [] : run.batchesOf(lasting.map((row) => unlistedOf(seals, row)))
}

const locking = 'SELECT pg_try_advisory_xact_lock($1::int8) AS mine'

const secondMs = 1000

/**
 * A whole second that no other change has, as HTTP tells times, and later than any: whoever asks for what changed since
 * then must miss nothing, even when a clock was put back or another one is ahead.
 */
async function timeOfChange(session: Session, now: Date): Promise<Date> {
  const [last] = await session.query<{ changed_at: Date }>(latest)
  const next = last === undefined ? 0 : last.changed_at.getTime() + secondMs
  return new Date(Math.max(next, now.getTime() - (now.getTime() % secondMs)))
}

const latest = 'SELECT changed_at FROM revocation_batch ORDER BY change DESC LIMIT 1'

const ending = `UPDATE revocation_batch
  SET deleted_at = $1::timestamptz, changed_at = $2::timestamptz, cms = NULL,
    change = nextval('revocation_change')
  WHERE deleted_at IS NULL AND expires_at <= $1::timestamptz
  RETURNING 1 AS one`

const forgetting = 'DELETE FROM revocation_batch WHERE deleted_at < $1::timestamptz'

interface UnlistedRow {
  uvci_hash: Uint8Array
  uvci_sealed: Uint8Array
  key_id: string
  revocation_hash: Uint8Array
  expires_at: Date
}

/** Who revokes once more what is locked here waits; what others have locked is listed next time. */
const unlisted = `SELECT uvci_hash, uvci_sealed, key_id, revocation_hash, expires_at
  FROM certificate WHERE revoked_at IS NOT NULL AND listed_at IS NULL
  ORDER BY key_id, uvci_hash LIMIT $1::integer FOR UPDATE SKIP LOCKED`

function unlistedOf(seals: Seals, row: UnlistedRow): Unlisted {
  return {
    keyId: row.key_id,
    expiresAt: row.expires_at,
    signatureHash: row.revocation_hash,
    uvci: () => openUvci(seals, row.uvci_sealed, row.uvci_hash) as string,
  }
}

async function insert(session: Session, batch: SignedBatch, changedAt: Date): Promise<void> {
  const { batchId, country, keyId, kind, entries, expires, cms } = batch
  const values = [batchId, country, keyId, kind, entries, expires, changedAt, cms]
  await session.query(inserting, values)
}

const inserting = `INSERT INTO revocation_batch
    (batch_id, country, key_id, hash_kind, entries, expires_at, changed_at, cms)
  VALUES ($1::text, $2::text, $3::text, $4::text, $5::integer, $6::timestamptz, $7::timestamptz,
    $8::bytea)`

const marking = `UPDATE certificate SET listed_at = $2::timestamptz
  WHERE uvci_hash = ANY ($1::bytea[])`

interface ToldRow {
  batch_id: string
  change: number
  country: string
  key_id: string
  hash_kind: string
  entries: number
  expires_at: Date
  changed_at: Date
  cms: Uint8Array | null
  all_found: number
}

/** The change in front of the first one of `since`, so that none of those before it is looked at; the last if none is. */
const before = `(SELECT CASE WHEN $2::timestamptz IS NULL THEN 0 ELSE coalesce(
    (SELECT b.change - 1 FROM revocation_batch b WHERE b.changed_at >= $2::timestamptz
      ORDER BY b.changed_at, b.change LIMIT 1),
    (SELECT max(b.change) FROM revocation_batch b), 0) END)`

/** One more than wanted is looked at, to know whether there are more; lengths are known without reading the bytes. */
const telling = `SELECT batch_id, change, country, key_id, hash_kind, entries, expires_at, changed_at, cms, all_found
  FROM (
    SELECT found.*, count(*) OVER ()::integer AS all_found,
      row_number() OVER (ORDER BY change) AS place,
      sum(coalesce(octet_length(cms), 0)) OVER (ORDER BY change) AS bytes
    FROM (
      SELECT * FROM revocation_batch
      WHERE change > greatest($1::int8, ${before})
        AND ($2::timestamptz IS NULL AND deleted_at IS NULL OR changed_at >= $2::timestamptz)
      ORDER BY change LIMIT $3::integer + 1
    ) AS found
  ) AS told
  WHERE place = 1 OR (place <= $3::integer AND bytes <= $4::int8)
  ORDER BY change`

async function changed(
  session: Session,
  { after, since, batchesMax, bytesMax }: Question,
): Promise<{ batches: ToldBatch[]; more: boolean }> {
  const values = [after, since ?? null, batchesMax, bytesMax]
  const rows = await session.query<ToldRow>(telling, values)
  return { batches: rows.map(toldBatch), more: rows.length < (rows[0]?.all_found ?? 0) }
}

function toldBatch(row: ToldRow): ToldBatch {
  return {
    batchId: row.batch_id,
    change: row.change,
    country: row.country,
    keyId: row.key_id,
    kind: row.hash_kind,
    entries: row.entries,
    expires: row.expires_at,
    changedAt: row.changed_at,
    cms: row.cms ?? undefined,
  }
}
