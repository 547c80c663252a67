// The composition root: starts the gateway, or the engine apart (`engine`), from the environment; stops on
// SIGTERM and SIGINT.

import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { startEngine } from './start/engine.ts'
import { startGateway } from './start/gateway.ts'

async function main() {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const start = process.argv[2] === 'engine' ? startEngine : startGateway
  const { stop } = await start(config, log)
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
