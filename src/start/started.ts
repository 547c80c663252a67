// Something that was started: where it listens, and how it ends.

import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

export interface Started {
  port: number
  /** Resolves when it can never serve again; all that is left is to stop it and to start anew. */
  lost?: Promise<void> | undefined
  /** Lets running messages finish, then closes everything. */
  stop(): Promise<void>
}

/** Whoever has not sent a whole request by then will not: node stops its own timers when a server closes. */
const graceMs = 2000

/** Time for what is behind the doors to close: a query that hangs must not keep the process from its end. */
export const closeLimitMs = 5000

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

/** Resolves when the work is done, or when the time is over. */
export async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, over]).finally(() => clearTimeout(timer))
}
