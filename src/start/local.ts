// The engine in this process, with its keys, its register and its trust list.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, machineClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { audited } from '../engine/audited.ts'
import type { Engine } from '../engine/engine.ts'
import { createLocalEngine } from '../engine/local.ts'
import type { ReissueParts } from '../engine/reissue.ts'
import { sandboxSecrets } from '../keys/secrets.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { createRandom } from '../random.ts'
import { openRegister, type Register } from '../register/register.ts'
import { createReadPicture } from '../render/picture/pooled.ts'
import { createPool } from '../render/pool/pool.ts'
import { seedWorld, type World } from '../world.ts'
import { startKeys } from './keys.ts'
import { checkPrivateFiles, engineFilesOf } from './private-files.ts'
import { startRevocation } from './revocation.ts'
import { startRules } from './rules.ts'
import { sealOf } from './seal.ts'
import { startTrust } from './trust.ts'

export interface EngineInUse {
  engine: Engine
  /** Resolves when it can never answer again, without having been closed. */
  lost?: Promise<void>
  /** Reads again what may change while it runs: keys, trust lists, rules. */
  reload(): void
  close(): Promise<void>
}

/** The sandbox's world, if there is one, and the clock that decides rules and times in certificates. */
export interface Worldly {
  world: World | undefined
  clock: Clock
}

/** How often deliveries past their time are removed. */
const purgeIntervalMs = 60_000

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

function issueSettings(config: Config): ReissueParts['settings'] {
  const { issuerName, lifetimeDays, antigenTests, approvedOrigins, uvciChecksum, qrLevel } = config
  const { reissueOld } = config
  return {
    issuerName,
    lifetimeDays,
    antigenTests,
    approvedOrigins,
    uvciChecksum,
    qrLevel,
    reissueOld,
  }
}

/** @throws Error or Failure when keys, database or trust list cannot be had */
export async function startLocalEngine(
  config: Config,
  log: Log,
  { world, clock }: Worldly,
  measure: Measure,
): Promise<EngineInUse> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  checkPrivateFiles(config, log, engineFilesOf(config))
  const keysInUse = await startKeys({ config, log, clock, measure })
  const { keys } = keysInUse
  const own = () => keys.all.map(({ certificate }) => certificate)
  const trustInUse = await startTrust(config, { own, log, measure })
  const rulesInUse = await startRules(config, log, measure)
  const seal = await sealOf(config, log, clock.now())
  const { renderThreads: threads, renderQueueMax: queueMax } = config
  const pool = createPool({ threads, queueMax }, measure)
  const register = await openedRegister(config)
  log.event('register', config.databaseUrl ? 'PostgreSQL' : 'embedded, does not wait for the disk')
  const parts = {
    keys,
    trust: trustInUse.list,
    rules: rulesInUse.book,
    clock,
    register,
    random: createRandom(),
    seal,
    pool,
    readPicture: createReadPicture(pool),
    machineClock,
    settings: issueSettings(config),
  }
  if (world !== undefined) await seedWorld(world, parts)
  const revocation = await startRevocation(config, { log, clock, measure, register })
  const purging = setInterval(() => purge(register, log, measure), purgeIntervalMs).unref()
  const close = async () => {
    clearInterval(purging)
    keysInUse.close()
    trustInUse.close()
    rulesInUse.close()
    await pool.close()
    await revocation.close()
    await register.close()
  }
  const reload = () => {
    keysInUse.reload()
    trustInUse.reload()
    rulesInUse.reload()
    revocation.reload()
  }
  const { listing, revoked } = revocation
  const engine = createLocalEngine({ ...parts, listing, revoked })
  return { engine: audited(engine), reload, close }
}

function purge(register: Register, log: Log, measure: Measure) {
  register.purge(machineClock.now()).catch(() => {
    measure('purge_failures', 1)
    log.event('purge', 'failed; it is tried again in a minute', 'warn')
  })
}
