// An engine as the program makes it: real keys, a real database in memory, clocks that tests can move.

import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalEngine } from '../../src/engine/local.ts'
import { createSandboxKeys } from '../../src/keys/sandbox.ts'
import { loadSigningKeys } from '../../src/keys/signing.ts'
import { createTrustList } from '../../src/keys/trust/list.ts'
import { openEmbedded } from '../../src/register/embedded.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister } from '../../src/register/register.ts'
import { createSeals } from '../../src/register/sealed.ts'
import { pdf } from '../../src/render/pdf/index.ts'
import { readPicture } from '../../src/render/picture/read.ts'
import type { Pool } from '../../src/render/pool/pool.ts'
import { noon } from './samples.ts'

export type MadeEngine = Awaited<ReturnType<typeof makeEngine>>

const dayMs = 86_400_000

/** Draws on the test's own thread. */
const inlinePool: Pick<Pool, 'draw' | 'admit'> = {
  admit: () => undefined,
  draw: async (job) => {
    if (job.name !== 'pdf') throw new Error('not asked of the pool here')
    const { certificates, language, at } = job.input
    return pdf(certificates, { language, at })
  },
}

/** Parts that a test may look at or replace; `times` are the two clocks. */
export async function makeEngine() {
  const folder = join(mkdtempSync(join(tmpdir(), 'engine-')), 'keys')
  const { files } = await createSandboxKeys(folder, { at: noon })
  const keys = loadSigningKeys({ certificateFiles: [files.certificate], keyFiles: [files.key] })
  const database = await openEmbedded({ folder: 'memory' })
  await migrate(database)
  const times = { world: noon, machine: new Date() }
  const secret = () => [{ id: 'test', key: randomBytes(32) }]
  const register = createRegister({
    database,
    seals: createSeals({ peppers: secret(), deliveryKeys: secret() }),
    clock: () => times.machine,
    deliveryTtlMs: dayMs,
  })
  await register.ready()
  const parts = {
    keys,
    trust: createTrustList(keys.all.map(({ certificate }) => certificate)),
    register,
    readPicture,
    clock: { now: () => times.world },
    random: (length: number) => randomBytes(length),
    pool: inlinePool,
    machineClock: { now: () => times.machine },
    settings: {
      issuerName: 'Вигаданий видавець',
      lifetimeDays: { vaccination: 60, test: 3, recovery: 60 },
      antigenTests: false,
      reissueOld: 'revoke',
      approvedOrigins: ['DCC', 'CDC'],
      qrLevel: 'Q',
      uvciChecksum: false,
    } as const,
  }
  return { engine: createLocalEngine(parts), parts, times, database, close: () => register.close() }
}
