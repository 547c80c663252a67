// The engine on a thread of its own within this process: messages are read and written on one core while certificates
// are made on another. The thread's program is engine-thread.ts; the calls are those of the engine apart.

import { Worker } from 'node:worker_threads'
import type { Config } from '../config.ts'
import { createRemoteEngine } from '../engine/remote.ts'
import { Failure, type FailureCode } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Measure, MeasureName } from '../metrics.ts'
import { createCalls, type Returned } from './calls.ts'
import type { EngineInUse, Worldly } from './local.ts'

/** What the thread is started with. */
export interface ThreadData {
  config: Config
  /** How far the world's clock is from the machine's, milliseconds. */
  worldOffsetMs: number
}

/** What the thread tells beside its answers. */
export type Told =
  | { kind: 'started' }
  | { kind: 'refused'; message: string; code?: FailureCode | undefined; cause?: string | undefined }
  | { kind: 'measure'; name: MeasureName; value: number; labels: string[] }
  | { kind: 'event'; event: string; detail: string | undefined; level: 'info' | 'warn' | undefined }
  | { kind: 'failure'; code: FailureCode; detail: string | undefined }

/** Asks the thread to end, and to read its files again. */
export const end = 'end'
export const reload = 'reload'

type Said = Returned[] | Told

/** The thread's own program; another one in tests. */
const program = new URL('engine-thread.js', import.meta.url)

/**
 * `lost` of what it gives resolves when the thread has ended unasked; calls are then answered with ENGINE_UNAVAILABLE.
 * @throws Error or Failure as the engine itself would, when keys, database or trust list cannot be had
 */
export async function startThreadedEngine(
  config: Config,
  log: Log,
  { clock }: Worldly,
  measure: Measure,
  file = program,
): Promise<EngineInUse & { lost: Promise<void> }> {
  const worldOffsetMs = clock.now().getTime() - Date.now()
  const workerData: ThreadData = { config, worldOffsetMs }
  const worker = new Worker(file, { workerData })
  const calls = createCalls((call) => worker.postMessage(call))
  worker.on('message', (said: Said) => {
    if (Array.isArray(said)) said.forEach(calls.returned)
    else if (said.kind === 'measure') measure(said.name, said.value, ...said.labels)
    else tell(log, said)
  })
  await started(worker)
  const ended = endOf(worker, log)
  void ended.finally(calls.abandon)
  let closing = false
  return {
    engine: createRemoteEngine({ client: { postJson: calls.post } }),
    lost: new Promise((resolve) => {
      void ended.then(() => closing || resolve())
    }),
    reload: () => worker.postMessage(reload),
    close() {
      closing = true
      worker.postMessage(end)
      return ended
    },
  }
}

/** Resolves when the thread has started. @throws what it could not start for, or that it ended without a word */
function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    let why: Error | undefined
    const listen = (said: Said) => {
      if (Array.isArray(said)) return
      if (said.kind === 'refused') why = reasonOf(said)
      if (said.kind !== 'started') return
      worker.off('message', listen).off('error', reject).off('exit', exited)
      resolve()
    }
    const exited = () => reject(why ?? new Error('the engine’s thread ended before it had started'))
    worker.on('message', listen).once('error', reject).once('exit', exited)
  })
}

/** Resolves when the thread has ended, in whichever way; tells the log when it was not in order. */
function endOf(worker: Worker, log: Log): Promise<void> {
  worker.once('error', (cause) => {
    log.failure(new Failure('INTERNAL', { detail: 'the engine’s thread failed', cause }))
  })
  return new Promise((resolve) => {
    worker.once('exit', () => resolve())
  })
}

function reasonOf({ message, code, cause }: Extract<Told, { kind: 'refused' }>): Error {
  if (code === undefined) return new Error(message)
  return new Failure(code, cause === undefined ? {} : { cause: new Error(cause) })
}

function tell(log: Log, said: Told) {
  if (said.kind === 'event') log.event(said.event, said.detail, said.level)
  if (said.kind !== 'failure') return
  const { code, detail } = said
  log.failure(new Failure(code, detail === undefined ? {} : { detail }))
}
