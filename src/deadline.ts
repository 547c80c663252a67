// Bounds how long anything is waited for.

import { Failure } from './errors.ts'

/**
 * The work, or DEADLINE when it takes longer than `deadlineMs` milliseconds; the work itself goes on, and a repeat
 * finds what it did. Without a deadline it is waited for as long as it takes.
 * @throws Failure DEADLINE
 */
export async function within<T>(deadlineMs: number | undefined, work: Promise<T>): Promise<T> {
  if (deadlineMs === undefined) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('DEADLINE')), deadlineMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
