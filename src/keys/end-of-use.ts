// How long each signing key may still be used, told in time: a gauge all the time, and a line in the
// log 60 and 30 days before, because a successor takes weeks to be certified and to be trusted abroad.

import type { CertificateType } from '../usage.ts'
import type { SigningKey } from './signing.ts'

/** When the use of a key for a type ends. */
export interface KeyEnd {
  keyIdText: string
  type: CertificateType
  /** Whole days, 0 on the last one, less than 0 after it. */
  daysLeft: number
  /** Another key for the type goes on after it. */
  succeeded: boolean
}

type Ending = Pick<SigningKey, 'keyIdText' | 'types' | 'from' | 'until' | 'notAfter' | 'statedEnd'>

const dayMs = 86_400_000

/** Days before the end at which it is told. */
export const warnedDays = [60, 30] as const

/**
 * As the table or the certificate states it; else so long before the certificate's end that what is
 * signed last still has its whole lifetime. Until the certificate's last day the key signs on, for less.
 */
export function endOfUse(
  { statedEnd, notAfter }: Pick<Ending, 'statedEnd' | 'notAfter'>,
  lifetimeDays: number,
): Date {
  return statedEnd ?? new Date(notAfter.getTime() - lifetimeDays * dayMs)
}

/** One for each key and type. */
export function endsOf(
  keys: readonly Ending[],
  lifetimeDays: Readonly<Record<CertificateType, number>>,
  at: Date,
): KeyEnd[] {
  return keys.flatMap((key) =>
    key.types.map((type) => {
      const end = endOfUse(key, lifetimeDays[type])
      const daysLeft = Math.floor((end.getTime() - at.getTime()) / dayMs)
      const succeeded = keys.some((other) => follows(other, type, end, lifetimeDays[type]))
      return { keyIdText: key.keyIdText, type, daysLeft, succeeded }
    }),
  )
}

function follows(other: Ending, type: CertificateType, end: Date, lifetimeDays: number): boolean {
  return other.types.includes(type) && other.from <= end && endOfUse(other, lifetimeDays) > end
}

/** Remembers what it has told, and gives each end once at each threshold that it has reached. */
export function createEndWarnings(): (ends: readonly KeyEnd[]) => KeyEnd[] {
  const told = new Map<string, number>()
  return (ends) =>
    ends.filter(({ keyIdText, type, daysLeft }) => {
      const name = `${keyIdText} ${type}`
      const threshold = Math.min(...warnedDays.filter((days) => daysLeft <= days))
      const isNew = Number.isFinite(threshold) && threshold < (told.get(name) ?? Infinity)
      if (isNew) told.set(name, threshold)
      return isNew
    })
}
