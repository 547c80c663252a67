// How many whole messages are worked on at once, and how many wait for their turn, first come, first served.

import { Failure } from '../errors.ts'

export interface Slots {
  /** Resolves when a slot is taken. @throws Failure OVERLOADED when too many wait, or it waited too long */
  take(waitMs: number): Promise<void>
  /** Gives the slot to the one that waits longest. */
  free(): void
  /** How many work and how many wait. */
  load(): { running: number; waiting: number }
}

export interface SlotsParts {
  runningMax: number
  waitingMax: number
}

export function createSlots({ runningMax, waitingMax }: SlotsParts): Slots {
  let running = 0
  /** In the order of arrival; whoever gives up leaves from the middle. */
  const waiting = new Set<() => void>()

  const wait = (waitMs: number) =>
    new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer)
        waiting.delete(turn)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(turn)
        reject(new Failure('OVERLOADED'))
      }, waitMs)
      waiting.add(turn)
    })

  return {
    load: () => ({ running, waiting: waiting.size }),
    async take(waitMs) {
      if (running >= runningMax) {
        if (waiting.size >= waitingMax) throw new Failure('OVERLOADED')
        return wait(waitMs)
      }
      running++
    },
    free() {
      const [next] = waiting
      if (next === undefined) running--
      else next()
    },
  }
}
