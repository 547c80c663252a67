// Something that was started: where it listens, and how it ends.

import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'

export interface Started {
  port: number
  /** Reads again whatever is read while it runs: SIGHUP. */
  reload(): void
  /** Resolves when it can never serve again; all that is left is to stop it and to start anew. */
  lost?: Promise<void> | undefined
  /** Lets running messages finish, then closes everything. */
  stop(): Promise<void>
}

/** Whoever has not sent a whole request by then will not: node stops its own timers when a server closes. */
const graceMs = 2000

/** Time for what is behind the doors to close: a query that hangs must not keep the process from its end. */
export const closeLimitMs = 5000

/**
 * How this server will be closed; to be asked for before it listens. What it gives resolves when the last connection
 * is closed: idle ones at once, the rest after a while. A connection in its TLS handshake is none of HTTP's yet, so
 * the sockets are remembered here.
 */
export function closing(server: HttpServer | HttpsServer): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const destroyRest = () => {
    for (const socket of sockets) socket.destroy()
  }
  return () =>
    new Promise((resolve) => {
      const rest = setTimeout(destroyRest, graceMs)
      server.close(() => {
        clearTimeout(rest)
        resolve()
      })
      server.closeIdleConnections()
    })
}

/** Resolves when the work is done, or when the time is over. */
export async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, over]).finally(() => clearTimeout(timer))
}
