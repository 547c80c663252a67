// What the doctor says of a message: one finding per fault, with the line, never with a value of the message.

import { type FailureCode, failures, securityServerCode } from '../errors.ts'

/** `error`: refused here; `warning`: accepted here and refused elsewhere, or a bad habit; `hint`: worth knowing. */
export type Level = 'error' | 'warning' | 'hint'

/** All there is to say of one kind of fault. */
export interface Advice {
  /** Stable, in capitals. */
  id: string
  /** Under which the gateway refuses it; absent: it never does. */
  code?: FailureCode
  /** What it is where nothing else is said; with a code an error, without one a hint. */
  level?: Level
  /** What to do about it; empty where the text of the code says all. */
  uk: string
  en: string
}

/** Where a fault stands and how that place should look. */
export interface Spot {
  /** In the file, from 1. */
  line: number
  /** Names of elements: `Header/client/memberCode`. */
  path: string
  /** The rule of the schema or of the protocol, without the value. */
  rule?: string
  /** How the element should look, with placeholders in place of values. */
  mend?: string
  /** In place of the advice's. */
  level?: Level
  code?: FailureCode
}

export interface Finding {
  level: Level
  /** The gateway's code of an error, else the advice's own. */
  code: string
  check: string
  line: number
  path: string
  uk: string
  en: string
  rule?: string
  /** The security server's name of it: up to 7.7, and from 7.8. */
  securityServer?: { camel: string; snake: string }
  mend?: string
}

/** Counts by level, and every finding by line. */
export interface Report {
  errors: number
  warnings: number
  hints: number
  findings: Finding[]
}

export function findingOf(advice: Advice, spot: Spot): Finding {
  const code = spot.code ?? advice.code
  const level = spot.level ?? advice.level ?? (code === undefined ? 'hint' : 'error')
  const refused = level === 'error' && code !== undefined ? failures[code] : undefined
  const { line, path, rule, mend } = spot
  const named = namesOf(code)
  return {
    level,
    code: refused && code !== undefined ? code : advice.id,
    check: advice.id,
    line,
    path,
    uk: sentences(refused?.uk, advice.uk),
    en: sentences(refused?.en, advice.en),
    ...(rule === undefined ? {} : { rule }),
    ...(named && { securityServer: named }),
    ...(mend === undefined ? {} : { mend }),
  }
}

function sentences(...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join(' ')
}

function namesOf(code: FailureCode | undefined): Finding['securityServer'] {
  const camel = code && securityServerCode(code)
  const snake = code && securityServerCode(code, 'snake')
  return camel && snake ? { camel, snake } : undefined
}

const ranks: readonly Level[] = ['error', 'warning', 'hint']

/** By line; on one line errors first. */
export function reportOf(findings: readonly Finding[]): Report {
  const sorted = [...findings].sort(
    (one, other) => one.line - other.line || ranks.indexOf(one.level) - ranks.indexOf(other.level),
  )
  const count = (level: Level) => sorted.filter((finding) => finding.level === level).length
  return {
    errors: count('error'),
    warnings: count('warning'),
    hints: count('hint'),
    findings: sorted,
  }
}
