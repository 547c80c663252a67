// How many certificates of a type a person has from a period, whoever issued them and under whatever identifier.
// Which quota there is, the engine says.

import type { Session } from './database.ts'
import type { Entry } from './entry.ts'

export interface Quota {
  max: number
  /** First instant of the period, and the first after it; by the world's clock. */
  from: Date
  before: Date
}

/**
 * What stands counts, and in the period in which its event was certified first: a certificate and those that renewed
 * or corrected it are one. What was revoked does not count.
 */
const counting = `WITH RECURSIVE chain AS (
    SELECT c.supersedes, c.issued_at FROM certificate c
    WHERE c.person_id = ANY ($1::bytea[]) AND c.type = 'recovery' AND c.type = $2::text
      AND c.superseded_by IS NULL AND c.revoked_at IS NULL
    UNION ALL
    SELECT e.supersedes, e.issued_at FROM chain JOIN certificate e ON e.uvci_hash = chain.supersedes
  ) SELECT count(*) AS issued FROM chain
  WHERE supersedes IS NULL AND issued_at >= $3::timestamptz AND issued_at < $4::timestamptz`

/** @param personIds every id of the person */
export async function isSpent(
  session: Session,
  personIds: readonly Uint8Array[],
  type: Entry['type'],
  { max, from, before }: Quota,
): Promise<boolean> {
  const [row] = await session.query<{ issued: number }>(counting, [personIds, type, from, before])
  return row !== undefined && row.issued >= max
}
