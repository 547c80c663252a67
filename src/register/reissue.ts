// Records a certificate that corrects another: the new one and what becomes of the old one stand together or not at all.
// It decides what the register knows: whose the old one is, whether it stands, whether it is the same person's.

import type { Session } from './database.ts'
import type { Owner, Row } from './entry.ts'
import { isSpent } from './quota.ts'
import { isPerson, lockPerson, personIds } from './same-person.ts'
import {
  answerByMessage,
  answered,
  findEvent,
  forget,
  isPersonal,
  isSame,
  issue,
  lockRotation,
  type Recorded,
  type Recording,
  type RefusedCode,
  refused,
  settleEvent,
} from './settle.ts'
import { isOneOf, openUvci } from './standing.ts'
import { isOwner, type OwnerColumns } from './status.ts'

/** The certificate that is corrected. */
export interface Superseded {
  uvci: string
  owner: Owner
  /** Whether somebody else's may be corrected as well. */
  foreignToo: boolean
  /** Absent: it is left to expire. The time is the world's. */
  revocation?: { reason: string; at: Date }
}

interface Old extends OwnerColumns {
  uvci_hash: Uint8Array
  uvci_sealed: Uint8Array
  type: string
  person_id: Uint8Array
  identified: boolean | null
  revoked_at: Date | null
  superseded_by: Uint8Array | null
}

/** `repeated`: what it asks for was done for an earlier message. */
type Seen = { old: Old } | { refused: RefusedCode } | 'repeated'

/** Of those who correct one certificate at the same moment, one does, and the others are refused. */
export function reissue(recording: Recording, row: Row, superseded: Superseded): Promise<Recorded> {
  return answered(recording, row, async (session) => {
    if (row.keyHashes.length > 1) await lockRotation(session)
    const people = isPersonal(row) ? await lockPerson(session, row) : []
    const seen = await look(recording, session, { row, people }, superseded)
    if (seen === 'repeated') return settleEvent(recording, session, row)
    if ('refused' in seen) return refused(seen.refused)
    await forget(session, row)
    return correct(recording, session, row, seen.old, superseded)
  })
}

/** What `reissue` would refuse, without writing anything; undefined if it would refuse nothing. */
export async function foreseeReissue(
  recording: Recording,
  row: Row,
  superseded: Superseded,
): Promise<RefusedCode | undefined> {
  const before = await answerByMessage(recording, row)
  if (before !== undefined) return before.kind === 'refused' ? before.code : undefined
  const { database } = recording
  const people = isPersonal(row) ? await personIds(database, row) : []
  const seen = await look(recording, database, { row, people }, superseded)
  return seen !== 'repeated' && 'refused' in seen ? seen.refused : undefined
}

/** What is to be recorded, and every id of its person where that matters (`isPersonal`). */
interface Corrected {
  row: Row
  people: readonly Uint8Array[]
}

async function look(
  recording: Recording,
  session: Session,
  { row, people }: Corrected,
  superseded: Superseded,
): Promise<Seen> {
  const old = await lockOld(recording, session, superseded)
  if (old === undefined) return { refused: 'CERTIFICATE_UNKNOWN' }
  if (old.type !== row.type) return { refused: 'TYPE_DIFFERS' }
  const standing = await findEvent(recording, session, row, people)
  const same = standing !== undefined && (await isSame(session, row, standing))
  if (old.superseded_by !== null) {
    const repeats = same && (await isCorrection(session, row, old, standing.uvci_hash))
    return repeats ? 'repeated' : { refused: 'CERTIFICATE_SUPERSEDED' }
  }
  if (old.revoked_at !== null) return { refused: 'CERTIFICATE_ALREADY_REVOKED' }
  const code = await refusalOfPerson(session, { row, people }, old)
  if (code !== undefined) return { refused: code }
  if (standing === undefined || isOneOf([old.uvci_hash], standing.uvci_hash)) return { old }
  return { refused: same ? 'EVENT_CERTIFIED' : 'RECORD_DIFFERS' }
}

