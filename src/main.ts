// The composition root: starts the gateway, or the engine apart (`engine`), from the environment; reads its files
// again on SIGHUP, stops on SIGTERM and SIGINT.

import { readConfig } from './config.ts'
import { Failure, failures } from './errors.ts'
import { createLog } from './log.ts'
import { startEngine } from './start/engine.ts'
import { startGateway } from './start/gateway.ts'
import { atMost } from './start/started.ts'

/** Time for those in work to be told, when nothing can be done any more: no drain is worth waiting for then. */
const lostMs = 1000

async function main() {
  const apart = process.argv[2] === 'engine'
  const config = readConfig(undefined, apart ? 'engine' : 'gateway')
  const log = createLog(config.logLevel)
  const start = apart ? startEngine : startGateway
  let reload: () => void = () => undefined
  // From the first moment: without a listener this signal ends the process, also one that has nothing to read again.
  process.on('SIGHUP', () => {
    log.event('reading again', 'SIGHUP')
    reload()
  })
  const started = await start(config, log)
  const { lost, stop } = started
  reload = started.reload
  // Whoever watches the process starts it anew.
  lost?.then(() => {
    log.event('stopping', 'the engine’s thread has ended')
    atMost(lostMs, stop()).finally(() => process.exit(1))
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.event('stopping', signal)
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

/** Why it does not start. The cause of a failure of ours is told when it is ours too, never a library's. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Failure)) return error instanceof Error ? error.message : String(error)
  const { cause } = error
  const own = cause instanceof Error && cause.constructor === Error && !('code' in cause)
  return `${error.code}: ${failures[error.code].en}${own ? ` (${cause.message})` : ''}`
}

main().catch((error: unknown) => {
  process.stderr.write(`${reasonOf(error)}\n`)
  process.exit(1)
})
