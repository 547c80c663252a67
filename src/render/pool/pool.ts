// Drawings that take milliseconds, on threads of their own: nobody who is being answered waits for another's PDF. As many
// at once as there are threads; some more wait, and beyond that they are refused at once.

import { Failure } from '../../errors.ts'
import type { Measure } from '../../metrics.ts'
import { createCrew } from './crew.ts'
import { createDrawer, type Drawer } from './drawer.ts'
import type { Job } from './job.ts'
import { createQueue } from './queue.ts'

export interface PoolSettings {
  /** Threads at most. */
  threads: number
  /** Jobs that wait at most. */
  queueMax: number
}

export interface Pool {
  /** @throws Failure RENDERING_OVERLOADED when too many wait or it waited too long, RENDERING_FAILED */
  draw(job: Job): Promise<Buffer>
  /** @throws Failure RENDERING_OVERLOADED when a job would be refused now */
  admit(): void
  /** Ends all threads; jobs in work and those that wait fail. */
  close(): Promise<void>
}

/**
 * A PDF takes tens of milliseconds, its thread's start some hundreds, seconds where the machine is busy; what takes longer
 * hangs. Together they are what a gateway waits for an engine apart (ENGINE_TIMEOUT_MS).
 */
const timeouts = { workMs: 6_000, waitMs: 4_000 }

/** @param program of the threads; another one in tests, as are other `timeouts` */
export function createPool(
  { threads, queueMax }: PoolSettings,
  measure: Measure,
  program = new URL('thread.js', import.meta.url),
  { workMs, waitMs } = timeouts,
): Pool {
  const told = (outcome: 'done' | 'failed' | 'overloaded') => measure('render_jobs', 1, outcome)
  const overloaded = () => {
    told('overloaded')
    return new Failure('RENDERING_OVERLOADED')
  }
  const crew = createCrew(threads, () => createDrawer(program))
  const queue = createQueue<Drawer>({ max: queueMax, waitMs }, overloaded, (length) =>
    measure('render_queue', length),
  )
  let closed = false

  async function work(drawer: Drawer, job: Job): Promise<Buffer> {
    try {
      const bytes = await drawer.draw(job, workMs)
      told('done')
      return bytes
    } catch (failure) {
      told('failed')
      throw failure
    } finally {
      crew.giveBack(drawer)
      const next = closed || queue.isEmpty() ? undefined : crew.take()
      if (next !== undefined) queue.serve(next)
    }
  }

  function admit() {
    if (closed || (crew.busy() && queue.full())) throw overloaded()
  }

  return {
    admit,
    async draw(job) {
      admit()
      return work(crew.take() ?? (await queue.wait()), job)
    },
    async close() {
      closed = true
      queue.refuseAll()
      await crew.end()
    },
  }
}
