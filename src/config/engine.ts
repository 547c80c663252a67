// Settings of the certificate engine, apart: where it is.

import { tlsFiles } from './link.ts'
import type { Reader } from './reader.ts'
import type { EngineClientConfig } from './shape.ts'

function engineClient(read: Reader): EngineClientConfig | undefined {
  const url = read.maybe('ENGINE_URL')
  if (url === undefined) return undefined
  if (!/^https:\/\/[^/\s]+\/?$/.test(url)) read.problem('ENGINE_URL: https://host:port')
  const tls = tlsFiles(read, 'ENGINE')
  const token = read.maybe('ENGINE_TOKEN')
  if (!tls && !token) read.problem('ENGINE_URL: needs ENGINE_TLS_… or ENGINE_TOKEN')
  const authority = read.maybe('ENGINE_TLS_AUTHORITY')
  const timeoutMs = read.integer('ENGINE_TIMEOUT_MS', 10_000, 100, 60_000)
  return { url: url.replace(/\/$/, ''), token, tls, authority, timeoutMs }
}

/** Where the engine is, and how one reaches it. */
export function engineWhereabouts(read: Reader) {
  return {
    engine: engineClient(read),
    enginePort: read.integer('ENGINE_PORT', 8443, 0, 65_535),
    engineToken: read.maybe('ENGINE_TOKEN'),
    engineTls: tlsFiles(read, 'ENGINE'),
  }
}
