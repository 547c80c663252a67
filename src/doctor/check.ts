// A check: one kind of fault, what it looks at and what to do about it. No check waits for another.

import type { Advice, Spot } from './finding.ts'
import type { Place } from './place.ts'
import type { Subject } from './subject.ts'

export interface Check extends Advice {
  find(subject: Subject): Spot[]
}

/** The spot of an element. */
export function at({ line, path }: Place, more: Partial<Spot> = {}): Spot {
  return { line, path, ...more }
}

export function isBlank({ node }: Place): boolean {
  return node.text.trim() === ''
}

export function isPadded({ node }: Place): boolean {
  return node.text !== node.text.trim()
}
