// Adapters that break the rules, one by one, and the code under which a consumer hears of it (x-road.md's table
// of what a provider's security server makes of an answer), in both spellings.

import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { freePort } from '../running.ts'
import {
  type AdapterUnderTest,
  answering,
  type Blocks,
  blocks,
  envelope,
  multipart,
  type Pair,
  post,
  request,
  response,
  soap11,
  startAdapter,
  startPair,
  xml,
} from './messages.ts'

function without(name: string): Blocks {
  const { [name]: _gone, ...others } = blocks()
  return others
}

const twice = (name: string) => response({ ...blocks(), again: blocks()[name] as string })
const instead = (name: string, block: string) => response({ ...blocks(), [name]: block })
const version = (text: string) =>
  instead('protocolVersion', `<xrd:protocolVersion>${text}</xrd:protocolVersion>`)
const client = blocks().client as string

type Broken = [
  title: string,
  answer: (outgoing: ServerResponse) => void,
  camel: string,
  snake: string,
]

const status = (code: number) => answering(response(), xml['Content-Type'], code)
const related = 'multipart/related; type="text/xml"; boundary=b'
const parts = (...pieces: [string, string][]) => answering(multipart('b', pieces), related)
const soapPart = 'Content-Type: text/xml'

const broken: Broken[] = [
  ['status 404', status(404), 'HttpError', 'http_error'],
  ['status 201', status(201), 'HttpError', 'http_error'],
  ['status 503', status(503), 'HttpError', 'http_error'],
  ['a redirect', status(302), 'HttpError', 'http_error'],
  [
    'no content type',
    (outgoing) => void outgoing.end(response()),
    'InvalidContentType',
    'invalid_content_type',
  ],
  [
    'application/json',
    answering('{}', 'application/json'),
    'InvalidContentType',
    'invalid_content_type',
  ],
  [
    'SOAP 1.2’s content type',
    answering(response(), 'application/soap+xml'),
    'InvalidContentType',
    'invalid_content_type',
  ],
  ['nothing', answering(''), 'InvalidSoap', 'invalid_soap'],
  ['text', answering('Internal Server Error'), 'InvalidSoap', 'invalid_soap'],
  ['half a message', answering(response().slice(0, 400)), 'InvalidSoap', 'invalid_soap'],
  [
    'a document type',
    answering(response().replace('?>', '?><!DOCTYPE e:Envelope>')),
    'InvalidSoap',
    'invalid_soap',
  ],
  ['another root', answering('<html/>'), 'InvalidSoap', 'invalid_soap'],
  [
    'a SOAP 1.2 envelope',
    answering(response().replace(soap11, 'http://www.w3.org/2003/05/soap-envelope')),
    'InvalidSoap',
    'invalid_soap',
  ],
  [
    'no header',
    answering(response().replace(/<e:Header>[\s\S]*<\/e:Header>/, '')),
    'MissingHeader',
    'missing_header',
  ],
  ...['client', 'service', 'id', 'protocolVersion'].map(
    (name): Broken => [
      `no ${name}`,
      answering(response(without(name))),
      'MissingHeaderField',
      'missing_header_field',
    ],
  ),
  ...['client', 'service', 'id', 'userId', 'issue', 'representedParty', 'protocolVersion'].map(
    (name): Broken => [
      `${name} twice`,
      answering(twice(name)),
      'DuplicateHeaderField',
      'duplicate_header_field',
    ],
  ),
  ['version 3.1', answering(version('3.1')), 'InvalidProtocolVersion', 'invalid_protocol_version'],
  [
    'version " 4.0"',
    answering(version(' 4.0')),
    'InvalidProtocolVersion',
    'invalid_protocol_version',
  ],
  [
    'no objectType',
    answering(instead('client', client.replace(/ id:objectType="\w+"/, ''))),
    'InvalidXml',
    'invalid_xml',
  ],
  [
    'an unqualified objectType',
    answering(instead('client', client.replace('id:objectType', 'objectType'))),
    'InvalidXml',
    'invalid_xml',
  ],
  [
    'an unknown objectType',
    answering(instead('client', client.replace('SUBSYSTEM', 'THING'))),
    'InvalidXml',
    'invalid_xml',
  ],
  [
    'an objectType of something else',
    answering(instead('client', client.replace('SUBSYSTEM', 'SERVICE'))),
    'InvalidXml',
    'invalid_xml',
  ],
  [
    'a blank memberCode',
    answering(instead('client', client.replace('00000001', ' '))),
    'InternalError',
    'internal_error',
  ],
  [
    'a memberCode in another namespace',
    answering(instead('client', client.replace(/id:memberCode/g, 'xrd:memberCode'))),
    'InternalError',
    'internal_error',
  ],
  [
    'no body',
    answering(response().replace(/<e:Body>[\s\S]*<\/e:Body>/, '')),
    'MissingBody',
    'missing_body',
  ],
  ['an empty body', answering(envelope(blocks(), '')), 'InvalidBody', 'invalid_body'],
  ['two in the body', answering(envelope(blocks(), '<a/><b/>')), 'InvalidBody', 'invalid_body'],
  [
    'another element in the body',
    answering(envelope(blocks(), '<work_v1Response/>')),
    'InconsistentHeaders',
    'inconsistent_headers',
  ],
  [
    'a multipart without the boundary',
    answering('nothing of the kind', related),
    'InvalidMessage',
    'invalid_message',
  ],
  [
    'a multipart that names no boundary',
    answering(response(), 'multipart/related'),
    'InvalidContentType',
    'invalid_content_type',
  ],
  [
    'a part without content type',
    parts([soapPart, response()], ['Content-ID: <a>', 'data']),
    'InvalidContentType',
    'invalid_content_type',
  ],
  [
    'a multipart in which SOAP is not first',
    parts(['Content-Type: image/png', 'data'], [soapPart, response()]),
    'InvalidContentType',
    'invalid_content_type',
  ],
  ['a closed connection', (outgoing) => void outgoing.destroy(), 'IOError', 'io_error'],
  [
    'an answer cut off',
    (outgoing) => {
      outgoing.writeHead(200, { ...xml, 'Content-Length': 10_000 })
      outgoing.write(response(), () => outgoing.destroy())
    },
    'IOError',
    'io_error',
  ],
]

