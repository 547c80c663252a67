import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'
import type { Failure } from '../../src/errors.ts'
import { createMetrics } from '../../src/metrics.ts'
import { type AccessInUse, startAccess } from '../../src/start/access.ts'
import { clientId } from '../access/samples.ts'

const service = 'VerifyCertificate_v1'
const grantTo = (subsystem: string) =>
  JSON.stringify({ grants: [{ client: `TEST/GOV/00000001/${subsystem}`, services: [service] }] })

describe('access as the program starts it', () => {
  let folder: string
  let path: string
  let events: string[]
  let failures: Failure[]
  let metrics: ReturnType<typeof createMetrics>
  let started: AccessInUse | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'))
    path = join(folder, 'access.json')
    events = []
    failures = []
    metrics = createMetrics()
  })
  afterEach(() => {
    started?.close()
    started = undefined
    rmSync(folder, { recursive: true })
  })

  function start(settings: object, world?: Parameters<typeof startAccess>[3]) {
    const log = {
      message: () => undefined,
      event: (event: string, detail?: string) => events.push(`${event}: ${detail}`),
      failure: (failure: Failure) => failures.push(failure),
    }
    started = startAccess({ ...readConfig({}), ...settings }, log, metrics, world)
    return (subsystemCode: string) => {
      try {
        return started?.access.admit(clientId({ subsystemCode }), service, 0)
      } catch (error) {
        return (error as Failure).code
      }
    }
  }

  it('lets everybody into a sandbox without a file, with scope own, and says so', () => {
    expect(start({})('ANYBODY')).to.equal('own')
    expect(events).to.have.length(1)
    expect(events[0]).to.match(/^access: no ACCESS_FILE: every client may call/)
  })

  it('gives scope own to everybody in a world that names no clients', () => {
    expect(start({}, {})('ANYBODY')).to.equal('own')
  })

  it('gives scope all to whom the sandbox’s world gives it, unless there is a file', () => {
    const clients = ['A', 'B'].map((one) => ({ id: `TEST/GOV/00000001/${one}` }))
    const world = { clients: [{ ...clients[0], scope: 'all' as const }, clients[1]] as never }
    const ask = start({}, world)
    expect([ask('A'), ask('B')]).to.deep.equal(['all', 'own'])
    writeFileSync(path, grantTo('A'))
    expect(start({ accessFile: path }, world)('A')).to.equal('own')
  })

  it('refuses to start production without a file, and says which setting it needs', () => {
    expect(() => start({ environment: 'PRODUCTION' })).to.throw(/ACCESS_FILE: needed in production/)
  })

  it('refuses to start with a file that it cannot use, in a sandbox too', () => {
    expect(() => start({ accessFile: path })).to.throw(/ACCESS_FILE: cannot be read/)
    writeFileSync(path, '{"grants":[{}]}')
    expect(() => start({ accessFile: path })).to.throw(
      /grants\[0\]\.client:.*grants\[0\]\.services/s,
    )
  })

  it('admits by the file, in a sandbox too', () => {
    writeFileSync(path, grantTo('CLINIC'))
    const ask = start({ accessFile: path })
    expect([ask('CLINIC'), ask('STRANGER')]).to.deep.equal(['own', 'ACCESS_DENIED'])
  })

  it('limits by the settings', () => {
    const ask = start({ rate: { perSecond: 1, burst: 1 } })
    expect([ask('A'), ask('A'), ask('B')]).to.deep.equal(['own', 'RATE_LIMITED', 'own'])
  })

  it('reads the file again when it is told to, and counts it', async () => {
    writeFileSync(path, grantTo('CLINIC'))
    const ask = start({ accessFile: path })
    writeFileSync(path, grantTo('OTHER'))
    started?.reload()
    expect([ask('CLINIC'), ask('OTHER')]).to.deep.equal(['ACCESS_DENIED', 'own'])
    expect(events).to.deep.equal(['access: ACCESS_FILE was read again'])
    expect(await metrics.text()).to.include('gateway_access_file_total{outcome="reloaded"} 1')
  })

  it('keeps the list before a broken one, counts that, and logs what is wrong', async () => {
    writeFileSync(path, grantTo('CLINIC'))
    const ask = start({ accessFile: path })
    writeFileSync(path, '{"grants":[{"client":"Вигадана"}]}')
    started?.reload()
    expect(ask('CLINIC')).to.equal('own')
    expect(failures).to.deep.equal([])
    expect(events).to.have.length(1)
    expect(events[0]).to.match(/^access: kept as it was: ACCESS_FILE .*grants\[0\]\.client/s)
    expect(events[0]).to.include(path).and.not.to.include('Вигадана')
    expect(await metrics.text()).to.include('gateway_access_file_total{outcome="refused"} 1')
  })

  it('notices a change by itself within a few seconds', async function () {
    this.timeout(15_000)
    writeFileSync(path, grantTo('CLINIC'))
    const ask = start({ accessFile: path })
    writeFileSync(path, grantTo('OTHER'))
    for (let tries = 0; ask('OTHER') !== 'own' && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(ask('OTHER')).to.equal('own')
  })

  it('looks at the file no more after it was closed', async () => {
    writeFileSync(path, grantTo('CLINIC'))
    const ask = start({ accessFile: path })
    started?.close()
    writeFileSync(path, grantTo('OTHER'))
    await new Promise((resolve) => setTimeout(resolve, 3500))
    expect(ask('OTHER')).to.equal('ACCESS_DENIED')
  })

  it('has nothing to read again without a file', () => {
    const ask = start({})
    started?.reload()
    expect(ask('ANYBODY')).to.equal('own')
    expect(events).to.have.length(1)
  })
})