/**
 * Two people are told apart by their numbers alone: of two names one may be the other, corrected. The same person's
 * quota holds one certificate as before; to another id it would be one more.
 */
async function refusalOfPerson(
  session: Session,
  { row, people }: Corrected,
  old: Old,
): Promise<RefusedCode | undefined> {
  if (await isPerson(session, row, old.person_id)) return undefined
  if (old.identified && row.columns.identified) return 'PERSON_DIFFERS'
  const { quota, type } = row
  const spent = quota !== undefined && (await isSpent(session, people, type, quota))
  return spent ? 'QUOTA_EXCEEDED' : undefined
}

async function lockOld(
  { seals }: Recording,
  session: Session,
  { uvci, owner, foreignToo }: Superseded,
): Promise<Old | undefined> {
  for (const hash of seals.hashes('uvci', uvci)) {
    const [old] = await session.query<Old>(locking, [hash])
    if (old !== undefined) return foreignToo || isOwner(seals, old, owner) ? old : undefined
  }
  return undefined
}

const locking = `SELECT uvci_hash, uvci_sealed, client, represented_hash, type, person_id, identified,
    revoked_at, superseded_by
  FROM certificate WHERE uvci_hash = $1::bytea FOR UPDATE`

/** Whether it was a correction of the old one, and not its renewal, that `later` was issued as. */
async function isCorrection(session: Session, { columns }: Row, old: Old, later: Uint8Array) {
  if (old.superseded_by === null || !isOneOf([old.superseded_by], later)) return false
  const found = await session.query(issuedBy, [later, columns.service])
  return found.length > 0
}

const issuedBy = `SELECT uvci_hash FROM certificate
  WHERE uvci_hash = $1::bytea AND service = $2::text`

async function correct(
  recording: Recording,
  session: Session,
  row: Row,
  old: Old,
  { revocation }: Superseded,
): Promise<Recorded> {
  const { uvci_hash, client, user_hash, message_hash } = row.columns
  await session.query(superseding, [old.uvci_hash, uvci_hash])
  if (revocation !== undefined) {
    const { reason, at } = revocation
    await session.query(revoking, [old.uvci_hash, at, reason, client, user_hash, message_hash])
  }
  await issue(recording, session, {
    ...row,
    columns: { ...row.columns, supersedes: old.uvci_hash },
  })
  const supersedes = openUvci(recording.seals, old.uvci_sealed, old.uvci_hash) as string
  return { kind: 'recorded', outcome: 'ISSUED', supersedes }
}

const superseding = `WITH ended AS (DELETE FROM delivery WHERE uvci_hash = $1::bytea)
  UPDATE certificate SET superseded_by = $2::bytea WHERE uvci_hash = $1::bytea`

/**
 * With it what it renewed: that says the same of the same event, and is superseded, so nobody could correct it. Under
 * another pepper the same cannot be told from what was corrected before; either is to be withdrawn.
 */
const revoking = `WITH RECURSIVE chain AS (
    SELECT uvci_hash, supersedes, event_hash, client, pepper_id FROM certificate
    WHERE uvci_hash = $1::bytea
    UNION ALL
    SELECT e.uvci_hash, e.supersedes, e.event_hash, e.client, e.pepper_id FROM chain
      JOIN certificate e ON e.uvci_hash = chain.supersedes AND e.client = chain.client
        AND (e.event_hash = chain.event_hash OR e.pepper_id <> chain.pepper_id)
  )
  UPDATE certificate
  SET revoked_at = $2::timestamptz, revocation_reason = $3::text, revocation_fraud = false,
    revoked_by = $4::text, revoked_user_hash = $5::bytea, revoked_message_hash = $6::bytea
  WHERE uvci_hash IN (SELECT uvci_hash FROM chain) AND revoked_at IS NULL`