describe('the provider’s security server', () => {
  let [adapter, camel, snake]: [AdapterUnderTest?, Pair?, Pair?] = []
  let answer: (outgoing: ServerResponse) => void

  before(async () => {
    adapter = await startAdapter((outgoing) => answer(outgoing))
    camel = await startPair(adapter.url)
    snake = await startPair(adapter.url, { spelling: 'snake' })
  })

  after(async () => {
    await camel?.stop()
    await snake?.stop()
    await adapter?.stop()
  })

  for (const [title, breaks, older, newer] of broken) {
    it(`refuses ${title} as ${older}`, async () => {
      answer = breaks
      const [one, other] = [
        await post(camel?.url ?? '', request()),
        await post(snake?.url ?? '', request()),
      ]
      expect(one.code).to.equal(`Server.ServerProxy.ServiceFailed.${older}`)
      expect(other.code).to.equal(`server.serverproxy.service_failed.${newer}`)
      expect([one.status, other.status]).to.deep.equal([200, 200])
      expect(one.contentType).to.match(/^text\/xml/)
      expect(one.text).to.include('<faultactor></faultactor>')
      expect(one.text).to.match(/<xroad:faultDetail [^>]*>[\w-]{36}</)
      expect(camel?.lines.at(-1)).to.include(`refused ${one.code}: `)
    })
  }

  it('takes the version 4.1 and the status 500', async () => {
    answer = answering(version('4.1'), xml['Content-Type'], 500)
    const { code, text } = await post(camel?.url ?? '', request())
    expect(code).to.equal(undefined)
    expect(text).to.include('<w:b>2</w:b>')
  })

  it('tolerates unknown headers that stand twice', async () => {
    answer = answering(response({ ...blocks(), one: '<xrd:x>1</xrd:x>', two: '<xrd:x>2</xrd:x>' }))
    expect((await post(camel?.url ?? '', request())).code).to.equal(undefined)
  })

  for (const code of [200, 500]) {
    it(`passes a fault under status ${code} byte for byte`, async () => {
      const fault = `<?xml version='1.0'?>\r\n<!-- as it is --><e:Envelope xmlns:e="${soap11}"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring/></e:Fault></e:Body></e:Envelope>\n`
      answer = answering(fault, xml['Content-Type'], code)
      const passed = await post(camel?.url ?? '', request())
      expect(passed.text).to.equal(fault)
      expect(passed.status).to.equal(200)
      expect(camel?.lines.at(-1)).to.match(/^fault {3}"e:Server"/)
    })
  }

  it('passes a fault out of a multipart', async () => {
    const fault = envelope({}, '<e:Fault><faultcode>e:Client</faultcode></e:Fault>')
    answer = parts([soapPart, fault])
    expect((await post(camel?.url ?? '', request())).text).to.equal(fault)
  })

  it('says NetworkError, or that of 7.8, when nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    const pair = await startPair(url)
    expect((await post(pair.url, request())).code).to.match(/\.ServiceFailed\.NetworkError$/)
    await pair.stop()
  })

  it('says unknown_host for an unknown host, which was NetworkError before', async () => {
    const unknown = 'http://no-such-host.invalid/ws'
    const [older, newer] = [
      await startPair(unknown),
      await startPair(unknown, { spelling: 'snake' }),
    ]
    expect((await post(older.url, request())).code).to.match(/\.NetworkError$/)
    expect((await post(newer.url, request())).code).to.match(/\.service_failed\.unknown_host$/)
    await older.stop()
    await newer.stop()
  })

  it('says NetworkError of a connection that is reset', async () => {
    const rude = createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    const { port } = rude.address() as { port: number }
    const pair = await startPair(`http://127.0.0.1:${port}/`)
    expect((await post(pair.url, request())).code).to.match(/\.ServiceFailed\.NetworkError$/)
    await pair.stop()
    rude.close()
  })

  it('waits no longer than the service timeout', async () => {
    answer = () => {}
    const pair = await startPair(adapter?.url ?? '', { serviceTimeoutMs: 200 })
    const started = performance.now()
    const { code } = await post(pair.url, request())
    expect(code).to.equal('Server.ServerProxy.ServiceFailed.IOError')
    expect(performance.now() - started).to.be.within(180, 3000)
    await pair.stop()
  })

  it('counts silence and not the whole time towards the service timeout', async () => {
    answer = (outgoing) => {
      outgoing.writeHead(200, xml)
      const pieces = response().match(/[\s\S]{1,300}/g) ?? []
      for (const [at, piece] of pieces.entries()) setTimeout(() => outgoing.write(piece), at * 150)
      setTimeout(() => outgoing.end(), pieces.length * 150)
    }
    const pair = await startPair(adapter?.url ?? '', { serviceTimeoutMs: 400 })
    expect((await post(pair.url, request())).code).to.equal(undefined)
    await pair.stop()
  })
})
