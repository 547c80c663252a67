import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect } from 'chai'
import { type Config, readConfig } from '../../src/config.ts'
import { createSandboxSeal } from '../../src/keys/sandbox.ts'
import { createLog } from '../../src/log.ts'
import { sealOf } from '../../src/start/seal.ts'
import { makeCertificate, save, temporaryFolder } from '../keys/certificates.ts'
import { madeSeal, noon, sealUsage } from '../render/seal/made.ts'

describe('the seal at the start', () => {
  let written = ''
  const log = createLog(
    'info',
    new Writable({
      write(chunk, _encoding, done) {
        written += chunk
        done()
      },
    }),
  )
  beforeEach(() => {
    written = ''
  })

  const config = (changes: Partial<Config> = {}): Config => ({
    ...readConfig({ DATA_FOLDER: temporaryFolder() }),
    ...changes,
  })

  it('of a sandbox has a key of its own, which it keeps', async () => {
    const sandbox = config()
    expect((await sealOf(sandbox, log, noon))?.kind).to.equal('TECHNICAL_SEAL')
    const file = join(sandbox.dataFolder, 'seal', 'seal.pem')
    const before = readFileSync(file)
    await sealOf(sandbox, log, noon)
    expect(readFileSync(file)).to.deep.equal(before)
    expect(written).to.include('TECHNICAL_SEAL, valid until ')
  })

  it('is the configured one', async () => {
    const { files } = await madeSeal({ extendedKeyUsage: [sealUsage] })
    const production = config({ environment: 'PRODUCTION', sealKey: files })
    expect((await sealOf(production, log, noon))?.kind).to.equal('ELECTRONIC_SEAL')
  })

  it('is none in production without a key', async () => {
    expect(await sealOf(config({ environment: 'PRODUCTION' }), log, noon)).to.equal(undefined)
  })

  it('is refused when the certificate has expired or belongs to another key', async () => {
    const { files } = await madeSeal()
    const other = save(temporaryFolder(), 'other', await makeCertificate())
    const mixed = { certificate: files.certificate, key: other.key }
    for (const [sealKey, at, problem] of [
      [files, new Date('2025-01-01T00:00:00Z'), 'has expired'],
      [mixed, noon, 'does not belong'],
    ] as const) {
      const failure = await sealOf(config({ sealKey }), log, at).catch((error: Error) => error)
      expect((failure as Error).message).to.include(problem)
    }
  })

  it('is no sandbox’s in production', async () => {
    const sealKey = await createSandboxSeal(join(temporaryFolder(), 'seal'), { at: noon })
    const production = config({ environment: 'PRODUCTION', sealKey })
    const failure = await sealOf(production, log, noon).catch((error: Error) => error)
    expect((failure as Error).message).to.match(/^SEAL_KEY: a sandbox key/)
  })
})
