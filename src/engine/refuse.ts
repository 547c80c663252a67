// A refusal is a value: the first problem gives the code, all of them stand as violations.

import type { Refusal } from '../contract/types.ts'
import { type FailureCode, refusal } from '../errors.ts'

/** What forbids an answer, and where in the request. */
export interface Problem {
  code: FailureCode
  path: string
  /** Which rule of several that have one code; absent: the code says it. */
  rule?: string
}

/** @param problems at least one */
export function refuse(problems: readonly [Problem, ...Problem[]]): { fault: Refusal } {
  const violations = problems.map(({ code, path, rule = code }) => ({ path, rule }))
  return { fault: refusal(problems[0].code, violations) }
}

export function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0
}
