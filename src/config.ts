// Environment → frozen Config, every problem in one error. The only reader of process.env.

import { engineWhereabouts } from './config/engine.ts'
import { issuing } from './config/issuing.ts'
import { keys } from './config/keys.ts'
import { drain, limits } from './config/limits.ts'
import { checkLink, whereabouts } from './config/link.ts'
import { createReader, type Environment, type Reader } from './config/reader.ts'
import { revocation } from './config/revocation.ts'
import { access, checkAccess, checkIdentity, checkMember, service } from './config/service.ts'
import type { Config } from './config/shape.ts'
import { trust } from './config/trust.ts'

export type * from './config/shape.ts'

/**
 * What is started; the engine apart has a link of its own (`ENGINE_TLS_…`), and the publication pack only tells who
 * we are, where, and by which certificates.
 */
type Program = 'gateway' | 'engine' | 'pack'

/** What production may not do without, unless the engine runs apart and owns it. */
function checkProduction(config: Config, read: Reader) {
  if (config.environment !== 'PRODUCTION') return
  if (config.worldFile) read.problem('WORLD_FILE: only in the sandbox')
  if (config.engine) return
  if (!config.databaseUrl)
    read.problem('DATABASE_URL: needed in production; nothing is embedded there')
  if (config.signingKeys.length === 0 && !config.keyTable)
    read.problem('SIGNING_KEYS: needed in production, or KEY_TABLE')
  if (config.peppers.length === 0) read.problem('PEPPER: needed in production')
  if (config.deliveryKeys.length === 0) read.problem('DELIVERY_KEY: needed in production')
}

const checks: Readonly<Record<Program, readonly ((config: Config, read: Reader) => void)[]>> = {
  gateway: [checkMember, checkProduction, checkLink, checkIdentity, checkAccess],
  engine: [checkMember, checkProduction],
  pack: [checkMember, checkLink, checkIdentity],
}

/** @throws Error that names every wrong setting, one a line, never a secret's value */
export function readConfig(env: Environment = process.env, program: Program = 'gateway'): Config {
  const problems: string[] = []
  const read = createReader(env, problems)
  const config = settings(read)
  for (const check of checks[program]) check(config, read)
  const lines = [...new Set(problems)]
  if (lines.length > 0) throw new Error(`Configuration:\n  ${lines.join('\n  ')}`)
  return Object.freeze(config)
}

function settings(read: Reader): Config {
  const environment = read.choice('ENVIRONMENT', ['SANDBOX', 'PRODUCTION'], 'SANDBOX')
  const sandbox = environment === 'SANDBOX'
  return {
    environment,
    ...whereabouts(read, sandbox),
    service: service(read),
    dialect: read.choice('DIALECT', ['uxp', 'x-road'], 'uxp'),
    userIdRequired: read.flag('REQUIRE_USER_ID', false),
    dataFolder: read.text('DATA_FOLDER', '.data'),
    worldFile: read.maybe('WORLD_FILE') ?? (sandbox ? 'fixtures/world.json' : undefined),
    databaseUrl: read.maybe('DATABASE_URL'),
    ...engineWhereabouts(read),
    ...keys(read),
    ...trust(read, sandbox),
    ...issuing(read),
    ...revocation(read),
    ...limits(read),
    ...drain(read, sandbox),
    ...access(read),
    logLevel: read.choice('LOG_LEVEL', ['error', 'warn', 'info'], 'info'),
  }
}
