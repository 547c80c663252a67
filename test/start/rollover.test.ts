// A rollover as an operator does it: the table is rewritten while the engine's thread issues.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { clockFrom } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import type { EngineInUse } from '../../src/start/local.ts'
import { startThreadedEngine } from '../../src/start/threaded.ts'
import { readWorld } from '../../src/world.ts'
import { caller, person, vaccination } from '../engine/samples.ts'
import { makeCertificate, save, temporaryFolder } from '../keys/certificates.ts'

describe('a rollover of signing keys', () => {
  const folder = temporaryFolder()
  const world = readWorld('fixtures/world.json')
  const clock = clockFrom(new Date(world.clock))
  const events: string[] = []
  const log = {
    event: (event: string, detail?: string) => events.push(`${event} ${detail}`),
    message: () => undefined,
    failure: () => undefined,
  }
  let started: EngineInUse
  let issued = 0

  const row = (name: string, use: object = {}) => ({
    certificate: `${name}.pem`,
    signer: { file: `${name}.key.pem` },
    ...use,
  })
  const writeTable = (...rows: object[]) =>
    writeFileSync(join(folder, 'keys.json'), JSON.stringify(rows))

  before(async () => {
    save(folder, 'old', await makeCertificate({ notBefore: '2021-06-01T00:00:00Z' }))
    save(folder, 'next', await makeCertificate({ notBefore: '2021-12-01T00:00:00Z' }))
    writeTable(row('old'))
    const config = readConfig({
      DATA_FOLDER: join(folder, 'data'),
      KEY_TABLE: join(folder, 'keys.json'),
    })
    started = await startThreadedEngine(config, log, { world, clock }, () => undefined)
  })
  after(async () => {
    await started.close()
    rmSync(folder, { recursive: true })
  })

  async function issue() {
    const event = { ...vaccination, recordId: `rollover-${++issued}` }
    const answer = await started.engine.issue('vaccination', { person, event }, caller())
    expect(answer.fault).to.equal(undefined)
    return { keyId: answer.certificate?.keyId, hc1: answer.certificate?.hc1 ?? '' }
  }

  const verdictOf = async (hc1: string) => (await started.engine.verify({ hc1 }, caller())).verdict

  it('needs no restart, fails no message, and leaves what was signed before good', async () => {
    const before = await issue()
    writeTable(row('old'), row('next'))
    started.reload()
    let after = await issue()
    while (after.keyId === before.keyId) after = await issue()
    expect(await verdictOf(before.hc1)).to.equal('VALID')
    expect(await verdictOf(after.hc1)).to.equal('VALID')
    expect(events).to.include('signing keys KEY_TABLE was read again')
    expect(issued).to.be.greaterThan(1)
  })

  it('into a table without a key for now refuses by its code, and does not stop the engine', async () => {
    const later = { usedFrom: '2023-01-01T00:00:00Z' }
    writeTable(row('next', later))
    started.reload()
    const ask = async () => {
      const event = { ...vaccination, recordId: `refused-${++issued}` }
      return (await started.engine.issue('vaccination', { person, event }, caller())).fault
    }
    let fault = await ask()
    while (fault === undefined) fault = await ask()
    expect(fault).to.deep.include({ faultCode: 'SIGNING_KEY_UNAVAILABLE', retryable: true })
    const failure = await started.engine.ready().catch((thrown) => thrown)
    expect(failure).to.include({ code: 'SIGNER_UNAVAILABLE' })
    expect(failure.detail).to.match(/^test: SIGNING_KEY_UNAVAILABLE/)
  })
})
