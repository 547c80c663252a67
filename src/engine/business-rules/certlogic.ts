// CertLogic, the language of the EU's business rules (specification 1.3): the reference implementation, kept from doing
// what it does not bound itself. Its `reduce` is the only loop: over a list, and here not within another, so the work of
// a rule is at most its size times the longest list it is given.

import {
  type CertLogicExpression,
  evaluate,
  isCertLogicOperation,
  specificationVersion,
} from 'certlogic-js'

/** A rule's expression that was found fit to be evaluated. */
export type Logic = CertLogicExpression

/** Rules in use have some tens; half of it as a list and half as what is done to each element take milliseconds. */
const nodesMax = 2000

/** The version of the language that is understood, as three numbers. */
export const languageVersion: string = specificationVersion

/** Why an expression is not evaluated, in words of our own; undefined for one that may be. */
export function logicProblem(logic: unknown): string | undefined {
  if (nodesIn(logic) > nodesMax) return 'Logic: too large'
  if (hasNestedReduce(logic, false)) return 'Logic: a reduce within a reduce'
  return isCertLogicOperation(logic) ? undefined : 'Logic: no CertLogic operation'
}

function partsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function nodesIn(value: unknown): number {
  return partsOf(value).reduce<number>((sum, part) => sum + nodesIn(part), 1)
}

function hasNestedReduce(value: unknown, within: boolean): boolean {
  const isReduce = typeof value === 'object' && value !== null && Object.hasOwn(value, 'reduce')
  if (isReduce && within) return true
  return partsOf(value).some((part) => hasNestedReduce(part, within || isReduce))
}

/**
 * What a rule says of the data. Undefined where it says neither true nor false, or cannot be applied: the vendor throws
 * for a missing value as for a wrong expression.
 */
export function evaluated(logic: Logic, data: unknown): boolean | undefined {
  try {
    const result: unknown = evaluate(logic, data)
    return typeof result === 'boolean' ? result : undefined
  } catch {
    return undefined
  }
}
