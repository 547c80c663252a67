// The trust list of a running program: files that change, a real HTTPS server that asks for our certificate.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { keyIdOf } from '../../src/keys/certificate.ts'
import type { Log } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { startTrust, type TrustConfig, type TrustInUse } from '../../src/start/trust.ts'
import { type Made, makeCertificate, temporaryFolder } from '../keys/certificates.ts'
import { item } from '../keys/trust/made.ts'
import { makeAuthority, type TlsPair } from '../tls.ts'

describe('the trust list of a running program', () => {
  let folder: string
  let server: Server
  let address: string
  let own: TlsPair
  let stranger: TlsPair
  let one: Made
  let two: Made
  let answer: { status: number; body: string }
  const running: TrustInUse[] = []

  before(async () => {
    const issue = await makeAuthority()
    own = await issue('own')
    stranger = await (await makeAuthority())('stranger')
    one = await makeCertificate()
    two = await makeCertificate()
    const read = (path: string) => readFileSync(path)
    const tls = { cert: read(own.certificate), key: read(own.key), ca: read(own.authority) }
    server = createServer(
      { ...tls, requestCert: true, rejectUnauthorized: true },
      (_, response) => {
        response.writeHead(answer.status, { 'Content-Type': 'application/json' })
        response.end(answer.body)
      },
    )
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    address = `https://localhost:${(server.address() as AddressInfo).port}/trustList?token=quiet`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  beforeEach(() => {
    folder = temporaryFolder()
    answer = { status: 200, body: listOf(one) }
  })
  afterEach(() => {
    for (const each of running.splice(0)) each.close()
    rmSync(folder, { recursive: true })
  })

  const listOf = (...all: Made[]) => JSON.stringify(all.map((made) => item('DSC', 'XA', made)))

  async function start(more: Partial<TrustConfig>, lines: string[] = []) {
    const metrics = createMetrics()
    const log: Log = {
      event: (event, detail) => lines.push(`${event}: ${detail}`),
      failure: ({ detail }) => lines.push(`failure: ${detail}`),
      message: () => undefined,
    }
    const config = {
      dataFolder: join(folder, 'data'),
      trustFolder: undefined,
      trustList: [],
      trustAnchor: undefined,
      trustTls: own,
      trustAuthority: own.authority,
      trustRefreshMs: 3_600_000,
      ...more,
    }
    const started = await startTrust(config, { own: () => [], log, measure: metrics.measure })
    running.push(started)
    const knows = ({ certificate }: Made) => started.list.find(keyIdOf(certificate)).length
    const value = async (name: string) => {
      const text = await metrics.text()
      return Number(new RegExp(`^engine_trust_list_${name}\\{.*\\} (.*)$`, 'm').exec(text)?.[1])
    }
    return { ...started, lines, metrics, knows, value }
  }

  async function until(holds: () => boolean | Promise<boolean>) {
    for (let left = 400; left > 0; left--) {
      if (await holds()) return
      await new Promise((done) => setTimeout(done, 25))
    }
    throw new Error('it did not come to that')
  }

  const problemOf = async (more: Partial<TrustConfig>, lines?: string[]) =>
    start(more, lines).then(
      () => 'started',
      (error: Error) => error.message,
    )

  it('is fetched over mutual TLS, and says how old and large it is', async () => {
    const { knows, value, lines, metrics } = await start({ trustList: [address] })
    expect([one, two].map(knows)).to.deep.equal([1, 0])
    expect(await value('keys')).to.equal(1)
    expect(await value('left_out')).to.equal(0)
    expect(await value('age_seconds')).to.be.within(0, 5)
    const name = address.replace(/\?.*/, '')
    expect(lines).to.deep.equal([`trust list: ${name}: 1 keys`])
    expect(await metrics.text()).not.to.include('quiet')
  })

  it('is fetched again, and keeps the last good list while that fails', async () => {
    const { knows, value, lines } = await start({ trustList: [address], trustRefreshMs: 50 })
    answer = { status: 503, body: 'secret text' }
    await until(async () => (await value('failures_total')) >= 2)
    expect([one, two].map(knows)).to.deep.equal([1, 0])
    answer = { status: 200, body: listOf(two) }
    await until(() => knows(two) === 1)
    expect(knows(one)).to.equal(0)
    const name = address.replace(/\?.*/, '')
    expect(lines.filter((line) => !line.endsWith('1 keys'))).to.deep.equal([
      `trust list: ${name} kept as it was: answered with status 503`,
    ])
  })

  it('is known after a restart while the publisher is away', async () => {
    ;(await start({ trustList: [address] })).close()
    answer = { status: 404, body: '' }
    const { knows, lines } = await start({ trustList: [address] })
    expect(knows(one)).to.equal(1)
    const name = address.replace(/\?.*/, '')
    expect(lines).to.deep.equal([
      `trust list: ${name}: 1 keys`,
      `trust list: ${name} kept as it was: answered with status 404`,
    ])
  })

  it('does not stop a start that comes before its publisher', async () => {
    answer = { status: 404, body: '' }
    const { knows, value, lines } = await start({ trustList: [address] })
    expect(knows(one)).to.equal(0)
    expect(await value('failures_total')).to.equal(1)
    const name = address.replace(/\?.*/, '')
    expect(lines).to.deep.equal([
      `trust list: ${name}: answered with status 404; no list of it is known yet`,
    ])
  })

  it('is not fetched from a server of another authority, nor without our certificate', async () => {
    for (const wrong of [{ trustAuthority: stranger.authority }, { trustTls: undefined }]) {
      const { knows, lines } = await start({ trustList: [address], ...wrong })
      expect(knows(one)).to.equal(0)
      expect(lines.join()).to.match(/no answer: /)
    }
  })

  it('refuses an answer over the limit', async () => {
    answer = { status: 200, body: ' '.repeat(16 * 1024 * 1024 + 1) }
    const { lines } = await start({ trustList: [address] })
    expect(lines.join()).to.match(/no answer: /)
  })

  it('does not start with files that cannot be used, and names them', async () => {
    const bad = join(folder, 'bad')
    mkdirSync(bad)
    writeFileSync(join(bad, 'bad.pem'), 'nothing of the kind')
    expect(await problemOf({ trustFolder: bad })).to.match(/bad\.pem cannot be read as an X\.509/)
    expect(await problemOf({ trustList: [join(folder, 'none')] })).to.match(/none cannot be read/)
    writeFileSync(join(folder, 'list.json'), '{}')
    const shapeless = await problemOf({ trustList: [join(folder, 'list.json')] })
    expect(shapeless).to.match(/list\.json: no trust list of a known shape/)
    expect(await problemOf({ trustAnchor: join(folder, 'none.pem') })).to.match(/none\.pem/)
    const lost = { certificate: join(folder, 'none.pem'), key: own.key, authority: undefined }
    expect(await problemOf({ trustList: [address], trustTls: lost })).to.match(/ENOENT/)
  })

  it('tells the log why it does not start, and that of nothing kept', async () => {
    const none = join(folder, 'none')
    writeFileSync(join(folder, 'list.json'), '{}')
    const shapeless = join(folder, 'list.json')
    const wrong: [Partial<TrustConfig>, string][] = [
      [{ trustList: [none] }, `${none} cannot be read (ENOENT)`],
      [{ trustFolder: none }, `${none} cannot be read (ENOENT)`],
      [{ trustList: [shapeless] }, `${shapeless}: no trust list of a known shape`],
    ]
    for (const [settings, line] of wrong) {
      const lines: string[] = []
      expect(await problemOf(settings, lines)).to.equal(line)
      expect(lines).to.deep.equal([`trust list: ${line}; it does not start without it`])
    }
  })

  it('is read again when a folder changes, and when it is told to', async () => {
    writeFileSync(join(folder, 'one.pem'), one.certificate.toString())
    const { knows, reload } = await start({ trustFolder: folder })
    expect([one, two].map(knows)).to.deep.equal([1, 0])
    writeFileSync(join(folder, 'two.pem'), two.certificate.toString())
    reload()
    reload()
    await until(() => knows(two) === 1)
    rmSync(join(folder, 'one.pem'))
    await until(() => knows(one) === 0)
  }).timeout(20_000)

  it('keeps what it knew when a folder breaks', async () => {
    writeFileSync(join(folder, 'one.pem'), one.certificate.toString())
    const { knows, reload, value, lines } = await start({ trustFolder: folder })
    writeFileSync(join(folder, 'two.pem'), 'half of a certificate')
    reload()
    await until(async () => (await value('failures_total')) === 1)
    expect(knows(one)).to.equal(1)
    expect(lines.at(-1)).to.match(/^trust list: \S+ kept as it was: .*two\.pem/)
  })

  it('is not read any more once it is closed', async () => {
    const { knows, reload, close } = await start({ trustList: [address], trustRefreshMs: 20 })
    close()
    answer = { status: 200, body: listOf(two) }
    reload()
    await new Promise((done) => setTimeout(done, 200))
    expect(knows(two)).to.equal(0)
  })
})
