// The gateway's listeners: the one that security servers call, and one for probes when they need their own.
// Says how both end: ready goes red, a pause lets that be seen, what is here is finished, then connections are closed.

import { createServer, type RequestListener } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { within } from '../deadline.ts'
import { createGatewayServer, listen } from '../doors/server.ts'
import { createSoapDoor } from '../doors/soap.ts'
import { createTlsLink, type TlsLink } from '../doors/tls.ts'
import { createHealthDoor, type HealthParts } from '../doors/web.ts'
import { Failure } from '../errors.ts'
import type { Gateway } from '../gateway.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { atMost, closing, type Started } from './started.ts'

export interface LinkParts {
  config: Config
  gateway: Gateway
  metrics: Metrics
  log: Log
  tls: TlsLink | undefined
  /** Most bytes of a message that are read. */
  bytesMax: number
  ready(): Promise<void>
  /** The door for all but messages, once our address is known; health is absent when it has its own listener. */
  web(publicUrl: string, health: HealthParts | undefined): RequestListener
}

/** Probes and Prometheus are few. */
const healthConnectionsMax = 100

/** Mutual TLS, if it is configured. @throws Error when a file is missing or wrong */
export function tlsLink({ link }: Config, log: Log, metrics: Metrics): TlsLink | undefined {
  return link && createTlsLink({ files: link, log, metrics })
}

/** Listens. @throws when a port is taken */
export async function openLink(parts: LinkParts): Promise<Started> {
  const { config, metrics, log, tls } = parts
  let stopping = false
  const ready = () =>
    stopping ? Promise.reject(new Failure('STOPPING')) : within(config.deadlineMs, parts.ready())
  const health = { metrics, ready }
  const soap = createSoapDoor({ ...config, ...parts })
  metrics.watchLoad(soap.load)
  let web: RequestListener = () => undefined
  const late: RequestListener = (request, response) => web(request, response)
  const server = createGatewayServer({ ...config, ...parts, soap, web: late })
  const closed = closing(server)
  const healthLink = await openHealth(config, health, log)
  const port = await listen(server, config.port, config.host)
  web = parts.web(publicUrl(config, port), healthLink ? undefined : health)
  log.event('listening', `${config.host}:${port} ${config.environment}${tls ? ' TLS' : ''}`)
  const stop = async () => {
    stopping = true
    await pause(config.drainDelayMs)
    await atMost(config.drainTimeoutMs - config.drainDelayMs, soap.drain())
    tls?.stop()
    await Promise.all([closed(), healthLink?.closed()])
  }
  return { port, reload: () => tls?.reload(), stop }
}

async function openHealth(
  { admin, receiveTimeoutMs }: Config,
  parts: HealthParts,
  log: Log,
): Promise<{ closed(): Promise<void> } | undefined> {
  if (admin === undefined) return undefined
  const timeouts = { headersTimeout: receiveTimeoutMs, requestTimeout: receiveTimeoutMs }
  const server = createServer(timeouts, createHealthDoor(parts))
  server.maxConnections = healthConnectionsMax
  const closed = closing(server)
  const port = await listen(server, admin.port, admin.host)
  log.event('health and metrics', `${admin.host}:${port}`)
  return { closed }
}

/** Without `PUBLIC_URL` and with port 0, the port is known only now. */
function publicUrl(config: Config, port: number): string {
  return config.publicUrl.replace(/:0(?=$|\/)/, `:${port}`)
}
