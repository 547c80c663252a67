// What became of the cases, as reports hold it. No value of a message stands in one: problems come masked.

import type { Case } from './cases.ts'

export interface Result {
  one: Pick<Case, 'name' | 'operation' | 'tags'>
  ms: number
  /** What differs, one a line; none when all is as expected. */
  problems: readonly string[]
  /** Why it was not walked. */
  left?: string
}

export type Outcome = 'ok' | 'differs' | 'not-run'

export function outcomeOf({ problems, left }: Result): Outcome {
  if (left !== undefined) return 'not-run'
  return problems.length === 0 ? 'ok' : 'differs'
}

export function countOf(results: readonly Result[], outcome: Outcome): number {
  return results.filter((result) => outcomeOf(result) === outcome).length
}

/** Where and when the cases were walked. */
export interface Occasion {
  url: string
  startedAt: Date
  throughSecurityServer: boolean
  readOnly: boolean
}

/** The report for programs: counts, and one row per case. */
export function json(results: readonly Result[], { startedAt, ...occasion }: Occasion): string {
  const report = {
    ...occasion,
    startedAt: startedAt.toISOString(),
    counts: {
      ok: countOf(results, 'ok'),
      differs: countOf(results, 'differs'),
      notRun: countOf(results, 'not-run'),
    },
    cases: results.map((result) => ({
      name: result.one.name,
      operation: result.one.operation,
      tags: result.one.tags,
      outcome: outcomeOf(result),
      ms: Math.round(result.ms),
      problems: result.problems,
      ...(result.left === undefined ? {} : { reason: result.left }),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
