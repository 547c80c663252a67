// Something that was started: where it listens, and how it ends.

import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

export interface Started {
  port: number
  /** Lets running messages finish, then closes everything. */
  stop(): Promise<void>
}

/** Whoever has not sent a whole request by then will not: node stops its own timers when a server closes. */
const graceMs = 2000

/** Resolves when the last connection is closed; idle ones are closed at once, half requests after a while. */
export function closed(server: HttpServer | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    const rest = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(rest)
      resolve()
    })
    server.closeIdleConnections()
  })
}
