// One row of the audit: who asked what about whom, hashed. People stand here as keyed hashes alone.

import { hexOf } from './bytes.ts'
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

/** What a row of the audit has besides who sent which message, and the types. */
export const auditTypes = {
  operator_hash: 'bytea',
  purpose: 'text',
  purpose_hash: 'bytea',
  subject_hashes: 'bytea[]',
  outcome: 'text',
} as const

export const auditColumns = Object.keys(auditTypes) as (keyof typeof auditTypes)[]

/** Bytes in it are text (`hexOf`). */
export interface AuditRow {
  operator_hash: string | undefined
  purpose: string | undefined
  purpose_hash: string | undefined
  subject_hashes: string[]
  outcome: string
}

/**
 * A code in clear joins our rows with the register of purposes. Digits alone, or eight of them in a row with whatever
 * around, may be somebody's number, and what is no code may be anything: they are hashed.
 */
const purposeCode = /^(?![\d-]{8,}$)(?!.*\d{8})[\w.:/-]{1,64}$/

/** What is told of the subject; `known` are hashes of subjects that were made before, in place of hashing them here. */
export function auditRow(
  seals: Seals,
  entry: Pick<AuditEntry, 'outcome' | 'purposeId' | 'operatorId' | 'subjectId'>,
  known: readonly Uint8Array[],
): AuditRow {
  const { outcome, purposeId, operatorId, subjectId } = entry
  const isCode = purposeId !== undefined && purposeCode.test(purposeId)
  const subject = hashed(seals, 'subject', subjectId)
  return {
    operator_hash: hashed(seals, 'operator', operatorId),
    purpose: isCode ? purposeId : undefined,
    purpose_hash: isCode ? undefined : hashed(seals, 'purpose', purposeId),
    subject_hashes: [...known.map(hexOf), ...(subject === undefined ? [] : [subject])],
    outcome,
  }
}

/** As JSON takes it; an absent part has no hash. */
export function hashed(seals: Seals, domain: string, part: Part): string | undefined {
  return part === undefined ? undefined : hexOf(seals.hash(domain, part))
}

/** The person's identifiers and the certificates, each once. */
export function subjectHashes(seals: Seals, { person, uvci = [] }: AuditEntry): Uint8Array[] {
  const people = person === undefined ? [] : identifiersOf(person)
  return [
    ...people.map(([domain, ...parts]) => seals.hash(domain, ...parts)),
    ...Array.from(new Set(uvci), (one) => seals.hash('uvci', one)),
  ]
}
