// The program of the engine's thread: the local engine, asked by messages. See threaded.ts.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { clockFrom } from '../clock.ts'
import type { Config, KeyWithId } from '../config.ts'
import { callOf, isMethod, perform } from '../doors/call.ts'
import type { Engine } from '../engine/engine.ts'
import { asFailure, Failure, isOurs } from '../errors.ts'
import { type Log, problemOf } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { readWorld } from '../world.ts'
import type { Call, Returned } from './calls.ts'
import { type EngineInUse, startLocalEngine } from './local.ts'
import { end, reload, type ThreadData, type Told } from './threaded.ts'

const port = parentPort as MessagePort
const tell = (told: Told) => port.postMessage(told)

/** What is said here is written by the process's one log. */
const log: Log = {
  event: (event, detail, level) => tell({ kind: 'event', event, detail, level }),
  failure: (failure) => tell({ kind: 'failure', code: failure.code, detail: detailOf(failure) }),
  message: () => undefined,
}

/** All that our log may say of a failure, in one line: a cause does not cross. */
function detailOf({ detail, cause }: Failure): string | undefined {
  const parts = [detail, cause && problemOf(cause)].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' < ')
}

/** Bytes lose what Buffer adds on their way between threads. */
const asBuffers = (keys: readonly KeyWithId[]) =>
  keys.map(({ id, key }) => ({ id, key: Buffer.from(key) }))

function received({ config }: ThreadData): Config {
  const { peppers, deliveryKeys } = config
  return { ...config, peppers: asBuffers(peppers), deliveryKeys: asBuffers(deliveryKeys) }
}

async function answered(engine: Engine, [number, name, body]: Call): Promise<Returned> {
  try {
    if (!isMethod(name)) throw new Failure('INTERNAL', { detail: 'no such call' })
    const value = await perform(engine, callOf(name, JSON.parse(body)))
    return [number, 200, JSON.stringify(value ?? {})]
  } catch (thrown) {
    const failure = asFailure(thrown)
    const { code, violations } = failure
    // Who asked logs it, once, with the message that it befell; a probe of readiness logs nothing.
    if (name === 'ready' && isOurs(failure)) log.failure(failure)
    const told = { code, violations, detail: detailOf(failure) }
    return [number, 500, JSON.stringify({ failure: told })]
  }
}

/** What is ready in one turn of the event loop goes back together: what was recorded together becomes ready together. */
function createReturn(): (returned: Returned) => void {
  let ready: Returned[] = []
  const leave = () => {
    const leaving = ready
    ready = []
    port.postMessage(leaving)
  }
  return (returned) => {
    if (ready.push(returned) === 1) setImmediate(leave)
  }
}

/** One call a turn, so that what one has to record leaves while the next is worked on. */
function serve({ engine, close, ...engineInUse }: EngineInUse) {
  const waiting: Call[] = []
  const giveBack = createReturn()
  const next = () => {
    const call = waiting.shift()
    if (call !== undefined) answered(engine, call).then(giveBack)
    if (waiting.length > 0) setImmediate(next)
  }
  port.on('message', (call: Call | typeof end | typeof reload) => {
    if (call === end) return void ended(close)
    if (call === reload) return engineInUse.reload()
    if (waiting.push(call) === 1) setImmediate(next)
  })
}

/** An end that fails is told, and is an end. */
async function ended(close: () => Promise<void>) {
  await close().catch((thrown: unknown) => log.failure(asFailure(thrown)))
  // Behind what is to go back in this turn (`createReturn`).
  setImmediate(() => port.close())
}

/** Why it does not start, in what can cross: class and own text. */
function refused(error: unknown): Told {
  const { message, cause } = error as Error
  const code = error instanceof Failure ? error.code : undefined
  const own = cause instanceof Error && cause.constructor === Error && !('code' in cause)
  return { kind: 'refused', message, code, cause: own ? cause.message : undefined }
}

async function start(data: ThreadData) {
  const config = received(data)
  const world = config.worldFile === undefined ? undefined : readWorld(config.worldFile)
  const clock = clockFrom(new Date(Date.now() + data.worldOffsetMs))
  const measure: Measure = (name, value, ...labels) =>
    tell({ kind: 'measure', name, value, labels })
  serve(await startLocalEngine(config, log, { world, clock }, measure))
  tell({ kind: 'started' })
}

start(workerData as ThreadData).catch((error: unknown) => {
  tell(refused(error))
  port.close()
})
