// The link over real TLS: who is let in, and what happens to open connections while files change.

import { X509Certificate } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { createTlsLink, type TlsLink } from '../../src/doors/tls.ts'
import { makeSelfSigned } from '../tls.ts'
import { request } from '../xroad/envelopes.ts'
import { type Connection, open, post, type ServerUnderTest, serve } from './raw.ts'

type Pair = Awaited<ReturnType<typeof makeSelfSigned>>

const status = (issue = '') =>
  request('GetCertificateStatus_v1', '<c:uvci>URN:UVCI:01:UA:1</c:uvci>', [
    `<xrd:issue>${issue}</xrd:issue>`,
  ])
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const fingerprintOf = ({ certificate }: Pair) =>
  new X509Certificate(readFileSync(certificate)).fingerprint256

describe('the link', () => {
  let [oldOwn, newOwn, oldNode, newNode, stranger] = [] as unknown as Pair[]
  let files: { certificate: string; key: string; pins: string }
  let under: ServerUnderTest
  let link: TlsLink
  let events: [event: string, detail: string | undefined][]
  let release: () => void
  const sockets: TLSSocket[] = []

  before(async () => {
    const names = ['adapter', 'adapter anew', 'node', 'node anew', 'stranger']
    ;[oldOwn, newOwn, oldNode, newNode, stranger] = (await Promise.all(
      names.map(makeSelfSigned),
    )) as [Pair, Pair, Pair, Pair, Pair]
  })

  const use = ({ certificate, key }: Pair) => {
    copyFileSync(certificate, files.certificate)
    copyFileSync(key, files.key)
  }
  const pin = (...nodes: Pair[]) => writeFileSync(files.pins, nodes.map(fingerprintOf).join('\n'))

  async function start(everyMs?: number) {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-link-'))
    const path = (name: string) => join(folder, name)
    files = { certificate: path('tls.crt'), key: path('tls.key'), pins: path('pins') }
    use(oldOwn as Pair)
    pin(oldNode as Pair, newNode as Pair)
    events = []
    link = createTlsLink({
      files,
      metrics: { link: (event) => under.metrics.link(event) },
      log: { event: (event: string, detail?: string) => events.push([event, detail]) } as never,
      ...(everyMs === undefined ? {} : { everyMs }),
    })
    const answers = {
      status: async (_request: unknown, caller: unknown) => {
        const { issue } = caller as { issue?: string }
        if (issue === 'wait') await new Promise<void>((resolve) => (release = resolve))
        return { status: 'VALID' }
      },
    }
    under = await serve(answers, { tls: link, receiveTimeoutMs: 300 })
  }

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    link.stop()
    await under.close()
  })

  function client(pair?: Pair, options: ConnectionOptions = {}): Connection & { tls: TLSSocket } {
    const own = pair && { cert: readFileSync(pair.certificate), key: readFileSync(pair.key) }
    const to = { port: under.port, host: '127.0.0.1', rejectUnauthorized: false }
    const tls = connect({ ...to, ...own, ...options })
    sockets.push(tls)
    return Object.assign(open(under.port, tls), { tls })
  }

  async function answered(connection: Connection, issue = ''): Promise<number> {
    connection.write(post(status(issue)))
    return (await connection.answer()).status
  }

  /** How often the metric counted it. */
  async function count(event: string): Promise<number> {
    const line = new RegExp(`gateway_link_events_total\\{event="${event}"\\} (\\d+)`)
    return Number(line.exec(await under.metrics.text())?.[1] ?? 0)
  }

  const openCount = () =>
    new Promise<number>((resolve) => under.server.getConnections((_, open) => resolve(open)))

  const shown = ({ tls }: { tls: TLSSocket }) => tls.getPeerX509Certificate()?.fingerprint256

  describe('at the handshake', () => {
    beforeEach(() => start())

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const only = { minVersion: version, maxVersion: version }

      it(`lets in every pinned certificate, signed by itself, over ${version}`, async () => {
        for (const node of [oldNode, newNode]) {
          const connection = client(node, only)
          expect(await answered(connection)).to.equal(200)
          expect(connection.tls.getProtocol()).to.equal(version)
          connection.write('GET /ws?wsdl HTTP/1.1\r\nHost: a\r\n\r\n')
          expect((await connection.answer()).body).to.equal('web GET /wsdl/certificates.wsdl')
        }
      })

      it(`closes without a word for a certificate that is not pinned, over ${version}`, async () => {
        const connection = client(stranger, only)
        connection.write(post(status()))
        expect(await connection.closed()).to.equal('')
        expect(under.calls).to.deep.equal([])
        expect(under.lines).to.deep.equal([])
        expect(await count('unpinned')).to.equal(1)
        const detail = `not in CLIENT_PINS: ${fingerprintOf(stranger as Pair)}`
        expect(events.at(-1)).to.deep.equal(['client refused', detail])
      })

      it(`closes without a word for no certificate, over ${version}`, async () => {
        const connection = client(undefined, only)
        connection.write(post(status()))
        expect(await connection.closed()).to.equal('')
        expect(under.calls).to.deep.equal([])
        expect(await count('no_certificate')).to.equal(1)
        expect(events.at(-1)).to.deep.equal(['client refused', 'no certificate'])
      })
    }

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`answers a client that has closed its writing side, and lets it go, over ${version}`, async () => {
        const half = { allowHalfOpen: true, minVersion: version, maxVersion: version }
        const connection = client(oldNode, half as ConnectionOptions)
        await new Promise((resolve) => connection.tls.once('secureConnect', resolve))
        connection.tls.end(post(status('wait')))
        await pause(50)
        release()
        expect((await connection.answer()).status).to.equal(200)
        expect(await connection.closed()).to.equal('')
        expect(await openCount()).to.equal(0)
      })
    }

    it('lets go of who closes its side in the handshake, behind it, and of an idle connection', async () => {
      const [early, late, idle] = [
        connectPlain(under.port, '127.0.0.1'),
        client(oldNode),
        client(oldNode),
      ]
      early.end()
      await new Promise((resolve) => late.tls.once('secureConnect', resolve))
      late.tls.end()
      expect(await answered(idle)).to.equal(200)
      idle.tls.end()
      for (let at = 0; at < 40 && (await openCount()) > 0; at++) await pause(5)
      expect(await openCount()).to.equal(0)
    })

    it('knows no TLS 1.1', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const
      const connection = client(oldNode, old)
      connection.tls.on('secureConnect', () => expect.fail('shook hands'))
      expect(await connection.closed()).to.equal('')
      expect(await count('handshake')).to.equal(1)
    })

    it('answers nothing to plain HTTP', async () => {
      const connection = open(under.port)
      connection.write(post(status()))
      expect(await connection.closed()).not.to.include('HTTP')
      expect(under.lines).to.deep.equal([])
      expect(await count('handshake')).to.equal(1)
    })

    it('lets go of a connection that never shakes hands', async () => {
      const socket = connectPlain(under.port, '127.0.0.1')
      await new Promise((resolve) => socket.once('close', resolve))
      expect(await count('handshake')).to.equal(1)
      expect(events.at(-1)?.[1]).to.equal('handshake: ERR_TLS_HANDSHAKE_TIMEOUT')
    })

    it('says of who knocks again and again one line, and counts them all', async () => {
      for (let at = 0; at < 3; at++) await client(stranger).closed()
      expect(await count('unpinned')).to.equal(3)
      expect(events.filter(([event]) => event === 'client refused')).to.have.length(1)
    })

    it('says at the start which certificate it shows, until when, and how many are pinned', async () => {
      const connection = client(oldNode)
      await answered(connection)
      expect(shown(connection)).to.equal(fingerprintOf(oldOwn as Pair))
      expect(events[0]?.[0]).to.equal('link certificate')
      expect(events[0]?.[1]).to.match(/^([0-9A-F]{2}:){31}[0-9A-F]{2} until .* GMT, 2 pinned$/)
    })
  })

  describe('when files change', () => {
    it('shows the new certificate to new connections and drops no old one', async () => {
      await start()
      const before = client(oldNode)
      expect(await answered(before)).to.equal(200)
      before.write(post(status('wait')))
      await pause(30)
      use(newOwn as Pair)
      link.reload()
      release()
      expect((await before.answer()).status).to.equal(200)
      expect(await answered(before)).to.equal(200)
      expect(shown(before)).to.equal(fingerprintOf(oldOwn as Pair))
      const after = client(oldNode)
      expect(await answered(after)).to.equal(200)
      expect(shown(after)).to.equal(fingerprintOf(newOwn as Pair))
      expect(await count('reloaded')).to.equal(1)
      expect(events.at(-1)?.[0]).to.equal('link reloaded')
    })

    it('notices by itself', async () => {
      await start(10)
      writeFileSync(files.pins, `${fingerprintOf(stranger as Pair)} # a node that was added`)
      while ((await count('reloaded')) === 0) await pause(5)
      expect(await answered(client(stranger))).to.equal(200)
      expect(await client(oldNode).closed()).to.equal('')
    })

    const broken: [title: string, breakIt: () => void, problem: string][] = [
      [
        'a certificate that is none',
        () => writeFileSync(files.certificate, 'none'),
        'TLS_CERTIFICATE: no PEM certificate',
      ],
      [
        'a certificate whose key did not come yet',
        () => copyFileSync((newOwn as Pair).certificate, files.certificate),
        'TLS_KEY: not the key of TLS_CERTIFICATE',
      ],
      ['no pins', () => writeFileSync(files.pins, '\n'), 'CLIENT_PINS: at least one fingerprint'],
    ]
    for (const [title, breakIt, problem] of broken) {
      it(`keeps everything as it was with ${title}, and says why`, async () => {
        await start()
        const before = client(oldNode)
        expect(await answered(before)).to.equal(200)
        breakIt()
        link.reload()
        expect(await answered(before)).to.equal(200)
        const after = client(newNode)
        expect(await answered(after)).to.equal(200)
        expect(shown(after)).to.equal(fingerprintOf(oldOwn as Pair))
        expect(await count('reload_refused')).to.equal(1)
        expect(events.at(-1)).to.deep.equal(['link kept as it was', problem])
      })
    }

    it('lets a pin go although the first tries failed, and tells of their problem once', async () => {
      await start(10)
      const renew = under.server as unknown as { setSecureContext(options: object): void }
      let tries = 0
      const real = renew.setSecureContext.bind(under.server)
      renew.setSecureContext = (options) => {
        if (++tries < 4) throw new Error('too many open files')
        real(options)
      }
      pin(newNode as Pair)
      for (let at = 0; at < 200 && tries < 4; at++) await pause(5)
      expect(await count('reloaded')).to.equal(1)
      expect(tries).to.equal(4)
      expect(await client(oldNode).closed()).to.equal('')
      expect(await answered(client(newNode))).to.equal(200)
      const told = events.filter(([event]) => event === 'link kept as it was')
      expect(told).to.deep.equal([['link kept as it was', 'too many open files']])
      expect(await count('reload_refused')).to.equal(1)
    })

    it('tells of a broken file once, and again when it is told to look', async () => {
      await start(10)
      writeFileSync(files.pins, '\n')
      await pause(60)
      expect(await count('reload_refused')).to.equal(1)
      link.reload()
      expect(await count('reload_refused')).to.equal(2)
      writeFileSync(files.pins, '\n\n')
      await pause(60)
      expect(await count('reload_refused')).to.equal(3)
    })

    it('takes no new message of a pin that went, but finishes the one in work', async () => {
      await start()
      const [working, staying] = [client(oldNode), client(newNode)]
      expect(await answered(staying)).to.equal(200)
      working.write(post(status('wait')))
      await pause(50)
      pin(newNode as Pair)
      link.reload()
      working.write(post(status('one more')))
      await pause(30)
      release()
      expect((await working.answer()).status).to.equal(200)
      expect(await working.closed()).to.equal('')
      expect(under.calls).to.have.length(2)
      expect(await answered(staying)).to.equal(200)
      expect(await client(oldNode).closed()).to.equal('')
    })

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`judges a resumed session by the pins of now, over ${version}`, async () => {
        await start()
        const only = { minVersion: version, maxVersion: version }
        const first = client(oldNode, only)
        const session = new Promise<Buffer>((resolve) => first.tls.once('session', resolve))
        expect(await answered(first)).to.equal(200)
        const resumed = client(oldNode, { ...only, session: await session })
        expect(await answered(resumed)).to.equal(200)
        expect(resumed.tls.isSessionReused()).to.equal(true)
        pin(newNode as Pair)
        link.reload()
        const late = client(oldNode, { ...only, session: await session })
        late.write(post(status()))
        expect(await late.closed()).to.equal('')
      })
    }
  })
})
