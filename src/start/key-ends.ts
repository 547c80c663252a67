// Tells of the signing keys how long they may still be used, and whether each type has one now: as
// measures all the time, in the log 60 and 30 days before an end.

import type { Config } from '../config.ts'
import { nationalRules } from '../engine/rules/national.ts'
import { createEndWarnings, endsOf, type KeyEnd } from '../keys/end-of-use.ts'
import type { SigningKeys } from '../keys/signing.ts'
import { type CertificateType, typesOf } from '../usage.ts'
import type { KeysParts } from './keys.ts'

/** Days are counted in hours. */
const lookEveryMs = 3_600_000

export interface EndsWatch {
  look(): void
  stop(): void
}

/** Looks now, and from then on every hour. Keeps no process alive. */
export function watchEnds(
  { config, clock, log, measure }: Pick<KeysParts, 'config' | 'clock' | 'log' | 'measure'>,
  keys: () => SigningKeys,
): EndsWatch {
  const warned = createEndWarnings()
  const lifetimes = longestLifetimes(config)
  let told: KeyEnd[] = []

  function look() {
    const at = clock.now()
    const ends = endsOf(keys().all, lifetimes, at)
    const gone = told.filter((one) => !ends.some((end) => same(one, end)))
    for (const { keyIdText, type } of gone)
      measure('signing_key_days_left', Number.NaN, keyIdText, type)
    for (const { keyIdText, type, daysLeft } of ends)
      measure('signing_key_days_left', daysLeft, keyIdText, type)
    for (const type of typesOf(undefined))
      measure('signing_key_usable', 'key' in keys().choose(type, at) ? 1 : 0, type)
    for (const end of warned(ends)) log.event('end of key use', sentence(end), 'warn')
    told = ends
  }

  look()
  const timer = setInterval(look, lookEveryMs).unref()
  return { look, stop: () => clearInterval(timer) }
}

/** By the setting, or the longest that any rule gives. */
function longestLifetimes({ lifetimeDays }: Pick<Config, 'lifetimeDays'>) {
  const days = (type: CertificateType) =>
    lifetimeDays[type] ?? Math.max(...nationalRules[type].map(({ signature }) => signature.days))
  return { vaccination: days('vaccination'), test: days('test'), recovery: days('recovery') }
}

function same(one: KeyEnd, other: KeyEnd): boolean {
  return one.keyIdText === other.keyIdText && one.type === other.type
}

function sentence({ keyIdText, type, daysLeft, succeeded }: KeyEnd): string {
  const next = succeeded ? 'another key follows' : 'no key follows'
  return `${keyIdText} for ${type}: ${daysLeft} days left, ${next}`
}
