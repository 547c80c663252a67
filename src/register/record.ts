// Records certificates, and decides idempotency (docs/issuance.md, step 5): new events go into
// the batch; a message or event that is known already is settled one by one.

import { Failure } from '../errors.ts'
import { createBatch } from './batch.ts'
import { isRetryable } from './database.ts'
import {
  type Entry,
  type MessageKey,
  messageHashes,
  type Owner,
  type Row,
  sealEntry,
} from './entry.ts'
import { insertRows } from './insert.ts'
import { reissue, type Superseded } from './reissue.ts'
import {
  attemptsMax,
  lockRotation,
  type Recorded,
  type Recording,
  settle,
  stampOf,
} from './settle.ts'
import { findByMessage, isOneOf, openStanding, type Standing } from './standing.ts'

export interface RecorderOptions extends Recording {
  /** Certificates in one statement. */
  batchMax?: number
  /** Calls of `record` that have not been answered; more are refused with OVERLOADED. */
  pendingMax?: number
}

/** Under load a certificate waits for its batch at most so long, of the 20 ms that it takes anyway. */
const gather = { count: 16, ms: 4 }

export interface Recorder {
  record(entry: Entry): Promise<Recorded>
  reissue(entry: Entry, superseded: Superseded): Promise<Recorded>
  findRepeat(message: MessageKey, owner: Owner): Promise<Standing | undefined>
  /** Answers what was accepted, and accepts no more. */
  drain(): Promise<void>
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { database, seals, clock, batchMax = 64, pendingMax = 1_024 } = options
  const pending = new Set<Promise<Recorded>>()
  let stopping = false
  const insert = createBatch<Row, boolean>({
    flush: (rows) => flush(options, rows),
    mayBeOneItem: (error) => !(error instanceof Failure),
    batchMax,
    gather,
  })

  async function recordRow(row: Row): Promise<Recorded> {
    // What is counted by person is recorded one by one, each after the others of that person.
    const isNew = row.quota === undefined && (await insert(row))
    return isNew ? { kind: 'recorded', outcome: 'ISSUED' } : settle(options, row)
  }

  async function accepted(entry: Entry, work: (row: Row) => Promise<Recorded>): Promise<Recorded> {
    if (stopping) throw new Failure('STOPPING')
    if (pending.size >= pendingMax) throw new Failure('OVERLOADED')
    const recorded = work(sealEntry(seals, entry))
    pending.add(recorded)
    return recorded.finally(() => pending.delete(recorded))
  }

  return {
    record: (entry) => accepted(entry, recordRow),
    reissue: (entry, superseded) => accepted(entry, (row) => reissue(options, row, superseded)),
    findRepeat: async (message, owner) => {
      const hashes = messageHashes(seals, owner, message)
      const found = await findByMessage(database, hashes.messageHashes, clock())
      const isRepeat = found?.revoked_at === null && isOneOf(hashes.bodyHashes, found.body_hash)
      return isRepeat ? openStanding(seals, found) : undefined
    },
    drain: async () => {
      stopping = true
      await Promise.allSettled(pending)
    },
  }
}

async function flush(options: RecorderOptions, rows: readonly Row[]): Promise<boolean[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await insertBatch(options, rows)
    } catch (error) {
      if (attempt === attemptsMax || !isRetryable(error)) throw error
    }
  }
}

/** Two active peppers cannot meet in one unique index: then the writers take turns. */
function insertBatch(options: RecorderOptions, rows: readonly Row[]): Promise<boolean[]> {
  const { database } = options
  if (!rows.some((row) => row.keyHashes.length > 1)) {
    return insertRows(database, rows, stampOf(options))
  }
  return database.transaction(async (session) => {
    await lockRotation(session)
    return insertRows(session, rows, stampOf(options))
  })
}
