// Deletes deliveries that are over. What the register keeps of a certificate stays.

import type { Session } from './database.ts'

/** Small enough to hold no lock for longer than a few tens of milliseconds. */
const rowsMax = 5_000

const purging = `DELETE FROM delivery
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM delivery WHERE until <= $1::timestamptz LIMIT $2::integer))
  RETURNING 1 AS one`

/** How many were deleted; `now` is the machine's. */
export async function purgeDeliveries(session: Session, now: Date): Promise<number> {
  let total = 0
  for (;;) {
    const { length } = await session.query(purging, [now, rowsMax])
    total += length
    if (length < rowsMax) return total
  }
}
