// Re-keys the register: all that was sealed under the older delivery key is sealed under the current one, and the older
// pepper is judged. Runs beside gateways on the same PostgreSQL; the embedded database wants them stopped.

import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { sandboxSecrets } from '../../src/keys/secrets.ts'
import type { Database } from '../../src/register/database.ts'
import { openEmbedded } from '../../src/register/embedded.ts'
import { migrate } from '../../src/register/migrate.ts'
import { openPostgres } from '../../src/register/postgres.ts'
import { type PepperUse, pepperUses, reseal } from '../../src/register/reseal.ts'
import { createSeals } from '../../src/register/sealed.ts'
import { isKnown, proveSecrets } from '../../src/register/secrets.ts'

interface Secrets {
  peppers: readonly { id: string; key: Buffer }[]
  deliveryKeys: readonly { id: string; key: Buffer }[]
}

function pepperLine({ pepperId, certificates, until }: PepperUse, current: string, now: Date) {
  const head = `pepper ${pepperId}: ${certificates} certificates`
  if (pepperId === current) return `${head}, current`
  return until > now
    ? `${head}, keep it until ${until.toISOString()}: hashes cannot be made anew`
    : `${head}, all expired; without it their status is UNKNOWN`
}

/** What is written under the older key while this works would be missed, and a gateway without the new one reads nothing. */
async function refuseUnused(database: Database, id: string) {
  if (await isKnown(database, { kind: 'delivery key', id })) return
  throw new Error(
    `delivery key "${id}" is not in use yet: start every gateway with it, then rotate`,
  )
}

/**
 * @returns lines that say what was done and which keys may go
 * @throws Error when nobody uses the current delivery key yet; Failure INTERNAL when a key is missing or another one
 */
export async function rotated(database: Database, secrets: Secrets, now: Date): Promise<string[]> {
  const seals = createSeals(secrets)
  await migrate(database)
  await refuseUnused(database, secrets.deliveryKeys[0]?.id ?? '')
  await proveSecrets(database, seals)
  const [current, ...older] = secrets.deliveryKeys.map(({ id }) => id)
  const resealed = await reseal(database, seals)
  const uses = await pepperUses(database)
  return [
    `delivery key ${current}: ${resealed} values sealed again`,
    ...older.map((id) => `delivery key ${id}: nothing is sealed under it; it may go`),
    ...uses.map((use) => pepperLine(use, seals.pepperId, now)),
  ]
}

/** By the configuration of the engine. @throws Error when it has no register of its own */
export async function rotate(now: Date): Promise<string[]> {
  const config = readConfig(process.env, 'engine')
  if (config.engine) throw new Error('ENGINE_URL is set: rotate where the engine is')
  const given = config.peppers.length > 0 && config.deliveryKeys.length > 0
  const made = given ? config : sandboxSecrets(config.dataFolder)
  const secrets = {
    peppers: config.peppers.length > 0 ? config.peppers : made.peppers,
    deliveryKeys: config.deliveryKeys.length > 0 ? config.deliveryKeys : made.deliveryKeys,
  }
  const { databaseUrl, dataFolder } = config
  const database =
    databaseUrl === undefined
      ? await openEmbedded({ folder: join(dataFolder, 'register') })
      : openPostgres({ url: databaseUrl })
  try {
    return await rotated(database, secrets, now)
  } finally {
    await database.close()
  }
}
