// The gateway: engine → operations → gateway → doors.

import packageFile from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'
import { publishWsdl } from '../contract/wsdl.ts'
import { createGatewayServer, listen } from '../doors/server.ts'
import { createSoapDoor } from '../doors/soap.ts'
import { createWebDoor } from '../doors/web.ts'
import { Failure } from '../errors.ts'
import { createGateway } from '../gateway.ts'
import type { Log } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { operations } from '../operations/index.ts'
import { engineInUse, worldOf } from './engine.ts'
import { closed, type Started } from './started.ts'

/** Starts the gateway. @throws Error when something that it needs is missing or wrong */
export async function startGateway(config: Config, log: Log): Promise<Started> {
  const { world, clock } = worldOf(config)
  const { engine, close } = await engineInUse(config, log, { world, clock })
  const { environment, messageBytesMax } = config
  const metrics = createMetrics()
  const gateway = createGateway({
    own: config.service,
    operations: {
      engine,
      clock,
      information: { environment, worldId: world?.id, version: packageFile.version },
    },
    bytesMax: messageBytesMax,
    log,
    metrics,
  })
  let stopping = false
  const ready = () => (stopping ? Promise.reject(new Failure('STOPPING')) : engine.ready())
  const soap = createSoapDoor({ ...config, gateway, bytesMax: bytesMax(config) })
  const web = createWebDoor({ wsdl: publishedWsdl(config), metrics, ready })
  const server = createGatewayServer({ ...config, gateway, soap, web })
  const port = await listen(server, config.port, config.host)
  log.event('listening', `${config.host}:${port} ${environment}`)
  const stop = async () => {
    stopping = true
    await soap.drain()
    await closed(server)
    await close()
  }
  return { port, stop }
}

/** What the door must read: the largest limit of any operation. */
function bytesMax({ messageBytesMax }: Config): number {
  return Math.max(messageBytesMax, ...Object.values(operations).map((row) => row.bytesMax ?? 0))
}

function publishedWsdl({ publicUrl }: Config) {
  const publication = { address: `${publicUrl}/ws`, operations: Object.keys(operations) }
  return {
    full: publishWsdl({ ...publication, headers: true }),
    plain: publishWsdl({ ...publication, headers: false }),
  }
}
