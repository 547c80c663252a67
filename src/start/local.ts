// The engine in this process, with its keys, its register and its trust list.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, machineClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { audited } from '../engine/audited.ts'
import type { Engine } from '../engine/engine.ts'
import type { IssueParts } from '../engine/issue.ts'
import { createLocalEngine } from '../engine/local.ts'
import { createSandboxKeys, isSandbox } from '../keys/sandbox.ts'
import { sandboxSecrets } from '../keys/secrets.ts'
import { loadSigningKeys, type SigningKeys } from '../keys/signing.ts'
import { createTrustList, loadTrustFolder } from '../keys/trust.ts'
import type { Log } from '../log.ts'
import { createRandom } from '../random.ts'
import { openRegister, type Register } from '../register/register.ts'
import { seedWorld, type World } from '../world.ts'
import { sealOf } from './seal.ts'

export interface EngineInUse {
  engine: Engine
  /** Resolves when it can never answer again, without having been closed. */
  lost?: Promise<void>
  close(): Promise<void>
}

/** The sandbox's world, if there is one, and the clock that decides rules and times in certificates. */
export interface Worldly {
  world: World | undefined
  clock: Clock
}

/** How often deliveries past their time are removed. */
const purgeIntervalMs = 60_000

async function signingKeys(config: Config, clock: Clock): Promise<SigningKeys> {
  if (config.signingKeys.length === 0) {
    const { files } = await createSandboxKeys(join(config.dataFolder, 'keys'), { at: clock.now() })
    return loadSigningKeys({ certificateFiles: [files.certificate], keyFiles: [files.key] })
  }
  const keys = loadSigningKeys({
    certificateFiles: config.signingKeys.map(({ certificate }) => certificate),
    keyFiles: config.signingKeys.map(({ key }) => key),
    passphrase: config.signingPassphrase,
  })
  if (config.environment === 'PRODUCTION' && keys.all.some((key) => isSandbox(key.certificate))) {
    throw new Error('SIGNING_KEYS: a sandbox key is refused in production')
  }
  return keys
}

function openedRegister(config: Config): Promise<Register> {
  const given = config.peppers.length > 0 && config.deliveryKeys.length > 0
  const made = given ? config : sandboxSecrets(config.dataFolder)
  return openRegister({
    databaseUrl: config.databaseUrl,
    folder: join(config.dataFolder, 'register'),
    peppers: config.peppers.length > 0 ? config.peppers : made.peppers,
    deliveryKeys: config.deliveryKeys.length > 0 ? config.deliveryKeys : made.deliveryKeys,
    clock: machineClock.now,
    deliveryTtlMs: config.deliveryTtlMs,
  })
}

function issueSettings(config: Config): IssueParts['settings'] {
  const { issuerName, lifetimeDays, antigenTests, uvciChecksum, qrLevel } = config
  return { issuerName, lifetimeDays, antigenTests, uvciChecksum, qrLevel }
}

/** @throws Error or Failure when keys, database or trust list cannot be had */
export async function startLocalEngine(
  config: Config,
  log: Log,
  { world, clock }: Worldly,
): Promise<EngineInUse> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const keys = await signingKeys(config, clock)
  const trusted = config.trustFolder === undefined ? [] : loadTrustFolder(config.trustFolder)
  const trust = createTrustList([...keys.all.map(({ certificate }) => certificate), ...trusted])
  const seal = await sealOf(config, log, clock.now())
  const register = await openedRegister(config)
  log.event('register', config.databaseUrl ? 'PostgreSQL' : 'embedded, does not wait for the disk')
  const parts = {
    keys,
    trust,
    clock,
    register,
    random: createRandom(),
    seal,
    settings: issueSettings(config),
  }
  if (world !== undefined) await seedWorld(world, parts)
  const purging = setInterval(() => purge(register, log), purgeIntervalMs).unref()
  const close = async () => {
    clearInterval(purging)
    await register.close()
  }
  return { engine: audited(createLocalEngine(parts)), close }
}

function purge(register: Register, log: Log) {
  register
    .purge(machineClock.now())
    .catch(() => log.event('purge', 'failed; it is tried again in a minute'))
}
