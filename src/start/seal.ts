// The seal that requests may ask for: from SEAL_KEY, in the sandbox else with a key of its own; none in production
// without SEAL_KEY, where such a request is then refused.

import { join } from 'node:path'
import type { Config } from '../config.ts'
import { createSandboxSeal, isSandbox } from '../keys/sandbox.ts'
import { loadSealKey, type SealKeyFiles } from '../keys/seal.ts'
import type { Log } from '../log.ts'
import { createSeal, type Seal } from '../render/seal/create.ts'

async function filesOf(config: Config, at: Date): Promise<SealKeyFiles | undefined> {
  if (config.sealKey) return { ...config.sealKey, passphrase: config.sealPassphrase }
  if (config.environment === 'PRODUCTION') return undefined
  return createSandboxSeal(join(config.dataFolder, 'seal'), { at })
}

/** @throws Error that names what is wrong with the seal key */
export async function sealOf(config: Config, log: Log, at: Date): Promise<Seal | undefined> {
  const files = await filesOf(config, at)
  if (files === undefined) return undefined
  const key = loadSealKey(files, at)
  if (config.environment === 'PRODUCTION' && isSandbox(key.certificate))
    throw new Error('SEAL_KEY: a sandbox key is refused in production')
  const seal = createSeal(key)
  log.event('seal', `${seal.kind}, valid until ${key.notAfter.toISOString()}`)
  return seal
}
