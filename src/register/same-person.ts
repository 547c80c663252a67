// Which ids of `person` are one person. Identifiers that stand in one request belong to one person; where the
// register knew them as two, the two are joined for good. Nothing is moved: rows keep the id they were written with.

import type { Session, Value } from './database.ts'
import type { Row } from './entry.ts'
import { isOneOf } from './standing.ts'

/** Every id that the identifiers lead to, directly or by ids that were found to be the same person. */
const leading = `WITH RECURSIVE same AS (
    SELECT p.person_id FROM person p WHERE p.identifier_hash = ANY ($1::bytea[])
    UNION
    SELECT s.other_id FROM same JOIN same_person s ON s.person_id = same.person_id
  ) SELECT person_id FROM same`

/** None when no identifier has been seen before. */
export async function personIds(
  session: Session,
  { identifiers }: Pick<Row, 'identifiers'>,
): Promise<Uint8Array[]> {
  const hashes = identifiers.map(({ hash }) => hash)
  const found = await session.query<{ person_id: Uint8Array }>(leading, [hashes])
  return found.map(({ person_id }) => person_id)
}

/** Whether the identifiers of the row lead to this person. Most often the surest one is the id itself. */
export async function isPerson(session: Session, row: Row, personId: Uint8Array) {
  const own = row.identifiers.map(({ hash }) => hash)
  return isOneOf(own, personId) || isOneOf(await personIds(session, row), personId)
}

/** Any constants: spaces of PostgreSQL's two-part advisory locks, apart from those of one part. */
const identifierLocks = 7_301
const personLocks = 7_302

const locking = `SELECT pg_advisory_xact_lock($1::integer, key)
  FROM unnest($2::integer[]) AS keys (key)`

/**
 * Until the transaction ends nobody else holds this person, under whatever identifier. Two locks, because a
 * new person has no id yet, and a known one is reached by identifiers that are not in this request. Strangers
 * whose keys coincide wait for each other, which harms nobody; a deadlock is undone and tried again.
 * @returns every id of the person
 */
export async function lockPerson(session: Session, row: Row): Promise<Uint8Array[]> {
  await lockAll(
    session,
    identifierLocks,
    row.identifiers.map(({ hash }) => hash),
  )
  const held: Uint8Array[] = []
  for (;;) {
    const ids = await personIds(session, row)
    const missing = ids.filter((id) => !isOneOf(held, id))
    if (missing.length === 0) return ids
    await lockAll(session, personLocks, missing)
    held.push(...missing)
  }
}

async function lockAll(session: Session, space: number, hashes: readonly Uint8Array[]) {
  const keys = hashes.map((hash) => Buffer.from(hash).readInt32BE())
  await session.query(locking, [space, keys.sort((one, other) => one - other)])
}

/** What the rows of these certificates name together, where the register knows it as more than one person. */
const joining = `INSERT INTO same_person (person_id, other_id)
  SELECT DISTINCT pair.one, pair.other
  FROM unnest($1::bytea[], $2::bytea[]) AS named (uvci_hash, identifier_hash)
  CROSS JOIN LATERAL (SELECT c.person_id FROM certificate c WHERE c.uvci_hash = named.uvci_hash) AS c
  CROSS JOIN LATERAL
    (SELECT p.person_id FROM person p WHERE p.identifier_hash = named.identifier_hash) AS p
  CROSS JOIN LATERAL (VALUES (c.person_id, p.person_id), (p.person_id, c.person_id))
    AS pair (one, other)
  WHERE pair.one <> pair.other
  ORDER BY pair.one, pair.other
  ON CONFLICT DO NOTHING`

/** Joins the people whose identifiers were recorded with these certificates. */
export async function joinPeople(session: Session, rows: readonly Row[]): Promise<void> {
  const named = rows.flatMap(({ columns, identifiers }) =>
    identifiers.map(({ hash }): [Value, Value] => [columns.uvci_hash, hash]),
  )
  await session.query(joining, [named.map(([uvci]) => uvci), named.map(([, hash]) => hash)])
}
