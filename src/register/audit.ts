// The audit: who asked what about whom. All rows that wait at the moment are written by one statement, and
// none is ever changed. People stand here as keyed hashes alone.

import { cut } from '../cut.ts'
import { Failure } from '../errors.ts'
import { type AuditEntry, auditRow, hashed, subjectHashes } from './audit-row.ts'
import { createBatch } from './batch.ts'
import type { Database } from './database.ts'
import type { Seals } from './sealed.ts'

export type { AuditEntry } from './audit-row.ts'

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
  const { client, representedParty, userId, service, id } = entry.caller
  return JSON.stringify({
    at,
    client,
    represented_hash: hashed(seals, 'represented party', representedParty),
    user_hash: hashed(seals, 'user', userId),
    service,
    x_road_id: cut(id, xRoadIdCharactersMax),
    ...auditRow(seals, entry, subjectHashes(seals, entry)),
  })
}
