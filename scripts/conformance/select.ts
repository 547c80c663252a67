// Which cases are walked: those asked for, less those that may not run where we are.

import type { Acquaintance } from './acquaintance.ts'
import { type Case, readCases } from './cases.ts'
import { type Options, WrongUsage } from './options.ts'

/** A case that is not walked, and why. */
export interface Left {
  one: Case
  reason: string
}

export interface Chosen {
  running: readonly Case[]
  left: readonly Left[]
  /** Cases were asked for that change data, and may not. */
  refused: boolean
}

const negation = 'no-'

function hasTag({ tags }: Case, wanted: string): boolean {
  if (tags.includes(wanted)) return true
  return wanted.startsWith(negation) && !tags.includes(wanted.slice(negation.length))
}

function isOf({ operation }: Case, wanted: string): boolean {
  return operation === wanted || operation.replace(/_v\d+$/, '') === wanted
}

/** The cases asked for by name, operation and tags. @throws WrongUsage when there is none */
export function askedFor(
  options: Pick<Options, 'cases' | 'operations' | 'tags' | 'fixtures'>,
): Case[] {
  const { operations, tags } = options
  const found = readCases(options.cases, options.fixtures)
    .filter((one) => operations.length === 0 || operations.some((wanted) => isOf(one, wanted)))
    .filter((one) => tags.every((wanted) => hasTag(one, wanted)))
  if (found.length === 0) throw new WrongUsage('no such case')
  return found
}

/** Why a case may not run there; undefined when it may. */
function obstacle(one: Case, foreign: string | undefined, readOnly: boolean): string | undefined {
  if (one.changes && readOnly) return 'it changes data'
  if (foreign === undefined) return undefined
  if (one.changes) return `it changes data: ${foreign}`
  return readOnly && one.tags.includes('world') ? 'it speaks of the sandbox’s world' : undefined
}

/** @throws WrongUsage when no case is left for a reader */
export function choose(
  cases: readonly Case[],
  { foreign }: Acquaintance,
  readOnly: boolean,
): Chosen {
  const judged = cases.map((one) => ({ one, reason: obstacle(one, foreign, readOnly) }))
  const left = judged.flatMap(({ one, reason }) => (reason === undefined ? [] : [{ one, reason }]))
  const running = judged.flatMap(({ one, reason }) => (reason === undefined ? [one] : []))
  if (readOnly && running.length === 0) throw new WrongUsage('none of these cases only reads')
  return { running, left, refused: !readOnly && left.length > 0 }
}
