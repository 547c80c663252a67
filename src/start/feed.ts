// A listener of its own for the feed of revocation batches: where messages travel in mutual TLS, verifiers could not
// reach it otherwise. With a certificate of its own over HTTPS, else for a proxy on this machine that speaks it.

import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Config } from '../config.ts'
import { listen } from '../doors/server.ts'
import { readTls } from '../https.ts'
import type { Log } from '../log.ts'
import { closing } from './started.ts'

/** Beyond, connections are closed at once: many verifiers belong behind a cache. */
const connectionsMax = 500

export interface Feed {
  port: number
  close(): Promise<void>
}

/** Undefined without a setting. @throws when the port is taken or a file cannot be read */
export async function openFeed(
  { feed, receiveTimeoutMs }: Pick<Config, 'feed' | 'receiveTimeoutMs'>,
  handle: RequestListener,
  log: Log,
): Promise<Feed | undefined> {
  if (feed === undefined) return undefined
  const timeouts = { headersTimeout: receiveTimeoutMs, requestTimeout: receiveTimeoutMs }
  const server = feed.tls
    ? createTlsServer(
        { ...timeouts, ...readTls(feed.tls), handshakeTimeout: receiveTimeoutMs },
        handle,
      )
    : createServer(timeouts, handle)
  server.maxConnections = connectionsMax
  const close = closing(server)
  const port = await listen(server, feed.port, feed.host)
  log.event('revocation feed', `${feed.host}:${port}${feed.tls ? ' TLS' : ''}`)
  return { port, close }
}
