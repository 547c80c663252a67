// The client against real servers: TLS, deadlines, limits, attempts.

import type { RequestListener } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { expect } from 'chai'
import { createHttpsClient, type HttpsClientParts, readTls } from '../src/https.ts'
import { makeAuthority, type TlsPair } from './tls.ts'

describe('the client for other systems', () => {
  let own: TlsPair
  let foreign: TlsPair
  const open: { close(): unknown; closeAllConnections?(): void }[] = []

  before(async () => {
    own = await (await makeAuthority())('own')
    foreign = await (await makeAuthority())('foreign')
  })
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections?.()
      server.close()
    }
  })

  async function serve(listener: RequestListener, options: ServerOptions = {}): Promise<string> {
    const server = createServer({ ...readTls(own), ...options }, listener)
    open.push(server)
    return `https://localhost:${await listening(server)}`
  }

  function client(url: string, more: Partial<HttpsClientParts> = {}) {
    return createHttpsClient({
      url,
      token: undefined,
      tls: undefined,
      authority: own.authority,
      timeoutMs: 2000,
      bytesMax: 10_000,
      random: () => 0,
      ...more,
    })
  }

  const once = { repeatable: false }
  const again = { repeatable: true }

  it('posts JSON with the token and gives status and body', async () => {
    const url = await serve(async (request, response) => {
      const chunks = await request.toArray()
      const { authorization, accept } = request.headers
      const encoding = request.headers['accept-encoding']
      const type = request.headers['content-type']
      response.writeHead(201, { 'Content-Type': 'application/fhir+json; charset=utf-8' })
      response.end(JSON.stringify([authorization, accept, encoding, type, String(chunks[0])]))
    })
    const answer = await client(url, { token: 'abc' }).postJson('/a', { ї: 1 }, once)
    const body = ['Bearer abc', 'application/json', 'identity', 'application/json', '{"ї":1}']
    expect(answer).to.deep.equal({ status: 201, body })
  })

  it('gets a document as it came, with its header fields', async () => {
    const seen: (string | undefined)[] = []
    const url = await serve((request, response) => {
      seen.push(request.method, request.url)
      response.writeHead(seen.length > 2 ? 200 : 503, { 'X-Next-Since': '7' })
      response.end('{"a": 1')
    })
    const { status, ...rest } = await client(url).get('/list?since=1')
    expect(status).to.equal(200)
    expect(rest).to.deep.include({ text: '{"a": 1' })
    expect('headers' in rest && rest.headers['x-next-since']).to.equal('7')
    expect(seen).to.deep.equal(['GET', '/list?since=1', 'GET', '/list?since=1'])
  })

  it('says why it got no document', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(10_001)))
    expect(await client(url).get('/')).to.have.property('problem')
  })

  it('uses a connection again', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      request.resume().on('end', () => response.end())
    })
    const http = client(url)
    for (let call = 0; call < 3; call++) await http.postJson('/', {}, once)
    expect(ports.size).to.equal(1)
  })

  it('gives no body when the answer is not JSON', async () => {
    const url = await serve((_request, response) => response.end('{}'))
    expect(await client(url).postJson('/', {}, once)).to.deep.equal({
      status: 200,
      body: undefined,
    })
  })

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = []
    const url = await serve((request, response) => {
      paths.push(request.url)
      response.writeHead(307, { Location: '/elsewhere' }).end()
    })
    expect(await client(url).postJson('/here', {}, again)).to.include({ status: 307 })
    expect(paths).to.deep.equal(['/here'])
  })

  it('goes past a proxy that the environment names', async () => {
    const url = await serve((_request, response) => response.end())
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1'
    try {
      expect(await client(url).postJson('/', {}, once)).to.include({ status: 200 })
    } finally {
      delete process.env.HTTPS_PROXY
    }
  })

  it('refuses a server whose certificate is of another authority, and asks once', async () => {
    let connections = 0
    const url = await serve(() => undefined)
    ;(open[0] as Server).on('connection', () => connections++)
    const answer = await client(url, { authority: foreign.authority }).postJson('/', {}, again)
    expect(answer).to.deep.equal({ status: undefined, problem: 'SELF_SIGNED_CERT_IN_CHAIN' })
    expect(connections).to.equal(1)
  })

  it('refuses a server of another name', async () => {
    const url = await serve(() => undefined)
    const other = url.replace('localhost', '127.0.0.2')
    const answer = await client(other).postJson('/', {}, once)
    expect(answer).to.include({ problem: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  it('refuses TLS older than 1.2', async () => {
    const url = await serve(() => undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
    const answer = await client(url).postJson('/', {}, once)
    expect(answer.status).to.equal(undefined)
  })

  it('shows its own certificate to a server that asks for one', async () => {
    const url = await serve((_request, response) => response.end(), {
      requestCert: true,
      rejectUnauthorized: true,
    })
    const { certificate, key } = own
    expect(await client(url, { tls: { certificate, key } }).postJson('/', {}, once)).to.include({
      status: 200,
    })
    expect(await client(url).postJson('/', {}, once)).to.include({ status: undefined })
  })

  it('says at once that a file of its certificate is missing', () => {
    const tls = { certificate: '/nonexistent.pem', key: own.key }
    expect(() => client('https://localhost', { tls })).to.throw(/ENOENT/)
  })

  for (const status of [502, 503, 504]) {
    it(`repeats a repeatable call after ${status}, and no other`, async () => {
      let calls = 0
      const url = await serve((_request, response) => {
        response.writeHead(++calls === 1 ? status : 200).end()
      })
      expect(await client(url).postJson('/', {}, once)).to.include({ status })
      expect(calls).to.equal(1)
      calls = 0
      expect(await client(url).postJson('/', {}, again)).to.include({ status: 200 })
      expect(calls).to.equal(2)
    })
  }

  it('does not repeat a call that was answered with 500', async () => {
    let calls = 0
    const url = await serve((_request, response) => {
      calls++
      response.writeHead(500).end()
    })
    expect(await client(url).postJson('/', {}, again)).to.include({ status: 500 })
    expect(calls).to.equal(1)
  })

  it('repeats a call whose answer broke off', async () => {
    let calls = 0
    const url = await serve((_request, response) => {
      if (++calls > 1) return void response.end()
      response.writeHead(200, { 'Content-Length': 100 })
      response.write('{', () => response.destroy())
    })
    expect(await client(url).postJson('/', {}, again)).to.include({ status: 200 })
    expect(calls).to.equal(2)
  })

  it('says that an answer broke off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 })
      response.write('{', () => response.destroy())
    })
    expect(await client(url).postJson('/', {}, once)).to.include({ problem: 'BROKEN_OFF' })
  })

  it('says that nobody listens', async () => {
    const free = createTcpServer()
    const port = await listening(free)
    await new Promise((resolve) => free.close(resolve))
    const answer = await client(`https://127.0.0.1:${port}`).postJson('/', {}, again)
    expect(answer).to.deep.equal({ status: undefined, problem: 'ECONNREFUSED' })
  })

  it('counts connecting as part of the time', async () => {
    // The handshake never ends: this server takes the connection and says nothing.
    const silent = createTcpServer((socket) => void socket.on('error', () => undefined))
    open.push(silent)
    const port = await listening(silent)
    const started = performance.now()
    const answer = await client(`https://localhost:${port}`, { timeoutMs: 300 }).postJson(
      '/',
      {},
      once,
    )
    expect(answer).to.include({ problem: 'TIMEOUT' })
    expect(performance.now() - started).to.be.within(250, 1500)
  })

  it('ends an answer that trickles', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    })
    const started = performance.now()
    const answer = await client(url).postJson('/', {}, { repeatable: false, timeoutMs: 300 })
    expect(answer.status).to.equal(undefined)
    expect(answer).to.have.property('problem', 'TIMEOUT')
    expect(performance.now() - started).to.be.below(1500)
  })

  it('starts no attempt that could not end in time', async () => {
    let calls = 0
    const url = await serve((_request, response) => {
      calls++
      response.writeHead(503).end()
    })
    const slow = client(url, { random: () => 1 })
    const started = performance.now()
    expect(await slow.postJson('/', {}, { repeatable: true, timeoutMs: 190 })).to.include({
      status: 503,
    })
    expect(performance.now() - started).to.be.below(190)
    expect(calls).to.equal(1)
  })

  it('pauses longer before each further attempt', async () => {
    const times: number[] = []
    const url = await serve((_request, response) => {
      times.push(performance.now())
      response.writeHead(503).end()
    })
    await client(url, { random: () => 0.5 }).postJson('/', {}, again)
    const [first = 0, second = 0, third = 0] = times
    expect(times).to.have.length(3)
    expect(second - first).to.be.at.least(95)
    expect(third - second).to.be.at.least(195)
  })

  it('refuses an answer over the limit, whether it is announced or not', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('Content-Length', 20_000)
      response.end('x'.repeat(20_000))
    })
    for (const path of ['/announced', '/chunked']) {
      const answer = await client(url).postJson(path, {}, again)
      expect(answer, path).to.include({ problem: 'ERR_BAD_RESPONSE' })
    }
  })

  it('sends no request over the limit', async () => {
    const url = await serve((_request, response) => response.end())
    const answer = await client(url).postJson('/', { text: 'x'.repeat(20_000) }, again)
    expect(answer).to.include({ problem: 'ERR_BAD_REQUEST' })
  })

  it('does not unpack an answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      response.end(Buffer.from('H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==', 'base64'))
    })
    expect(await client(url).postJson('/', {}, once)).to.deep.equal({
      status: 200,
      body: undefined,
    })
  })
})

function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, () => resolve((server.address() as AddressInfo).port))
  })
}
