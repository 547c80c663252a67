// The audit: who asked what about whom. All rows that wait at the moment are written by one statement, and
// none is ever changed. People stand here as keyed hashes alone.

import { cut } from '../cut.ts'
import { Failure } from '../errors.ts'
import { createBatch } from './batch.ts'
import type { Database } from './database.ts'
import { identifiersOf, type Person } from './person.ts'
import type { Part, Seals } from './sealed.ts'

/** One answered message, in clear; nothing reads it again after it was hashed. */
export interface AuditEntry {
  caller: {
    client: string
    representedParty?: string | undefined
    userId?: string | undefined
    service: string
    /** The X-Road id. */
    id: string
  }
  /** OK, or the code of the refusal or fault: of the work, before the row is written; that may miss the deadline yet. */
  outcome: string
  purposeId?: string
  /** As the consumer calls the person. */
  subjectId?: string
  operatorId?: string
  person?: Person
  /** Certificates that were asked for or given. */
  uvci?: readonly string[]
}

export interface AuditorOptions {
  database: Pick<Database, 'query'>
  seals: Seals
  /** The machine's. */
  clock: () => Date
  /** Rows in one statement. */
  auditBatchMax?: number
  /** Rows that wait; more are refused with OVERLOADED. */
  auditPendingMax?: number
}

export interface Auditor {
  /** Resolves when the row stands. @throws Failure OVERLOADED, REGISTER_UNAVAILABLE */
  audit(entry: AuditEntry): Promise<void>
  /** Resolves when all that was accepted stands, or has failed. */
  drain(): Promise<void>
}

const xRoadIdCharactersMax = 255

/**
 * A code in clear joins our rows with the register of purposes. Digits alone, or eight of them in a row with whatever
 * around, may be somebody's number, and what is no code may be anything: they are hashed.
 */
const purposeCode = /^(?![\d-]{8,}$)(?!.*\d{8})[\w.:/-]{1,64}$/

/**
 * As JSON, because rows hold lists of unequal length, which `unnest` would make one; and it costs this
 * process a quarter of what pg takes to write arrays. JSON texts of bytea are `\x` and hex digits.
 */
const statement = `
INSERT INTO audit (at, client, represented_hash, user_hash, operator_hash, service, x_road_id,
  purpose, purpose_hash, subject_hashes, outcome, pepper_id)
SELECT at, client, represented_hash, user_hash, operator_hash, service, x_road_id,
  purpose, purpose_hash, subject_hashes, outcome, $2::text
FROM json_to_recordset($1::text::json) AS given (at timestamptz, client text,
  represented_hash bytea, user_hash bytea, operator_hash bytea, service text, x_road_id text,
  purpose text, purpose_hash bytea, subject_hashes bytea[], outcome text)`

export function createAuditor(options: AuditorOptions): Auditor {
  const { database, seals, clock, auditBatchMax = 256, auditPendingMax = 4_096 } = options
  const pending = new Set<Promise<unknown>>()
  const insert = createBatch<string, undefined>({
    flush: async (rows) => {
      await database.query(statement, [`[${rows.join(',')}]`, seals.pepperId])
      return rows.map(() => undefined)
    },
    mayBeOneItem: (error) => !(error instanceof Failure),
    batchMax: auditBatchMax,
  })
  return {
    audit: async (entry) => {
      if (pending.size >= auditPendingMax) throw new Failure('OVERLOADED')
      const written = insert(rowOf(seals, entry, clock()))
      pending.add(written)
      return written.finally(() => pending.delete(written))
    },
    drain: async () => {
      await Promise.allSettled(pending)
    },
  }
}

/** One row, as JSON. */
function rowOf(seals: Seals, entry: AuditEntry, at: Date): string {
  const { caller, outcome, purposeId, operatorId } = entry
  const isCode = purposeId !== undefined && purposeCode.test(purposeId)
  const hashed = (domain: string, part: Part) =>
    part === undefined ? undefined : hex(seals.hash(domain, part))
  return JSON.stringify({
    at,
    client: caller.client,
    represented_hash: hashed('represented party', caller.representedParty),
    user_hash: hashed('user', caller.userId),
    operator_hash: hashed('operator', operatorId),
    service: caller.service,
    x_road_id: cut(caller.id, xRoadIdCharactersMax),
    purpose: isCode ? purposeId : undefined,
    purpose_hash: isCode ? undefined : hashed('purpose', purposeId),
    subject_hashes: subjectHashes(seals, entry),
    outcome,
  })
}

function subjectHashes(seals: Seals, { person, subjectId, uvci = [] }: AuditEntry): string[] {
  const hashes =
    person === undefined
      ? []
      : identifiersOf(person).map(([domain, ...parts]) => hex(seals.hash(domain, ...parts)))
  if (subjectId !== undefined) hashes.push(hex(seals.hash('subject', subjectId)))
  for (const one of new Set(uvci)) hashes.push(hex(seals.hash('uvci', one)))
  return hashes
}

function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`
}
