// Who may call, while the program runs: access.json from the configuration, looked at every few seconds and
// when it is told to.

import { type Access, createAccess } from '../access/access.ts'
import { openAccessFile, type Reload } from '../access/file.ts'
import { createLimiter } from '../access/limit.ts'
import { createOpenList } from '../access/list.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { operations } from '../operations/index.ts'
import { watchFiles } from '../watch.ts'
import type { World } from '../world.ts'

export interface AccessInUse {
  access: Access
  /** Looks at the file now. */
  reload(): void
  close(): void
}

/** A grant is in force this long after the file was written. */
const lookEveryMs = 3000

/**
 * Without a file the sandbox's world says who reaches everybody's certificates.
 * @throws Error when production has no file, or the file cannot be used; it names every problem
 */
export function startAccess(
  config: Pick<Config, 'environment' | 'accessFile' | 'rate'>,
  log: Log,
  metrics: Metrics,
  world?: Pick<World, 'clients'>,
): AccessInUse {
  const parts = { limiter: createLimiter(), rate: config.rate }
  const path = config.accessFile
  if (path !== undefined) {
    const file = openAccessFile({
      path,
      services: Object.keys(operations),
      changed: told(log, metrics),
    })
    const watch = watchFiles({
      files: [path],
      changed: () => file.reload() !== 'refused',
      everyMs: lookEveryMs,
    })
    // A content that came between the two would be taken by the watch for the one in force.
    file.reload()
    const access = createAccess({ ...parts, list: file.list })
    return { access, reload: watch.look, close: watch.stop }
  }
  if (config.environment === 'PRODUCTION') {
    throw new Error(
      'Configuration:\n  ACCESS_FILE: needed in production; without it nobody may call',
    )
  }
  log.event('access', 'no ACCESS_FILE: every client may call every service of this sandbox')
  const nothing = () => undefined
  const supervisors = world?.clients?.filter(({ scope }) => scope === 'all').map(({ id }) => id)
  const list = createOpenList(supervisors)
  const access = createAccess({ ...parts, list: () => list })
  return { access, reload: nothing, close: nothing }
}

function told(log: Log, metrics: Metrics) {
  return (outcome: Exclude<Reload, 'unchanged'>, problems: string) => {
    metrics.accessFile(outcome)
    if (outcome === 'reloaded') return log.event('access', 'ACCESS_FILE was read again')
    log.event('access', `kept as it was: ${problems}`, 'warn')
  }
}
