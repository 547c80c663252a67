// Reads single settings and collects what is wrong with them, so that an operator sees all of it at once. Never tells a
// secret’s value.

import type { KeyWithId } from './shape.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Collects problems so that an operator sees all of them at once. */
export interface Reader {
  text(name: string, fallback: string): string
  maybe(name: string): string | undefined
  integer(name: string, fallback: number, min: number, max: number): number
  flag(name: string, fallback: boolean): boolean
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T
  matching(name: string, pattern: RegExp, rule: string, fallback: string): string
  secrets(name: string): KeyWithId[]
  problem(text: string): void
}

export function createReader(env: Environment, problems: string[]): Reader {
  const maybe = (name: string) => (env[name] === '' ? undefined : env[name])
  const matching = (name: string, pattern: RegExp, rule: string, fallback: string) => {
    const value = maybe(name) ?? fallback
    if (!pattern.test(value)) problems.push(`${name}: ${rule}`)
    return value
  }
  return {
    maybe,
    matching,
    text: (name, fallback) => maybe(name) ?? fallback,
    problem: (text) => problems.push(text),
    integer(name, fallback, min, max) {
      const text = maybe(name) ?? String(fallback)
      const value = Number(text)
      if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value
      problems.push(`${name}: a whole number from ${min} to ${max}`)
      return fallback
    },
    flag: (name, fallback) =>
      matching(name, /^(true|false)$/, 'true or false', String(fallback)) === 'true',
    choice(name, choices, fallback) {
      const value = maybe(name) ?? fallback
      const found = choices.find((choice) => choice === value)
      if (found === undefined) problems.push(`${name}: one of ${choices.join(', ')}`)
      return found ?? fallback
    },
    secrets: (name) => secrets(maybe(name), name, problems),
  }
}

const secret = /^([A-Za-z0-9_-]{1,16}):([0-9a-f]{64})$/

/** `id:64 hex digits`, the current one first, a second one while rolling over. */
function secrets(text: string | undefined, name: string, problems: string[]): KeyWithId[] {
  const parts = text === undefined ? [] : text.split(',').map((part) => secret.exec(part.trim()))
  const ids = new Set(parts.map((part) => part?.[1]))
  if (parts.length > 2 || parts.includes(null) || ids.size < parts.length) {
    problems.push(`${name}: one or two of id:64-hex-digits with different ids, comma between`)
  }
  return parts.flatMap((part) =>
    part ? [{ id: part[1] as string, key: Buffer.from(part[2] as string, 'hex') }] : [],
  )
}
