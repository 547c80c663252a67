// The program as an operator runs it: what its signals do.

import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { endAll, type Running, type Settings, start } from './processes.ts'
import { makeAuthority } from './tls.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the program', function () {
  // The embedded database starts in seconds on shared cores.
  this.timeout(120_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-main-'))
  })
  after(() => {
    endAll()
    rmSync(folder, { recursive: true })
  })

  async function hungUp(running: Running) {
    running.signal('SIGHUP')
    const heard = () => running.lines.some(({ detail }) => detail === 'SIGHUP')
    for (let tries = 0; tries < 500 && !heard(); tries++) await pause(10)
    expect(heard()).to.equal(true)
  }

  it('outlives SIGHUP as a gateway that has nothing to read again', async () => {
    const gateway = await start('gateway', { DATA_FOLDER: join(folder, 'gateway') })
    await hungUp(gateway)
    const { status } = await fetch(`http://127.0.0.1:${gateway.port}/health/ready`)
    expect(status).to.equal(200)
    expect(await gateway.end()).to.equal(0)
  })

  it('outlives SIGHUP as the engine apart, and ends although a client never shakes hands', async () => {
    const { certificate, key } = await (await makeAuthority())('engine')
    const settings: Settings = {
      ENGINE_TLS_CERTIFICATE: certificate,
      ENGINE_TLS_KEY: key,
      ENGINE_TOKEN: 'invented-token-0123456789',
      DATA_FOLDER: join(folder, 'engine'),
    }
    const engine = await start('engine', settings)
    await hungUp(engine)
    const silent = connect(engine.port, '127.0.0.1').on('error', () => undefined)
    await new Promise((resolve) => silent.once('connect', resolve))
    const since = performance.now()
    expect(await engine.end()).to.equal(0)
    expect(performance.now() - since).to.be.within(1900, 8000)
    silent.destroy()
  })
})
