// Who may call, while the program runs: access.json from the configuration, looked at every few seconds and
// at SIGHUP.

import { type Access, createAccess } from '../access/access.ts'
import { type AccessFile, openAccessFile, type Reload } from '../access/file.ts'
import { createLimiter } from '../access/limit.ts'
import { openList } from '../access/list.ts'
import type { Config } from '../config.ts'
import { Failure } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { operations } from '../operations/index.ts'

export interface AccessInUse {
  access: Access
  close(): void
}

/** A grant is in force this long after the file was written. */
const lookEveryMs = 3000

/** @throws Error when production has no file, or the file cannot be used; it names every problem */
export function startAccess(
  config: Pick<Config, 'environment' | 'accessFile' | 'rate'>,
  log: Log,
  metrics: Metrics,
): AccessInUse {
  const parts = { limiter: createLimiter(), rate: config.rate }
  const path = config.accessFile
  if (path !== undefined) {
    const file = openAccessFile({
      path,
      services: Object.keys(operations),
      changed: told(log, metrics),
    })
    return { access: createAccess({ ...parts, list: file.list }), close: watched(file) }
  }
  if (config.environment === 'PRODUCTION') {
    throw new Error(
      'Configuration:\n  ACCESS_FILE: needed in production; without it nobody may call',
    )
  }
  log.event('access', 'no ACCESS_FILE: every client may call every service of this sandbox')
  return { access: createAccess({ ...parts, list: () => openList }), close: () => undefined }
}

function told(log: Log, metrics: Metrics) {
  return (outcome: Exclude<Reload, 'unchanged'>, problems: string) => {
    metrics.accessFile(outcome)
    if (outcome === 'reloaded') return log.event('access', 'ACCESS_FILE was read again')
    const detail = `the list before it stays in force: ${problems}`
    log.failure(new Failure('INTERNAL', { detail }))
  }
}

function watched(file: AccessFile): () => void {
  const look = () => {
    file.reload()
  }
  const looking = setInterval(look, lookEveryMs).unref()
  process.on('SIGHUP', look)
  return () => {
    clearInterval(looking)
    process.off('SIGHUP', look)
  }
}
