// Calls of the engine across the border of a thread: numbered, as JSON. It decides nothing about them. Each call goes over
// at once: to collect them would cost less, but then one thread would wait while the other works.

import { enginePath } from '../engine/remote.ts'
import type { FailureCode } from '../errors.ts'
import type { Answer, HttpsClient, NoAnswer } from '../https.ts'

/** A call: its number, the engine's method, its arguments as JSON, which crosses faster than objects. */
export type Call = [number: number, method: string, body: string]

/** An answer to a call: its number, the status that the engine's door would give, JSON. */
export type Returned = [number: number, status: number, body: string]

export interface Calls {
  post: HttpsClient['postJson']
  /** What came back. An answer that nobody waits for any more is dropped. */
  returned(answer: Returned): void
  /** Nothing will come back: whoever waits and whoever calls from now on is told so. */
  abandon(): void
}

type Resolve = (answer: Answer | NoAnswer) => void

/**
 * Calls that wait for an answer: the messages in work, each with its row for the audit, and those that were given up
 * because they took too long.
 */
const outstandingMax = 4096

const overloaded: FailureCode = 'OVERLOADED'
const refused: Answer = { status: 500, body: { failure: { code: overloaded, violations: [] } } }
const ended: NoAnswer = { status: undefined, problem: 'THREAD_ENDED' }

/** @param send brings a call to the other side */
export function createCalls(send: (call: Call) => void): Calls {
  const waiting = new Map<number, Resolve>()
  let last = 0
  let over = false

  function settle(number: number, answer: Answer | NoAnswer) {
    waiting.get(number)?.(answer)
    waiting.delete(number)
  }

  function leave(path: string, body: object, resolve: Resolve): number {
    last++
    waiting.set(last, resolve)
    send([last, path.slice(enginePath.length), JSON.stringify(body)])
    return last
  }

  return {
    post: async (path, body, { timeoutMs }) => {
      if (over) return ended
      if (waiting.size >= outstandingMax) return refused
      let timer: NodeJS.Timeout | undefined
      const answer = await new Promise<Answer | NoAnswer>((resolve) => {
        const number = leave(path, body, resolve)
        if (timeoutMs === undefined) return
        timer = setTimeout(
          () => settle(number, { status: undefined, problem: 'TIMEOUT' }),
          timeoutMs,
        )
      })
      clearTimeout(timer)
      return answer
    },
    returned([number, status, body]) {
      settle(number, { status, body: JSON.parse(body) })
    },
    abandon() {
      over = true
      for (const number of waiting.keys()) settle(number, ended)
    },
  }
}
