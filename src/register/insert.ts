// The one statement that records certificates: all that wait at the moment, each with its
// message, its person, its encrypted delivery and, where its engine gave one, its row of the audit. A row whose event or
// message is known already is left out, and fails no other. People who turn out to be one are joined right after.

import { auditColumns, auditTypes } from './audit-row.ts'
import { hexOf } from './bytes.ts'
import type { Session, Value } from './database.ts'
import { type Column, columnTypes, type Row } from './entry.ts'
import { joinPeople } from './same-person.ts'

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
  'sought_facts_hash',
  'older_facts_hash',
]
const own = columns.filter((column) => !elsewhere.includes(column)).join(', ')

const typed = Object.entries({ ...columnTypes, ...auditTypes }).map(
  ([name, type]) => `${name} ${type}`,
)

/** Sub-queries with LIMIT, not joins: whatever the planner believes, each is one index look-up. */
const standing = (hash: string) => `(SELECT true FROM certificate c
  WHERE coalesce(c.record_hash, c.event_hash) = ${hash}
    AND c.superseded_by IS NULL AND c.revoked_at IS NULL LIMIT 1)`

/** A certificate of the same event that named no record either, of this person or of another. */
const alike = (hash: string) => `(SELECT true FROM certificate c
  WHERE c.facts_hash = ${hash}
    AND c.superseded_by IS NULL AND c.revoked_at IS NULL LIMIT 1)`

/**
 * Everything is inserted in the order of the business key, so that two processes with the same
 * events in hand wait for each other instead of dying in a deadlock. The hashes of the older
 * pepper are null while one pepper is active. CASE, because the planner takes IS NULL for a rare thing and would
 * look through all that was issued once for every identifier. The rows come as JSON, because they hold lists of unequal
 * length, and because it costs this process a quarter of what pg takes to write arrays; bytea stands in it as `\\x` and
 * hex digits.
 */
const statement = `
WITH given AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::text::json) AS given (${typed.join(', ')},
    identifier_hashes bytea[], identifiers_current boolean[])
), named AS MATERIALIZED (
  SELECT uvci_hash, place, identifier_hash, is_current
  FROM given, unnest(identifier_hashes, identifiers_current) WITH ORDINALITY
    AS named (identifier_hash, is_current, place)
), claimed AS (
  INSERT INTO message (message_hash, body_hash, uvci_hash, cose_digest)
  SELECT message_hash, body_hash, uvci_hash, cose_digest FROM given
  WHERE ${standing('coalesce(given.record_hash, given.event_hash)')} IS NULL
    AND ${standing('given.older_key_hash')} IS NULL
    AND ${alike('given.sought_facts_hash')} IS NULL
    AND ${alike('given.older_facts_hash')} IS NULL
    AND (SELECT true FROM message m WHERE m.message_hash = given.older_message_hash LIMIT 1) IS NULL
  ORDER BY coalesce(record_hash, event_hash)
  ON CONFLICT DO NOTHING
  RETURNING uvci_hash
), looked_up AS MATERIALIZED (
  SELECT named.*,
    (SELECT p.person_id FROM person p WHERE p.identifier_hash = named.identifier_hash LIMIT 1)
  FROM named
), known AS (
  SELECT DISTINCT ON (uvci_hash) uvci_hash, person_id
  FROM looked_up
  WHERE person_id IS NOT NULL
  ORDER BY uvci_hash, place
), issued AS (
  INSERT INTO certificate (${own}, person_id, pepper_id, recorded_at)
  SELECT ${own}, coalesce(known.person_id, given.person_id),
    $2::text, $3::timestamptz
  FROM given JOIN claimed USING (uvci_hash) LEFT JOIN known USING (uvci_hash)
  ORDER BY coalesce(record_hash, event_hash)
  ON CONFLICT DO NOTHING
  RETURNING uvci_hash, person_id
), kept AS (
  INSERT INTO delivery (uvci_hash, cose_sealed, until)
  SELECT uvci_hash, cose_sealed, $4::timestamptz
  FROM given JOIN issued USING (uvci_hash)
), noted AS (
  INSERT INTO audit (at, client, represented_hash, user_hash, service, x_road_id,
    ${auditColumns.join(', ')}, pepper_id)
  SELECT $3::timestamptz, client, represented_hash, user_hash, service, x_road_id,
    ${auditColumns.join(', ')}, $2::text
  FROM given JOIN issued USING (uvci_hash)
  WHERE outcome IS NOT NULL
), wanted AS (
  SELECT DISTINCT identifier_hash, issued.person_id
  FROM looked_up JOIN issued USING (uvci_hash)
  WHERE CASE WHEN is_current THEN looked_up.person_id IS NULL ELSE false END
), linked AS (
  INSERT INTO person (identifier_hash, person_id)
  SELECT identifier_hash, person_id FROM wanted
  ORDER BY identifier_hash
  ON CONFLICT DO NOTHING
  RETURNING true
)
SELECT uvci_hash,
  (SELECT count(*) FROM wanted) > (SELECT count(*) FROM linked)
  OR (SELECT count(*) FROM (
      SELECT DISTINCT uvci_hash, person_id FROM looked_up WHERE person_id IS NOT NULL
    ) AS pairs) > (SELECT count(*) FROM known) AS is_tangled
FROM issued`

interface IssuedRow {
  uvci_hash: Uint8Array
  /**
   * Of the statement as a whole: identifiers of one row led to two people, or somebody else linked one of them in
   * the same moment. Counted, for a join that names them costs half of the statement.
   */
  is_tangled: boolean
}

/** Whether each row was recorded, in the order given. */
export async function insertRows(
  session: Session,
  rows: readonly Row[],
  stamp: Stamp,
): Promise<boolean[]> {
  const issued = await session.query<IssuedRow>(statement, [
    `[${rows.map(jsonOf).join(',')}]`,
    stamp.pepperId,
    stamp.recordedAt,
    stamp.deliveryUntil,
  ])
  if (issued[0]?.is_tangled) await joinPeople(session, rows)
  const hashes = new Set(issued.map((row) => hexOf(row.uvci_hash)))
  return rows.map((row) => hashes.has(hexOf(row.columns.uvci_hash as Uint8Array)))
}

/** Written by hand: hex digits need no escaping, and JSON.stringify takes four times as long over them. */
function jsonOf({ columns: values, identifiers, audit }: Row): string {
  const hashes = identifiers.map(({ hash }) => `"${escapedHex(hash)}"`).join()
  const current = identifiers.map(({ current }) => current).join()
  let json = `{"identifier_hashes":[${hashes}],"identifiers_current":[${current}]`
  for (const column of columns) json += member(column, values[column])
  return `${json}${audit === undefined ? '' : `,${JSON.stringify(audit).slice(1, -1)}`}}`
}

function member(column: Column, value: Value): string {
  if (value === null) return ''
  const text = value instanceof Uint8Array ? `"${escapedHex(value)}"` : JSON.stringify(value)
  return `,"${column}":${text}`
}

const escapedHex = (bytes: Uint8Array) => `\\${hexOf(bytes)}`
