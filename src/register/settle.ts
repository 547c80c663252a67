// Decides what becomes of a certificate whose message or event is known already: hand out the
// one that stands, renew it, refuse, or issue afresh where the known one was revoked.
// Every branch is one of contract.md's, Idempotency; refusals are not remembered.

import { Failure } from '../errors.ts'
import { type Database, isRetryable, type Session } from './database.ts'
import type { Row } from './entry.ts'
import { insertRows, type Stamp } from './insert.ts'
import { isSpent } from './quota.ts'
import { isPerson, lockPerson, personIds } from './same-person.ts'
import type { Seals } from './sealed.ts'
import {
  type Found,
  findByMessage,
  isOneOf,
  lockAlike,
  lockStanding,
  openStanding,
  openUvci,
  type Standing,
} from './standing.ts'

export type Recorded =
  /** `supersedes` is the UVCI of the certificate that it corrects, if it is a reissue. */
  | { kind: 'recorded'; outcome: 'ISSUED'; supersedes?: string }
  /** `supersedes` is the UVCI of the earlier certificate, whose delivery is over. */
  | { kind: 'recorded'; outcome: 'RENEWED'; supersedes: string }
  /** The entry was not recorded: this certificate stands for its message or event. */
  | Standing
  | { kind: 'refused'; code: IssueRefusal | ReissueRefusal }

type IssueRefusal =
  | 'MESSAGE_ID_REUSED'
  | 'RECORD_DIFFERS'
  | 'CERTIFICATE_REVOKED'
  | 'CERTIFICATE_CORRECTED'
  | 'QUOTA_EXCEEDED'

type ReissueRefusal =
  | 'CERTIFICATE_UNKNOWN'
  | 'TYPE_DIFFERS'
  | 'CERTIFICATE_SUPERSEDED'
  | 'CERTIFICATE_ALREADY_REVOKED'
  | 'PERSON_DIFFERS'
  | 'EVENT_CERTIFIED'

/** What recording works with. */
export interface Recording {
  database: Database
  seals: Seals
  /** The machine's. */
  clock: () => Date
  deliveryTtlMs: number
}

/** Each further attempt needs somebody else to have won a race within the last milliseconds. */
export const attemptsMax = 5

/** Thrown to undo a transaction in which another process was first; never leaves this file. */
const raced = new Error('another process was first each time')

export function settle(recording: Recording, row: Row): Promise<Recorded> {
  return answered(recording, row, (session) => settleEvent(recording, session, row))
}

/** What the message was answered with before, else what `work` answers, in a transaction of its own. */
export async function answered(
  recording: Recording,
  row: Row,
  work: (session: Session) => Promise<Recorded>,
): Promise<Recorded> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const before = await answerByMessage(recording, row)
    if (before !== undefined) return before
    try {
      return await recording.database.transaction(work)
    } catch (error) {
      if (error !== raced && !isRetryable(error)) throw error
    }
  }
  throw new Failure('INTERNAL', { cause: raced })
}

export type RefusedCode = (Recorded & { kind: 'refused' })['code']

/** What `settle` would refuse, without writing anything; undefined if it would refuse nothing. */
export async function foresee(recording: Recording, row: Row): Promise<RefusedCode | undefined> {
  const answered = await answerByMessage(recording, row)
  if (answered !== undefined) return answered.kind === 'refused' ? answered.code : undefined
  const session = recording.database
  const people = isPersonal(row) ? await personIds(session, row) : []
  const found = await findEvent(recording, session, row, people)
  return refusalOf(session, row, found, people)
}

/** Whether it is decided by what the person has besides: those of one person take turns. */
export function isPersonal({ quota, factsHashes }: Row): boolean {
  return quota !== undefined || factsHashes.length > 0
}

/** The certificate that stands for the event; of one without a record, under whichever identifier. */
export async function findEvent(
  { clock }: Recording,
  session: Session,
  { keyHashes, factsHashes }: Row,
  people: readonly Uint8Array[],
): Promise<Found | undefined> {
  const now = clock()
  return (
    (await lockStanding(session, keyHashes, now)) ??
    (people.length === 0 ? undefined : await lockAlike(session, factsHashes, people, now))
  )
}

/** @param people every id of the person, asked for where `isPersonal` */
async function refusalOf(
  session: Session,
  row: Row,
  found: Found | undefined,
  people: readonly Uint8Array[],
): Promise<RefusedCode | undefined> {
  if (found !== undefined) return (await isSame(session, row, found)) ? undefined : 'RECORD_DIFFERS'
  const { quota, type } = row
  const spent = quota !== undefined && (await isSpent(session, people, type, quota))
  return spent ? 'QUOTA_EXCEEDED' : undefined
}

