// The one statement that records certificates: all that wait at the moment, each with its
// message, its person and its encrypted delivery. A row whose event or message is known already
// is left out, and fails no other.

import type { Session, Value } from './database.ts'
import { type Column, columnTypes, type Row } from './entry.ts'

/** What all certificates of one statement share; times by the machine's clock. */
export interface Stamp {
  pepperId: string
  recordedAt: Date
  deliveryUntil: Date
}

const columns = Object.keys(columnTypes) as Column[]

const elsewhere: readonly Column[] = [
  'person_id',
  'message_hash',
  'body_hash',
  'cose_sealed',
  'older_message_hash',
  'older_key_hash',
]
const own = columns.filter((column) => !elsewhere.includes(column)).join(', ')

const arrays = columns.map((column, index) => `$${index + 1}::${columnTypes[column]}[]`)
const parameter = (offset: number) => `$${columns.length + offset}`

/** Sub-queries with LIMIT, not joins: whatever the planner believes, each is one index look-up. */
const standing = (hash: string) => `(SELECT true FROM certificate c
  WHERE coalesce(c.record_hash, c.event_hash) = ${hash}
    AND c.superseded_by IS NULL AND c.revoked_at IS NULL LIMIT 1)`

/**
 * Everything is inserted in the order of the business key, so that two processes with the same
 * events in hand wait for each other instead of dying in a deadlock. The hashes of the older
 * pepper are null while one pepper is active.
 */
const statement = `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest(${arrays.join(', ')}) AS given (${columns.join(', ')})
), named AS MATERIALIZED (
  SELECT * FROM unnest(
    ${parameter(1)}::bytea[], ${parameter(2)}::integer[],
    ${parameter(3)}::bytea[], ${parameter(4)}::boolean[]
  ) AS named (uvci_hash, place, identifier_hash, is_current)
), claimed AS (
  INSERT INTO message (message_hash, body_hash, uvci_hash, cose_digest)
  SELECT message_hash, body_hash, uvci_hash, cose_digest FROM given
  WHERE ${standing('coalesce(given.record_hash, given.event_hash)')} IS NULL
    AND ${standing('given.older_key_hash')} IS NULL
    AND (SELECT true FROM message m WHERE m.message_hash = given.older_message_hash LIMIT 1) IS NULL
  ORDER BY coalesce(record_hash, event_hash)
  ON CONFLICT DO NOTHING
  RETURNING uvci_hash
), known AS (
  SELECT DISTINCT ON (uvci_hash) uvci_hash, person_id
  FROM (
    SELECT uvci_hash, place,
      (SELECT p.person_id FROM person p WHERE p.identifier_hash = named.identifier_hash LIMIT 1)
    FROM named
  ) AS looked_up
  WHERE person_id IS NOT NULL
  ORDER BY uvci_hash, place
), issued AS (
  INSERT INTO certificate (${own}, person_id, pepper_id, recorded_at)
  SELECT ${own}, coalesce(known.person_id, given.person_id),
    ${parameter(5)}::text, ${parameter(6)}::timestamptz
  FROM given JOIN claimed USING (uvci_hash) LEFT JOIN known USING (uvci_hash)
  ORDER BY coalesce(record_hash, event_hash)
  ON CONFLICT DO NOTHING
  RETURNING uvci_hash, person_id
), kept AS (
  INSERT INTO delivery (uvci_hash, cose_sealed, until)
  SELECT uvci_hash, cose_sealed, ${parameter(7)}::timestamptz
  FROM given JOIN issued USING (uvci_hash)
), linked AS (
  INSERT INTO person (identifier_hash, person_id)
  SELECT DISTINCT identifier_hash, issued.person_id
  FROM named JOIN issued USING (uvci_hash)
  WHERE is_current
  ORDER BY identifier_hash
  ON CONFLICT DO NOTHING
)
SELECT uvci_hash FROM issued`

/** Whether each row was recorded, in the order given. */
export async function insertRows(
  session: Session,
  rows: readonly Row[],
  stamp: Stamp,
): Promise<boolean[]> {
  const issued = await session.query<{ uvci_hash: Uint8Array }>(statement, [
    ...columns.map((column) => rows.map((row) => row.columns[column])),
    ...namedArrays(rows),
    stamp.pepperId,
    stamp.recordedAt,
    stamp.deliveryUntil,
  ])
  const hashes = new Set(issued.map((row) => hex(row.uvci_hash)))
  return rows.map((row) => hashes.has(hex(row.columns.uvci_hash as Uint8Array)))
}

function namedArrays(rows: readonly Row[]): Value[][] {
  const named = rows.flatMap((row) =>
    row.identifiers.map((identifier, place) => ({ row, place, ...identifier })),
  )
  return [
    named.map(({ row }) => row.columns.uvci_hash),
    named.map(({ place }) => place),
    named.map(({ hash }) => hash),
    named.map(({ current }) => current),
  ]
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}
