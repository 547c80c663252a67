// Calls of the engine across the border of a thread: numbered, as JSON, several at once. It decides nothing about them.

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
  returned(answers: readonly Returned[]): void
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

/** @param send brings calls to the other side, all at once */
export function createCalls(send: (calls: readonly Call[]) => void): Calls {
  const waiting = new Map<number, Resolve>()
  let last = 0
  let leaving: Call[] = []
  let over = false

  /** Calls of one turn of the event loop go over together: to wake a thread costs as much as a small call. */
  function flush() {
    send(leaving)
    leaving = []
  }

  function settle(number: number, answer: Answer | NoAnswer) {
    waiting.get(number)?.(answer)
    waiting.delete(number)
  }

  function leave(path: string, body: object, resolve: Resolve): number {
    last++
    waiting.set(last, resolve)
    const call: Call = [last, path.slice(enginePath.length), JSON.stringify(body)]
    if (leaving.push(call) === 1) setImmediate(flush)
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
    returned(answers) {
      for (const [number, status, body] of answers)
        settle(number, { status, body: JSON.parse(body) })
    },
    abandon() {
      over = true
      for (const number of waiting.keys()) settle(number, ended)
    },
  }
}
