// Features that the contract describes and whose work comes later: asked for, they are refused, never
// ignored. A row leaves when the feature arrives.

import type { Violation } from '../errors.ts'

interface Later {
  /** Path of element names below the operation. */
  path: string
  /** The value that asks for the feature; any value when absent. */
  asked?: unknown
}

const later: readonly Later[] = [
  { path: 'person/representative' },
  { path: 'delivery/encryptTo' },
  { path: 'delivery/rendering/format', asked: 'PDF' },
  { path: 'image' },
]

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [name, ...rest] = path
  if (name === undefined) return value === undefined ? [] : [value]
  if (value === null || typeof value !== 'object') return []
  return valuesAt((value as Record<string, unknown>)[name], rest)
}

/** The features that a request asks for and that are not available yet. */
export function askedTooEarly(request: object): Violation[] {
  return later.flatMap(({ path, asked }) => {
    const values = valuesAt(request, path.split('/'))
    const found = values.some((value) => asked === undefined || value === asked)
    return found ? [{ path, rule: 'not available yet' }] : []
  })
}
