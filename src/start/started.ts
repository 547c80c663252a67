// Something that was started: where it listens, and how it ends.

import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

export interface Started {
  port: number
  /** Lets running messages finish, then closes everything. */
  stop(): Promise<void>
}

/** Resolves when the last connection is closed; idle ones are closed at once. */
export function closed(server: HttpServer | HttpsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
