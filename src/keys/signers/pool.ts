// The sessions of one connection to a token, each lent to one caller at a time; the rest wait, within
// bounds.

import type { Handle } from './cryptoki.ts'
import { unavailable } from './cryptoki.ts'

export interface Pool {
  /** Undefined: the connection was lost while one waited. @throws Failure SIGNER_UNAVAILABLE */
  acquire(): Promise<Handle | undefined>
  release(handle: Handle): void
  /** Sends away who waits. Gives the sessions that are not lent; none is given any more. */
  lose(): Handle[]
}

/** As many wait as messages may be in work. */
const waitingMax = 10_000

type Waiter = (handle?: Handle) => void

/** @param waitMs a session that nobody gives back by then will not be: the token hangs */
export function createPool(sessions: readonly Handle[], waitMs: number): Pool {
  const idle = [...sessions]
  const waiting = new Set<Waiter>()

  function wait(): Promise<Handle | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(served)
        reject(unavailable('no session in time'))
      }, waitMs)
      function served(handle?: Handle) {
        clearTimeout(timer)
        waiting.delete(served)
        resolve(handle)
      }
      waiting.add(served)
    })
  }

  return {
    async acquire() {
      const handle = idle.pop()
      if (handle) return handle
      if (waiting.size >= waitingMax) throw unavailable('too many wait for a session')
      return wait()
    },
    release(handle) {
      const [first] = waiting
      if (first) first(handle)
      else idle.push(handle)
    },
    lose() {
      for (const waiter of waiting) waiter()
      return idle.splice(0)
    },
  }
}
