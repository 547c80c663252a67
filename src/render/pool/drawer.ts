// One thread that draws one job at a time. It begins with the first job; one that dies or hangs is no more, and its job
// fails with it.

import { Worker } from 'node:worker_threads'
import { Failure } from '../../errors.ts'
import type { Job, Outcome } from './job.ts'

export interface Drawer {
  /** @throws Failure RENDERING_FAILED; then `alive` tells whether it takes another job */
  draw(job: Job, timeoutMs: number): Promise<Buffer>
  alive(): boolean
  end(): Promise<unknown>
}

/** Megabytes: 24 are enough for a PDF; what takes so much more is ended instead of taking the process with it. */
const memory = { maxOldGenerationSizeMb: 192, stackSizeMb: 4 }

interface Asked {
  resolve(bytes: Buffer): void
  reject(failure: Failure): void
  timer: NodeJS.Timeout
}

/** What is told of a job that was given up for its time: alone of all losses it may be the job's own doing. */
export const tookTooLong = 'it took too long'

const failed = (detail: string) => new Failure('RENDERING_FAILED', { detail })

/** @param program the thread's own; another one in tests */
export function createDrawer(program: URL): Drawer {
  const worker = new Worker(program, { resourceLimits: memory })
  let alive = true
  let asked: Asked | undefined

  function settle(settleIt: (asked: Asked) => void) {
    if (asked === undefined) return
    const settled = asked
    asked = undefined
    clearTimeout(settled.timer)
    // Only a job in work keeps the process from ending.
    worker.unref()
    settleIt(settled)
  }

  /** The job fails at once; the thread ends as soon as it can. */
  function lose(detail: string) {
    alive = false
    settle(({ reject }) => reject(failed(detail)))
    return worker.terminate()
  }

  worker.on('message', (outcome: Outcome) => {
    settle(({ resolve, reject }) => {
      if ('problem' in outcome) reject(failed(outcome.problem))
      else resolve(Buffer.from(outcome.bytes.buffer))
    })
  })
  worker.on('error', (error: NodeJS.ErrnoException) => lose(error.code ?? error.name))
  worker.on('exit', () => lose('the thread ended'))
  worker.unref()
  return {
    alive: () => alive,
    end: () => lose('the pool was closed'),
    draw: (job, timeoutMs) =>
      new Promise((resolve, reject) => {
        // It may have died between two jobs, and would never answer.
        if (!alive) return reject(failed('the thread ended'))
        const timer = setTimeout(() => lose(tookTooLong), timeoutMs)
        asked = { resolve, reject, timer }
        worker.ref()
        worker.postMessage(job)
      }),
  }
}
