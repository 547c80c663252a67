// What the register asks of a database, and the types it gets back whichever one it is:
// int8 → number, bytea → Uint8Array, timestamptz → Date; `date` columns are not used.
// SQL stays within PostgreSQL 13–18. No statement is written here.

export type Value = string | number | boolean | Date | Uint8Array | null
export type Values = readonly (Value | readonly Value[])[]

/** One connection's view: of the whole database, or of a transaction that is under way. */
export interface Session {
  /** One statement; its text is constant, for it is prepared once and kept by its text. */
  query<Row>(text: string, values?: Values): Promise<Row[]>
  /** Several statements without values; for migrations only. */
  exec(sql: string): Promise<void>
}

export interface Database extends Session {
  /** Commits what `work` did, or undoes it and throws what `work` threw. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Every statement finds its rows by an index, and is planned once. Planned on a table that is
 * still small, it would scan the table and go on scanning while the table grows: 3 ms a row
 * instead of 0.08 was measured after 20,000 certificates. So scans and new plans are ruled out.
 */
export const sessionSettings =
  'SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off'

/** PostgreSQL's five-character code of an error (appendix A), the same from either database. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Serialisation failure and deadlock: undone, and worth the same attempt again. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '')
}
