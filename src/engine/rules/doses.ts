// What a dose number and a total say of a product: a table of the ways to write a course, and nothing of whether it
// may be certified. One message shows the last dose alone, so which product came first cannot be judged here.

import type { BoosterForm } from './vaccination.ts'

/** `MIXED`: a series that another product must have begun. */
export type Course = 'PARTIAL' | 'COMPLETE' | 'MIXED' | 'BOOSTER'

export interface Doses {
  dose: number
  total: number
  /** Doses of the product's own primary series. */
  primary: number
}

/** The primary series, and one dose of any product after recovery (Regulation (EU) 2021/2301). */
function seriesOf({ dose, total, primary }: Doses): Course | undefined {
  if (dose === 1 && total === 1) return 'COMPLETE'
  if (total !== primary || dose > total) return undefined
  return dose === total ? 'COMPLETE' : 'PARTIAL'
}

/** Until February 2022 the total stayed that of the series: 3/2, and 2/2 after a single dose. */
function oldBooster({ dose, total, primary }: Doses): Course | undefined {
  const afterSingle = primary === 1 && dose === 2 && total === 2
  return afterSingle || (total > 1 && dose > total) ? 'BOOSTER' : undefined
}

/** 3/3 after two doses, 2/1 after one; 2/2 of a single-dose product ends a series that another one began. */
function newBooster({ dose, total, primary }: Doses): Course | undefined {
  if (total === 1) return 'BOOSTER'
  if (dose !== total || total <= primary) return undefined
  return total === 2 ? 'MIXED' : 'BOOSTER'
}

const boosters = { OLD: oldBooster, NEW: newBooster }

/**
 * Undefined when the product allows no such dose. While boosters are not certified at all, either way of writing
 * one is understood.
 */
export function courseOf(doses: Doses, form: BoosterForm | undefined): Course | undefined {
  const series = seriesOf(doses)
  if (series !== undefined) return series
  if (form !== undefined) return boosters[form](doses)
  return oldBooster(doses) ?? newBooster(doses)
}
