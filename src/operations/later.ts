// Features that the contract describes and whose work comes later: asked for, they are refused, never
// ignored. A row leaves when the feature arrives.

import type { Violation } from '../errors.ts'

interface Later {
  /** Path of element names below the operation. */
  path: string
  /** The value that asks for the feature; any value when absent. */
  asked?: unknown
  /** The element of the response that the feature fills. */
  answered?: string
}

const later: readonly Later[] = [
  { path: 'person/representative' },
  { path: 'delivery/encryptTo', answered: 'certificate/encrypted' },
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

/** Whether an element of a request or response, by its path, belongs to such a feature whatever it holds. */
export function comesLater(path: string): boolean {
  return later.some(({ path: own, asked, answered }) => {
    const whole = asked === undefined ? [own, answered] : [answered]
    return whole.some((one) => one !== undefined && `${path}/`.startsWith(`${one}/`))
  })
}
