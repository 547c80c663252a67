// The certificate itself: EU DCC schema 1.3. Types for who writes one, the schema for who got one.
// Judges form only: codes, doses, dates against each other are the engine's rules.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { looseFormats, strictFormats } from './formats.ts'
import schema from './schema.json' with { type: 'json' }

export interface PersonName {
  fn?: string
  /** As in the machine-readable zone of a passport: `toMrz`. */
  fnt?: string
  gn?: string
  gnt?: string
}

interface Entry {
  /** The disease. */
  tg: string
  co: string
  is: string
  /** The UVCI. */
  ci: string
}

export interface VaccinationEntry extends Entry {
  vp: string
  mp: string
  ma: string
  dn: number
  sd: number
  dt: string
}

export interface TestEntry extends Entry {
  tt: string
  nm?: string
  ma?: string
  sc: string
  tr: string
  tc?: string
}

export interface RecoveryEntry extends Entry {
  fr: string
  df: string
  du: string
}

export type CertificateKind = 'v' | 't' | 'r'

/** Exactly one of v, t, r, with exactly one entry. */
export interface Dcc {
  ver: string
  nam: PersonName
  dob: string
  v?: VaccinationEntry[]
  t?: TestEntry[]
  r?: RecoveryEntry[]
}

const kinds = ['v', 't', 'r'] as const

/** What a payload certifies, before any schema was asked; undefined when it is none or several. */
export function certificateKind(dcc: unknown): CertificateKind | undefined {
  if (typeof dcc !== 'object' || dcc === null) return undefined
  const found = kinds.filter((kind) => (dcc as Record<string, unknown>)[kind] != null)
  return found.length === 1 ? found[0] : undefined
}

/** Strict is what we issue, lenient what we verify. Both are compiled when the program starts. */
const validators = { strict: compile(true), lenient: compile(false) }

function compile(strict: boolean): ValidateFunction {
  const formats = strict ? strictFormats : looseFormats
  const ajv = new Ajv({ allErrors: true, strictTypes: false, formats })
  return ajv.compile(reading(schema, strict) as object)
}

/** The schema with the keywords under `onIssue` in force, or without them. */
function reading(source: object, strict: boolean): unknown {
  return JSON.parse(JSON.stringify(source), (_name, value) => {
    if (value?.onIssue === undefined) return value
    const { onIssue, ...always } = value
    return strict ? { ...always, ...onIssue } : always
  })
}

/**
 * The rules that a payload breaks, as `<path>: <rule>`, e.g. `/v/0/dn: maximum 9`; none when it is
 * a Dcc. A rule is the schema's own words: no value of the payload and no name that is not in the
 * schema.
 */
export function schemaProblems(dcc: unknown, { strict }: { strict: boolean }): string[] {
  const validate = strict ? validators.strict : validators.lenient
  return validate(dcc) ? [] : (validate.errors ?? []).map(ruleOf)
}

function ruleOf({ instancePath, keyword, params }: ErrorObject): string {
  const detail = params.missingProperty ?? params.limit ?? params.type ?? params.format
  return `${instancePath || '/'}: ${detail === undefined ? keyword : `${keyword} ${detail}`}`
}