/** What was found by the event and not by a record is the same already. */
export async function isSame(session: Session, row: Row, { event_hash, person_id }: Found) {
  if (row.factsHashes.length > 0) return true
  return isOneOf(row.eventHashes, event_hash) && (await isPerson(session, row, person_id))
}

/** The answer that this very message had; undefined if it had none, or it is no longer kept. */
export async function answerByMessage(
  recording: Recording,
  row: Row,
): Promise<Recorded | undefined> {
  const { database, seals, clock } = recording
  const found = await findByMessage(database, row.messageHashes, clock())
  if (found === undefined) return undefined
  if (!isOneOf(row.bodyHashes, found.body_hash)) return refused('MESSAGE_ID_REUSED')
  if (found.revoked_at !== null) return refused('CERTIFICATE_REVOKED')
  return openStanding(seals, found) ?? (wasCorrected(row, found) ? corrected : undefined)
}

/** Superseded by one that says something else: to issue what it said once more would undo the correction. */
function wasCorrected({ eventHashes }: Row, { later_event_hash }: Found): boolean {
  return later_event_hash !== null && !isOneOf(eventHashes, later_event_hash)
}

const corrected = refused('CERTIFICATE_CORRECTED')

export async function settleEvent(
  recording: Recording,
  session: Session,
  row: Row,
): Promise<Recorded> {
  if (row.keyHashes.length > 1) await lockRotation(session)
  const people = isPersonal(row) ? await lockPerson(session, row) : []
  const found = await findEvent(recording, session, row, people)
  const code = await refusalOf(session, row, found, people)
  if (code !== undefined) return refused(code)
  await forget(session, row)
  if (found === undefined) return issue(recording, session, row)
  const standing = openStanding(recording.seals, found)
  if (standing === undefined) return renew(recording, session, row, found)
  await remember(session, row, found)
  return standing
}

/** The message from now on stands for the certificate it is about to be answered with. */
export async function forget(session: Session, row: Row): Promise<void> {
  for (const hash of row.messageHashes) await session.query(forgetting, [hash, row.bodyHashes])
}

const forgetting = `DELETE FROM message m
  WHERE m.message_hash = $1::bytea AND (m.body_hash = ANY ($2::bytea[])
    OR NOT EXISTS (SELECT FROM certificate c
      WHERE c.uvci_hash = m.uvci_hash AND c.cose_digest = m.cose_digest))`

async function remember(session: Session, row: Row, found: Found): Promise<void> {
  const { message_hash, body_hash } = row.columns
  const answer = [message_hash, body_hash, found.uvci_hash, found.cose_digest]
  const remembered = await session.query(remembering, answer)
  if (remembered.length === 0) throw raced
}

const remembering = `INSERT INTO message (message_hash, body_hash, uvci_hash, cose_digest)
  VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea) ON CONFLICT DO NOTHING RETURNING uvci_hash`

export async function issue(recording: Recording, session: Session, row: Row): Promise<Recorded> {
  // Others alike were looked for among the person's own; those that are left are somebody else's.
  const columns = { ...row.columns, sought_facts_hash: null, older_facts_hash: null }
  const [isIssued] = await insertRows(session, [{ ...row, columns }], stampOf(recording))
  if (!isIssued) throw raced
  return { kind: 'recorded', outcome: 'ISSUED' }
}

async function renew(recording: Recording, session: Session, row: Row, earlier: Found) {
  const { uvci_hash } = row.columns
  await session.query(superseding, [earlier.uvci_hash, uvci_hash])
  const renewing = { ...row, columns: { ...row.columns, supersedes: earlier.uvci_hash } }
  await issue(recording, session, renewing)
  const supersedes = openUvci(recording.seals, earlier.uvci_sealed, earlier.uvci_hash) as string
  return { kind: 'recorded', outcome: 'RENEWED', supersedes } as const
}

const superseding = 'UPDATE certificate SET superseded_by = $2::bytea WHERE uvci_hash = $1::bytea'

export function refused(code: RefusedCode): Recorded {
  return { kind: 'refused', code }
}

export function stampOf({ seals, clock, deliveryTtlMs }: Recording): Stamp {
  const recordedAt = clock()
  const deliveryUntil = new Date(recordedAt.getTime() + deliveryTtlMs)
  return { pepperId: seals.pepperId, recordedAt, deliveryUntil }
}

/** Any constant, other than that of migrations. */
const rotationLock = 7_301_002

/**
 * While two peppers are active no unique index sees that two hashes are of one event, so those
 * who write take turns until their transaction ends.
 */
export async function lockRotation(session: Session): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock($1::int8)', [rotationLock])
}
