// Seals again, under the current delivery key, what an older one sealed, while the register is in use. Keyed hashes
// cannot be made anew: what was hashed is not kept. So it also says which pepper how much still stands under.

import type { Database, Session } from './database.ts'
import type { Seals } from './sealed.ts'

/** Few enough that nobody waits for a lock for long. */
const rowsMax = 500

interface Sealed {
  id: Uint8Array
  context: Uint8Array
  sealed: Uint8Array
}

interface Place {
  select: string
  update: string
}

/** Where sealed values stand, and what each is bound to. Pages go by the primary key. */
const places: readonly Place[] = [
  {
    select: `SELECT uvci_hash AS id, uvci_hash AS context, uvci_sealed AS sealed
      FROM certificate WHERE uvci_hash > $1::bytea ORDER BY uvci_hash LIMIT $2::integer FOR UPDATE`,
    update: `UPDATE certificate c SET uvci_sealed = given.sealed
      FROM unnest($1::bytea[], $2::bytea[]) AS given (id, sealed) WHERE c.uvci_hash = given.id`,
  },
  {
    select: `SELECT d.uvci_hash AS id, c.cose_digest AS context, d.cose_sealed AS sealed
      FROM delivery d JOIN certificate c ON c.uvci_hash = d.uvci_hash
      WHERE d.uvci_hash > $1::bytea ORDER BY d.uvci_hash LIMIT $2::integer FOR UPDATE OF d`,
    update: `UPDATE delivery d SET cose_sealed = given.sealed
      FROM unnest($1::bytea[], $2::bytea[]) AS given (id, sealed) WHERE d.uvci_hash = given.id`,
  },
]

/** One page: how many were sealed again, and where the next one begins; undefined after the last. */
async function page(session: Session, seals: Seals, { select, update }: Place, after: Uint8Array) {
  const rows = await session.query<Sealed>(select, [after, rowsMax])
  const old = rows.filter(({ sealed }) => !seals.isCurrent(sealed))
  if (old.length > 0) {
    const again = old.map(({ sealed, context }) => seals.seal(seals.open(sealed, context), context))
    await session.query(update, [old.map(({ id }) => id), again])
  }
  return { resealed: old.length, next: rows.length < rowsMax ? undefined : rows.at(-1)?.id }
}

/**
 * Each page in a transaction of its own; broken off, it is begun again and finds what is left.
 * @returns how many values were sealed again
 * @throws Failure INTERNAL when a value was sealed by a key that is not configured
 */
export async function reseal(database: Database, seals: Seals): Promise<number> {
  let total = 0
  for (const place of places) {
    let after: Uint8Array | undefined = new Uint8Array(0)
    while (after !== undefined) {
      const from: Uint8Array = after
      const { resealed, next } = await database.transaction((session) =>
        page(session, seals, place, from),
      )
      total += resealed
      after = next
    }
  }
  return total
}

/** What stands under a pepper. */
export interface PepperUse {
  pepperId: string
  certificates: number
  /** Until then the pepper is needed: the last of them has expired, and no quota counts one of them. */
  until: Date
}

/** The quota of recoveries counts what was issued within a calendar year (Cabinet resolution 677). */
const using = `SELECT pepper_id AS "pepperId", count(*)::int8 AS certificates,
    max(greatest(expires_at, CASE type WHEN 'recovery' THEN issued_at + interval '1 year' END)) AS until
  FROM certificate GROUP BY pepper_id ORDER BY pepper_id`

/** Reads the whole register. */
export function pepperUses(session: Session): Promise<PepperUse[]> {
  return session.query<PepperUse>(using)
}
