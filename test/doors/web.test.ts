import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { expect } from 'chai'
import { contractFolder } from '../../src/contract/schema.ts'
import { createGatewayServer, listen } from '../../src/doors/server.ts'
import { createWebDoor } from '../../src/doors/web.ts'
import { createMetrics } from '../../src/metrics.ts'
import { exchange, type ServerUnderTest, serve } from './raw.ts'

const wsdl = { full: '<full/>', plain: '<plain/>' }

describe('the web door', () => {
  let under: ServerUnderTest
  let ready: () => Promise<void>
  let broken: boolean

  beforeEach(async () => {
    ready = async () => undefined
    broken = false
    const metrics = createMetrics()
    const text = () => (broken ? Promise.reject(new Error('Шевченко')) : metrics.text())
    const web = createWebDoor({ wsdl, metrics: { ...metrics, text }, ready: () => ready() })
    under = await serve({}, {}, web as RequestListener)
  })
  afterEach(() => under.close())

  const ask = (path: string, method = 'GET') =>
    exchange(under.port, `${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)

  for (const [path, text] of [
    ['/wsdl/certificates.wsdl', '<full/>'],
    ['/wsdl/certificates.plain.wsdl', '<plain/>'],
    ['/ws?wsdl', '<full/>'],
  ] as const) {
    it(`serves the WSDL at ${path}`, async () => {
      const answer = await ask(path)
      expect(answer).to.include({ status: 200, body: text })
      expect(answer.headers['content-type']).to.equal('text/xml; charset=utf-8')
    })
  }

  for (const name of [
    'certificates',
    'xroad',
    'identifiers',
    'representation',
    'sealed',
    'encrypted',
  ]) {
    it(`serves ${name}.xsd as it is in the project`, async () => {
      const answer = await ask(`/wsdl/${name}.xsd`)
      expect(answer.status).to.equal(200)
      expect(answer.headers['content-type']).to.equal('text/xml; charset=utf-8')
      expect(answer.body).to.equal(readFileSync(new URL(`${name}.xsd`, contractFolder), 'utf8'))
    })
  }

  it('is live as soon as it answers', async () => {
    ready = () => Promise.reject(new Error('no key'))
    expect(await ask('/health/live')).to.include({ status: 200, body: '{"status":"live"}' })
  })

  it('is ready when certificates can be issued', async () => {
    expect(await ask('/health/ready')).to.include({ status: 200, body: '{"status":"ready"}' })
  })

  it('is not ready otherwise, and does not say why', async () => {
    ready = () => Promise.reject(new Error('postgres://user:secret@host'))
    expect(await ask('/health/ready')).to.include({ status: 503, body: '{"status":"not ready"}' })
    ready = () => {
      throw new Error('postgres://user:secret@host')
    }
    expect((await ask('/health/ready')).body).not.to.include('secret')
  })

  it('counts for Prometheus', async () => {
    const answer = await ask('/metrics')
    expect(answer.status).to.equal(200)
    expect(answer.headers['content-type']).to.match(/^text\/plain; version=0\.0\.4/)
    expect(answer.body).to.include('gateway_messages_total').and.to.include('process_cpu')
  })

  it('answers what breaks inside with 500 and not a word of it', async () => {
    broken = true
    expect(await ask('/metrics')).to.include({ status: 500, body: '{"status":"failed"}' })
  })

  for (const path of [
    '/',
    '/nothing-%D0%A8%D0%B5%D0%B2',
    '/wsdl/',
    '/wsdl/../package.json',
    '/wsdl/%2e%2e/package.json',
    '/%E0%A4%A',
    '/%',
    '//',
    '/health/live/x',
    '/favicon.ico',
    '/?<script>alert(1)</script>',
  ]) {
    it(`answers ${path} with a 404 that says nothing`, async () => {
      const answer = await ask(path)
      expect(answer).to.include({ status: 404, body: '{"status":"not found"}' })
      expect(answer.headers).not.to.have.any.keys('x-powered-by', 'etag')
    })
  }

  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    it(`knows no ${method}`, async () => {
      expect((await ask('/health/live', method)).status).to.equal(404)
    })
  }

  it('reports a port that is taken', async () => {
    const parts = { gateway: under.gateway, soap: under.soap, web: () => undefined }
    const limits = { receiveTimeoutMs: 1000, sendTimeoutMs: 1000, connectionsMax: 10 }
    const second = createGatewayServer({ ...parts, ...limits, metrics: under.metrics })
    const taken = await listen(second, under.port, '127.0.0.1').catch((error: unknown) => error)
    expect(taken).to.include({ code: 'EADDRINUSE' })
  })
})
