// Mutual TLS towards the provider: the very certificate, and nothing else, makes it trusted; and HTTPS for
// consumers.

import { readFileSync } from 'node:fs'
import { createServer, request as requestHttps, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { makeAuthority, type TlsPair } from '../tls.ts'
import {
  answering,
  type Pair,
  post,
  request,
  response,
  startAdapter,
  startPair,
} from './messages.ts'

const read = (path: string) => readFileSync(path, 'utf8')

describe('the double over TLS', () => {
  let [theirs, ours, strange]: TlsPair[] = []
  let url: string
  let server: Server
  let shown: PeerCertificate | undefined
  const pairs: Pair[] = []

  before(async () => {
    const make = await makeAuthority()
    ;[theirs, ours, strange] = [await make('adapter'), await make('server'), await make('other')]
    const tls = {
      cert: read(theirs.certificate),
      key: read(theirs.key),
      ca: read(theirs.authority),
      requestCert: true,
      rejectUnauthorized: true,
    }
    server = createServer(tls, (incoming, outgoing) => {
      shown = (incoming.socket as TLSSocket).getPeerCertificate()
      incoming.resume().on('end', () => answering(response())(outgoing))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `https://localhost:${(server.address() as AddressInfo).port}/ws`
  })

  after(async () => {
    for (const pair of pairs) await pair.stop()
    server?.closeAllConnections()
    server?.close()
  })

  beforeEach(() => {
    shown = undefined
  })

  async function codeWith(own: TlsPair | undefined, pins: TlsPair[], to = url) {
    const mine = own && { certificate: read(own.certificate), key: read(own.key) }
    const tls = { ...mine, pins: pins.map(({ certificate }) => read(certificate)) }
    const pair = await startPair(to, { tls })
    pairs.push(pair)
    return (await post(pair.url, request())).code
  }

  const failed = 'Server.ServerProxy.ServiceFailed.SslAuthenticationFailed'

  it('shows its certificate to an adapter whose own is pinned', async () => {
    expect(await codeWith(ours, [strange as TlsPair, theirs as TlsPair])).to.equal(undefined)
    expect(shown?.subject.CN).to.equal('server')
  })

  it('refuses another certificate of the same authority, before a byte of the message', async () => {
    expect(await codeWith(ours, [strange as TlsPair])).to.equal(failed)
    expect(shown).to.equal(undefined)
  })

  it('hears from an adapter that asks for a certificate and gets none', async () => {
    expect(await codeWith(undefined, [theirs as TlsPair])).to.equal(failed)
  })

  it('takes any certificate when none is pinned', async () => {
    expect(await codeWith(ours, [])).to.equal(undefined)
  })

  it('says that TLS failed when the other side speaks none, and NetworkError when nobody does', async () => {
    const plain = await startAdapter(answering(response()))
    const to = plain.url.replace('http:', 'https:')
    expect(await codeWith(ours, [theirs as TlsPair], to)).to.equal(failed)
    await plain.stop()
    expect(await codeWith(ours, [theirs as TlsPair], to)).to.match(/\.NetworkError$/)
  })

  it('gives up a handshake that does not come', async () => {
    const { createServer: createTcp } = await import('node:net')
    const silent = createTcp()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const pair = await startPair(`https://127.0.0.1:${port}/`, { serviceTimeoutMs: 150 })
    pairs.push(pair)
    expect((await post(pair.url, request())).code).to.match(/\.IOError$/)
    silent.close()
  })

  it('keeps the connection, and still notices silence on it', async () => {
    let quiet = false
    const slow = createServer(
      { cert: read((theirs as TlsPair).certificate), key: read((theirs as TlsPair).key) },
      (incoming, outgoing) => {
        incoming.resume().on('end', () => !quiet && answering(response())(outgoing))
      },
    )
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const to = `https://127.0.0.1:${(slow.address() as AddressInfo).port}/`
    const pair = await startPair(to, { serviceTimeoutMs: 300 })
    pairs.push(pair)
    expect((await post(pair.url, request())).code).to.equal(undefined)
    quiet = true
    expect((await post(pair.url, request())).code).to.match(/\.IOError$/)
    slow.closeAllConnections()
    slow.close()
  })

  it('takes messages of consumers over HTTPS', async () => {
    const adapter = await startAdapter(answering(response()))
    const own = ours as TlsPair
    const consumerTls = { certificate: read(own.certificate), key: read(own.key) }
    const pair = await startPair(adapter.url, { consumerTls })
    pairs.push(pair)
    expect(pair.url).to.match(/^https:/)
    const text = await new Promise<string>((resolve, reject) => {
      const settings = {
        method: 'POST',
        ca: read(own.authority),
        headers: { 'Content-Type': 'text/xml' },
      }
      const call = requestHttps(pair.url, settings, (answer) => {
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve(text))
      })
      call.on('error', reject).end(request())
    })
    expect(text).to.include('<w:b>2</w:b>')
    await adapter.stop()
  })
})
