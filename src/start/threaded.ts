// The engine on a thread of its own within this process: messages are read and written on one core while certificates
// are made on another. The thread's program is engine-thread.ts; the calls are those of the engine apart.

import { Worker } from 'node:worker_threads'
import type { Config } from '../config.ts'
import { createRemoteEngine, enginePath } from '../engine/remote.ts'
import { Failure, type FailureCode } from '../errors.ts'
import type { Answer, HttpsClient, NoAnswer } from '../https.ts'
import type { Log } from '../log.ts'
import type { EngineInUse, Worldly } from './local.ts'

/** What the thread is started with. */
export interface ThreadData {
  config: Config
  /** How far the world's clock is from the machine's, milliseconds. */
  worldOffsetMs: number
}

/** A call: its number, the engine's method, its arguments as JSON, which crosses faster than objects. */
export type Call = [number: number, method: string, body: string]

/** An answer to a call: its number, the status that the engine's door would give, JSON. */
export type Returned = [number: number, status: number, body: string]

/** What the thread tells beside its answers. */
export type Told =
  | { kind: 'started' }
  | { kind: 'refused'; message: string; code?: FailureCode | undefined; cause?: string | undefined }
  | { kind: 'event'; event: string; detail: string | undefined }
  | { kind: 'failure'; code: FailureCode; detail: string | undefined }

/** @throws Error or Failure as the engine itself would, when keys, database or trust list cannot be had */
export async function startThreadedEngine(
  config: Config,
  log: Log,
  { clock }: Worldly,
): Promise<EngineInUse> {
  const worldOffsetMs = clock.now().getTime() - Date.now()
  const workerData: ThreadData = { config, worldOffsetMs }
  const worker = new Worker(new URL('engine-thread.js', import.meta.url), { workerData })
  const calls = createCalls(worker)
  worker.on('message', (said: Returned[] | Told) =>
    Array.isArray(said) ? calls.returned(said) : tell(log, said),
  )
  await started(worker)
  worker.once('error', (error) => {
    calls.abandon()
    // As if it had been thrown here: nothing can be issued any more, and whoever watches the process starts it anew.
    setImmediate(() => {
      throw error
    })
  })
  return {
    engine: createRemoteEngine({ client: { postJson: calls.post } }),
    close: () => ended(worker),
  }
}

function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (said: Returned[] | Told) => {
      if (Array.isArray(said) || !['started', 'refused'].includes(said.kind)) return
      worker.off('message', listen).off('error', reject)
      if (said.kind === 'refused') worker.once('exit', () => reject(reasonOf(said)))
      else resolve()
    }
    worker.on('message', listen).once('error', reject)
  })
}

function reasonOf({ message, code, cause }: Extract<Told, { kind: 'refused' }>): Error {
  if (code === undefined) return new Error(message)
  return new Failure(code, cause === undefined ? {} : { cause: new Error(cause) })
}

function tell(log: Log, said: Told) {
  if (said.kind === 'event') log.event(said.event, said.detail)
  if (said.kind !== 'failure') return
  const { code, detail } = said
  log.failure(new Failure(code, detail === undefined ? {} : { detail }))
}

type Resolve = (answer: Answer | NoAnswer) => void

function createCalls(worker: Worker) {
  const waiting = new Map<number, Resolve>()
  let last = 0
  let leaving: Call[] = []

  /** Calls of one turn of the event loop go over together: to wake a thread costs as much as a small call. */
  function flush() {
    worker.postMessage(leaving)
    leaving = []
  }

  const post: HttpsClient['postJson'] = (path, body) =>
    new Promise((resolve) => {
      last++
      waiting.set(last, resolve)
      if (leaving.push([last, path.slice(enginePath.length), JSON.stringify(body)]) === 1)
        setImmediate(flush)
    })

  return {
    post,
    returned(answers: Returned[]) {
      for (const [number, status, body] of answers) {
        waiting.get(number)?.({ status, body: JSON.parse(body) })
        waiting.delete(number)
      }
    },
    abandon() {
      for (const resolve of waiting.values())
        resolve({ status: undefined, problem: 'THREAD_ENDED' })
      waiting.clear()
    },
  }
}

/** Asks the thread to close what it has open, and waits for its end. */
function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve())
    worker.postMessage([])
  })
}
