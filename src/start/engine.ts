// The engine that the gateway uses, here or behind HTTPS; and the engine apart.

import { clockFrom, machineClock } from '../clock.ts'
import type { Config, EngineClientConfig } from '../config.ts'
import { createEngineServer } from '../doors/engine.ts'
import { listen } from '../doors/server.ts'
import { createRemoteEngine } from '../engine/remote.ts'
import { createHttpsClient } from '../https.ts'
import type { Log } from '../log.ts'
import { createMetrics, type Measure } from '../metrics.ts'
import { readWorld } from '../world.ts'
import { type EngineInUse, startLocalEngine, type Worldly } from './local.ts'
import { checkPrivateFiles } from './private-files.ts'
import { atMost, closeLimitMs, closing, type Started } from './started.ts'
import { startThreadedEngine } from './threaded.ts'

/** JSON of a message takes at most twice its XML, and its caller a little. */
const callBytesFactor = 3

export function worldOf(config: Config): Worldly {
  const world = config.worldFile === undefined ? undefined : readWorld(config.worldFile)
  return { world, clock: world === undefined ? machineClock : clockFrom(new Date(world.clock)) }
}

function remoteEngine(engine: EngineClientConfig, bytesMax: number): EngineInUse {
  const client = createHttpsClient({ ...engine, bytesMax, random: Math.random })
  return {
    engine: createRemoteEngine({ client }),
    reload: () => undefined,
    close: async () => undefined,
  }
}

/** The local engine, or with `ENGINE_URL` the remote one: then neither keys nor database are opened here. */
export async function engineInUse(
  config: Config,
  log: Log,
  worldly: Worldly,
  measure: Measure,
): Promise<EngineInUse> {
  return config.engine === undefined
    ? startThreadedEngine(config, log, worldly, measure)
    : remoteEngine(config.engine, config.messageBytesMax * callBytesFactor)
}

/** Starts the engine apart, behind its own HTTPS door. @throws Error when it would let anyone in */
export async function startEngine(config: Config, log: Log): Promise<Started> {
  checkPrivateFiles(config, log, [['ENGINE_TLS_KEY', config.engineTls?.key]])
  const metrics = createMetrics()
  const started = await startLocalEngine(config, log, worldOf(config), metrics.measure)
  const { engine, reload, close } = started
  const server = createEngineServer({
    engine,
    tls: config.engineTls,
    token: config.engineToken,
    bytesMax: config.messageBytesMax * callBytesFactor,
    inFlightMax: config.inFlightMax,
    receiveTimeoutMs: config.receiveTimeoutMs,
    deadlineMs: config.deadlineMs,
    log,
    metrics,
  })
  const closed = closing(server)
  const port = await listen(server, config.enginePort, config.host)
  log.event('engine listening', `${config.host}:${port} ${config.environment}`)
  const stop = async () => {
    await atMost(config.drainTimeoutMs, server.drain())
    await closed()
    await atMost(closeLimitMs, close())
  }
  return { port, reload, stop }
}
