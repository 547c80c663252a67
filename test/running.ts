// A whole sandbox gateway for a test: real HTTP, embedded database, its own data folder.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { startGateway } from '../src/start/gateway.ts'

export interface Running {
  /** `http://127.0.0.1:port`, also in the published WSDL. */
  url: string
  stop(): Promise<void>
}

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Starts it in the fixtures' world, with these settings besides. */
export async function startSandbox(settings: Record<string, string> = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: url,
    DATA_FOLDER: folder,
    ...settings,
  })
  const { stop } = await startGateway(config, createLog('error', nowhere))
  return {
    url,
    async stop() {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}
