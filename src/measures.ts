// The table of what the engine measures of itself, one row each; metrics.ts makes instruments of it.

export interface MeasureRow {
  /** `age`: the value is an instant, unix milliseconds; shown as the seconds since then. */
  kind: 'counter' | 'gauge' | 'age'
  name: string
  help: string
  labels: readonly string[]
}

/** What the engine tells of itself, on whichever thread or in whichever process it lives. One row each. */
export const measures = {
  signing_key_days_left: {
    kind: 'gauge',
    name: 'engine_signing_key_days_left',
    help: 'Days until the end of use of a signing key for a type; NaN once it left the table',
    labels: ['key_id', 'type'],
  },
  signing_key_usable: {
    kind: 'gauge',
    name: 'engine_signing_key_usable',
    help: '1 where exactly one key signs the type now, else 0',
    labels: ['type'],
  },
  key_table: {
    kind: 'counter',
    name: 'engine_key_table_total',
    help: 'Changes of the table of signing keys, by what became of them',
    labels: ['outcome'],
  },
  trust_list_read: {
    kind: 'age',
    name: 'engine_trust_list_age_seconds',
    help: 'Age of the last good trust list of a source',
    labels: ['source'],
  },
  trust_list_keys: {
    kind: 'gauge',
    name: 'engine_trust_list_keys',
    help: 'Keys in the last good trust list of a source',
    labels: ['source'],
  },
  trust_list_left_out: {
    kind: 'gauge',
    name: 'engine_trust_list_left_out',
    help: 'Entries of the last good trust list of a source that do not count',
    labels: ['source'],
  },
  trust_list_failures: {
    kind: 'counter',
    name: 'engine_trust_list_failures_total',
    help: 'Times that a source of the trust list could not be read; the last good list, if any, was kept',
    labels: ['source'],
  },
  rules: {
    kind: 'gauge',
    name: 'engine_business_rules',
    help: 'Business rule documents in force or to come into force',
    labels: [],
  },
  rules_failures: {
    kind: 'counter',
    name: 'engine_business_rules_failures_total',
    help: 'Times that the folder of business rules could not be read, and the rules before it were kept',
    labels: [],
  },
  revocation_batches: {
    kind: 'counter',
    name: 'engine_revocation_batches_total',
    help: 'Revocation batches of ours, by what became of them: made or deleted',
    labels: ['change'],
  },
  revocation_listing: {
    kind: 'age',
    name: 'engine_revocation_listing_age_seconds',
    help: 'Time since all revoked certificates were in batches',
    labels: [],
  },
  revocation_listing_failures: {
    kind: 'counter',
    name: 'engine_revocation_listing_failures_total',
    help: 'Times that revoked certificates could not be put into batches',
    labels: [],
  },
  revocation_entries: {
    kind: 'gauge',
    name: 'engine_revocation_entries',
    help: 'Entries of the batches of others that are held in memory',
    labels: [],
  },
  revocation_import: {
    kind: 'age',
    name: 'engine_revocation_import_age_seconds',
    help: 'Time since a source of batches was read whole, by its place in REVOCATION_SOURCES',
    labels: ['source'],
  },
  revocation_import_failures: {
    kind: 'counter',
    name: 'engine_revocation_import_failures_total',
    help: 'Times that a source of batches could not be read whole, by its place and why',
    labels: ['source', 'reason'],
  },
  revocation_batches_refused: {
    kind: 'counter',
    name: 'engine_revocation_batches_refused_total',
    help: 'Batches of others that were not believed, by the place of their source and why',
    labels: ['source', 'reason'],
  },
  purge_failures: {
    kind: 'counter',
    name: 'engine_purge_failures_total',
    help: 'Times that deliveries past their time could not be removed',
    labels: [],
  },
  render_jobs: {
    kind: 'counter',
    name: 'engine_render_jobs_total',
    help: 'Documents asked of the drawing threads: done, failed, or refused because too many waited',
    labels: ['outcome'],
  },
  render_queue: {
    kind: 'gauge',
    name: 'engine_render_queue',
    help: 'Documents that wait for a drawing thread',
    labels: [],
  },
} as const satisfies Record<string, MeasureRow>

export type MeasureName = keyof typeof measures
