// The gateway's listeners: the one that security servers call, and one for probes when they need their own.
// Says how both end: ready goes red, what is here is finished, then connections are closed.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { Config } from '../config.ts'
import { createGatewayServer, listen } from '../doors/server.ts'
import { createSoapDoor } from '../doors/soap.ts'
import { createTlsLink, type TlsLink } from '../doors/tls.ts'
import { createHealthDoor, type HealthParts } from '../doors/web.ts'
import { Failure } from '../errors.ts'
import type { Gateway } from '../gateway.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { atMost, closed, type Started } from './started.ts'

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
  const ready = () => (stopping ? Promise.reject(new Failure('STOPPING')) : parts.ready())
  const health = { metrics, ready }
  const soap = createSoapDoor({ ...config, ...parts })
  metrics.watchLoad(soap.load)
  let web: RequestListener = () => undefined
  const late: RequestListener = (request, response) => web(request, response)
  const server = createGatewayServer({ ...config, ...parts, soap, web: late })
  const healthServer = await openHealth(config, health, log)
  const port = await listen(server, config.port, config.host)
  web = parts.web(publicUrl(config, port), healthServer ? undefined : health)
  log.event('listening', `${config.host}:${port} ${config.environment}${tls ? ' TLS' : ''}`)
  const endReloads = reloaded(tls)
  const stop = async () => {
    stopping = true
    await atMost(config.drainTimeoutMs, soap.drain())
    endReloads()
    await Promise.all([server, healthServer].flatMap((each) => (each ? [closed(each)] : [])))
  }
  return { port, stop }
}

/** SIGHUP, for who does not want to wait until the change is noticed. */
function reloaded(tls: TlsLink | undefined): () => void {
  if (tls === undefined) return () => undefined
  process.on('SIGHUP', tls.reload)
  return () => {
    process.off('SIGHUP', tls.reload)
    tls.stop()
  }
}

async function openHealth(
  { admin, receiveTimeoutMs }: Config,
  parts: HealthParts,
  log: Log,
): Promise<Server | undefined> {
  if (admin === undefined) return undefined
  const timeouts = { headersTimeout: receiveTimeoutMs, requestTimeout: receiveTimeoutMs }
  const server = createServer(timeouts, createHealthDoor(parts))
  server.maxConnections = healthConnectionsMax
  const port = await listen(server, admin.port, admin.host)
  log.event('health and metrics', `${admin.host}:${port}`)
  return server
}

/** Without `PUBLIC_URL` and with port 0, the port is known only now. */
function publicUrl(config: Config, port: number): string {
  return config.publicUrl.replace(/:0(?=$|\/)/, `:${port}`)
}
