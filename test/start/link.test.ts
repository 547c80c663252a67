// The gateway's listeners as the program opens them: which port says what, and how they end under load.

import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request as ask } from 'node:http'
import { connect as connectPlain } from 'node:net'
import { dirname, join } from 'node:path'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { type Config, readConfig } from '../../src/config.ts'
import { createWebDoor } from '../../src/doors/web.ts'
import type { Log } from '../../src/log.ts'
import { openLink, tlsLink } from '../../src/start/link.ts'
import type { Started } from '../../src/start/started.ts'
import { type Answer, type Connection, open, post } from '../doors/raw.ts'
import { type GatewayUnderTest, gatewayOver } from '../gateway-parts.ts'
import { makeSelfSigned } from '../tls.ts'
import { request } from '../xroad/envelopes.ts'

const status = (issue = '') =>
  request('GetCertificateStatus_v1', '<c:uvci>URN:UVCI:01:UA:1</c:uvci>', [
    `<xrd:issue>${issue}</xrd:issue>`,
  ])
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the listeners of the gateway', () => {
  let under: GatewayUnderTest
  let started: Started
  let adminPort: number
  let release: (() => void)[]
  let stopping: Promise<void> | undefined
  const connections: Connection[] = []

  async function start(settings: Record<string, string>) {
    release = []
    stopping = undefined
    under = gatewayOver({
      status: async (_request, caller) => {
        const { issue } = caller as { issue?: string }
        if (issue === 'wait') await new Promise<void>((resolve) => release.push(resolve))
        return { status: 'VALID' }
      },
    })
    const config: Config = readConfig({ PORT: '0', ADMIN_PORT: '0', ...settings })
    const events: [string, string][] = []
    const log: Log = {
      event: (event, detail = '') => void events.push([event, detail]),
      message: () => undefined,
      failure: () => undefined,
    }
    const { gateway, metrics } = under
    started = await openLink({
      config,
      gateway,
      metrics,
      log,
      tls: tlsLink(config, log, metrics),
      bytesMax: 100_000,
      ready: async () => undefined,
      web: (address, health) =>
        createWebDoor({ wsdl: { full: `<full at="${address}"/>`, plain: '<plain/>' }, ...health }),
    })
    const admin = events.find(([event]) => event === 'health and metrics')?.[1]
    adminPort = Number(admin?.split(':').at(-1))
  }

  afterEach(async () => {
    for (const done of release) done()
    await (stopping ?? started.stop())
    for (const { socket } of connections.splice(0)) socket.destroy()
  })

  function connection(): Connection {
    const opened = open(started.port)
    connections.push(opened)
    return opened
  }

  const get = (port: number, path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const headers = { Connection: 'close' }
      ask({ port, path, host: '127.0.0.1', headers }, async (response) => {
        let body = ''
        for await (const chunk of response) body += chunk
        resolve({ status: response.statusCode ?? 0, body })
      })
        .on('error', reject)
        .end()
    })

  it('publish the port that they got', async () => {
    await start({})
    const { body } = await get(started.port, '/ws?wsdl')
    expect(body).to.equal(`<full at="http://localhost:${started.port}"/>`)
  })

  it('publish the address that was set', async () => {
    await start({ PUBLIC_URL: 'https://gateway.example' })
    const { body } = await get(started.port, '/wsdl/certificates.wsdl')
    expect(body).to.equal('<full at="https://gateway.example"/>')
  })

  it('answer health and metrics on their own port alone, if they have one', async () => {
    await start({})
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      expect((await get(adminPort, path)).status).to.equal(200)
      expect((await get(started.port, path)).status).to.equal(404)
    }
    expect((await get(adminPort, '/ws?wsdl')).status).to.equal(404)
    expect((await get(adminPort, '/metrics')).body).to.include('gateway_messages_waiting 0')
  })

  it('answer them on the one port otherwise', async () => {
    await start({ ADMIN_PORT: '' })
    expect(adminPort).to.be.NaN
    expect((await get(started.port, '/health/ready')).status).to.equal(200)
    expect((await get(started.port, '/metrics')).status).to.equal(200)
  })

  it('speak TLS with pinned clients, plain HTTP to probes, and read the files again when told to', async () => {
    const [own, node] = [await makeSelfSigned('adapter'), await makeSelfSigned('node')]
    const pins = join(dirname(own.certificate), 'pins')
    const pin = ({ certificate }: { certificate: string }) =>
      writeFileSync(pins, new X509Certificate(readFileSync(certificate)).fingerprint256)
    pin(own)
    await start({ TLS_CERTIFICATE: own.certificate, TLS_KEY: own.key, CLIENT_PINS: pins })
    const client = () => {
      const files = { cert: readFileSync(node.certificate), key: readFileSync(node.key) }
      const to = { port: started.port, host: '127.0.0.1', rejectUnauthorized: false }
      const opened = open(started.port, connect({ ...to, ...files }))
      connections.push(opened)
      return opened
    }
    expect((await get(adminPort, '/health/ready')).status).to.equal(200)
    expect(await client().closed()).to.equal('')
    pin(node)
    started.reload()
    const { write, answer } = client()
    write(`GET /ws?wsdl HTTP/1.1\r\nHost: a\r\n\r\n`)
    expect((await answer()).body).to.equal(`<full at="https://localhost:${started.port}"/>`)
    expect((await get(adminPort, '/metrics')).body).to.include('{event="unpinned"} 1')
  })

  it('finish what runs and waits, refuse what is new, and go red at once when they stop', async () => {
    await start({ IN_FLIGHT_MAX: '2' })
    const idle = connection()
    idle.write(post(status()))
    expect((await idle.answer()).headers.connection).to.equal('keep-alive')
    const busy = Array.from({ length: 5 }, connection)
    for (const { write } of busy) write(post(status('wait')))
    while (release.length < 2) await pause(5)
    const half = connection()
    const last = post(status('half'))
    half.write(last.slice(0, -50))
    await pause(30)

    let ended = false
    stopping = started.stop().then(() => {
      ended = true
    })
    expect(await get(adminPort, '/health/ready')).to.deep.equal({
      status: 503,
      body: '{"status":"not ready"}',
    })
    for (const connected of [idle, connection()]) {
      connected.write(post(status()))
      const refused = await connected.answer()
      expect(refused).to.include({ status: 500, code: 'STOPPING' })
      expect(refused.headers.connection).to.equal('close')
      expect(await connected.closed()).to.equal('')
    }
    half.write(last.slice(-50))
    const answers: Promise<Answer>[] = [...busy, half].map(({ answer }) => answer())
    expect(ended).to.equal(false)
    const releasing = setInterval(() => {
      for (const done of release.splice(0)) done()
    }, 5)
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).to.equal(200)
      expect(answer.headers.connection).to.equal('close')
    }
    clearInterval(releasing)
    await stopping
    expect(under.calls).to.have.length(7)
    expect(under.lines.filter(({ outcome }) => outcome === 'STOPPING')).not.to.have.length(0)
  })

  it('end although a client never shakes hands', async () => {
    const own = await makeSelfSigned('adapter')
    const pins = join(dirname(own.certificate), 'pins')
    writeFileSync(pins, new X509Certificate(readFileSync(own.certificate)).fingerprint256)
    await start({ TLS_CERTIFICATE: own.certificate, TLS_KEY: own.key, CLIENT_PINS: pins })
    const silent = open(started.port, connectPlain(started.port, '127.0.0.1'))
    connections.push(silent)
    await pause(50)
    const since = performance.now()
    stopping = started.stop()
    await stopping
    expect(performance.now() - since).to.be.within(1900, 4000)
    expect(await silent.closed()).to.equal('')
  })

  it('go red first, and for a pause serve what is new as ever', async () => {
    await start({ DRAIN_DELAY_MS: '400' })
    const since = performance.now()
    let ended = false
    stopping = started.stop().then(() => {
      ended = true
    })
    expect((await get(adminPort, '/health/ready')).status).to.equal(503)
    expect((await get(adminPort, '/health/live')).status).to.equal(200)
    const late = connection()
    for (const issue of ['one', 'two']) {
      late.write(post(status(issue)))
      const answer = await late.answer()
      expect(answer.status).to.equal(200)
      expect(answer.headers.connection).to.equal('keep-alive')
    }
    expect(ended).to.equal(false)
    await stopping
    expect(performance.now() - since).to.be.within(390, 2000)
    expect(await late.closed()).to.equal('')
  })

  it('count the pause as part of the time that they have', async () => {
    await start({ DRAIN_DELAY_MS: '300', DRAIN_TIMEOUT_MS: '400' })
    const stuck = connection()
    stuck.write(post(status('wait')))
    while (release.length < 1) await pause(5)
    const since = performance.now()
    stopping = started.stop()
    await stopping
    // And the two seconds for connections.
    expect(performance.now() - since).to.be.within(2300, 2900)
  })

  it('end after a while even when work does not', async () => {
    await start({ DRAIN_TIMEOUT_MS: '100' })
    const stuck = connection()
    stuck.write(post(status('wait')))
    while (release.length < 1) await pause(5)
    const since = performance.now()
    await started.stop()
    stopping = Promise.resolve()
    expect(performance.now() - since).to.be.within(100, 3000)
    expect(await stuck.closed()).to.equal('')
  })
})
