// Both directions of one message: what the adapter gets, what the consumer gets, and what the consumer's own
// security server refuses.

import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { expect } from 'chai'
import { checkHash } from '../../scripts/security-server/consistency.ts'
import { bug } from '../../scripts/security-server/exchange.ts'
import { sha512 } from '../../scripts/security-server/hash.ts'
import { faultXml } from '../../scripts/security-server/refusal.ts'
import {
  type AdapterUnderTest,
  answering,
  type Blocks,
  blocks,
  envelope,
  type Got,
  multipart,
  type Pair,
  post,
  provider,
  request,
  response,
  serviceCode,
  startAdapter,
  startPair,
  xml,
} from './messages.ts'

describe('a pair of security servers', () => {
  let adapter: AdapterUnderTest
  let pair: Pair
  let answer: (outgoing: ServerResponse, got: Got) => void

  before(async () => {
    adapter = await startAdapter((outgoing, got) => answer(outgoing, got))
    pair = await startPair(adapter.url)
  })

  beforeEach(() => {
    answer = answering(response())
  })

  after(async () => {
    await pair?.stop()
    await adapter?.stop()
  })

  const last = () => adapter.got.at(-1) as Got

  it('posts the message to the adapter in chunks, with nothing of HTTP but what it should', async () => {
    const headers = { ...xml, SOAPAction: '"urn:work"', Cookie: 'a=b', 'X-Trace': '1' }
    await post(pair.url, request(), headers)
    expect(last().body.toString()).to.equal(request())
    expect(last().headers).to.include({
      'content-type': 'text/xml; charset=UTF-8',
      'transfer-encoding': 'chunked',
      'accept-encoding': '',
      soapaction: '"urn:work"',
    })
    expect(last().headers).not.to.have.any.keys('content-length', 'cookie', 'x-trace', 'user-agent')
  })

  it('leaves a missing SOAPAction missing and an empty one empty', async () => {
    await post(pair.url, request())
    expect(last().headers).not.to.have.property('soapaction')
    await post(pair.url, request(), { ...xml, SOAPAction: '' })
    expect(last().headers.soapaction).to.equal('')
    await post(pair.url, request(), { ...xml, SOAPAction: '""' })
    expect(last().headers.soapaction).to.equal('""')
  })

  it('takes messages at any address', async () => {
    expect((await post(`${pair.url}/any//path?x=%`, request())).code).to.equal(undefined)
  })

  it('keeps the connection to the adapter', async () => {
    const sockets = new Set<unknown>()
    answer = (outgoing) => {
      sockets.add(outgoing.socket)
      answering(response())(outgoing)
    }
    for (const _ of [1, 2, 3]) await post(pair.url, request())
    expect(sockets.size).to.equal(1)
  })

  it('writes the answer anew, with the hash of the request behind the id', async () => {
    const id = '<xrd:id  note="n" >message-1</xrd:id>'
    const hash = createHash('sha512').update(request()).digest('base64')
    answer = answering(response({ ...blocks(), id }, '<w:b/><?pi x?>\r\n'))
    const { text, status, contentType } = await post(pair.url, request())
    expect([status, contentType]).to.deep.equal([200, 'text/xml; charset=UTF-8'])
    expect(text).to.match(/^<\?xml version="1.0" encoding="UTF-8"\?>/)
    expect(text).to.include('<w:b></w:b>\n</w:')
    expect(text).to.include(
      `message-1</xrd:id>\n    <xrd:requestHash note="n" algorithmId="${sha512}">${hash}</xrd:requestHash>\n    <xrd:userId>`,
    )
  })

  it('puts its own hash in the place of one that an adapter sends', async () => {
    const hash = '<xrd:requestHash algorithmId="x">AAAA</xrd:requestHash>'
    answer = answering(response({ hash, ...blocks() }))
    const { text, code } = await post(pair.url, request())
    expect(code).to.equal(undefined)
    expect(text).not.to.include('AAAA')
    expect(text.match(/<xrd:requestHash/g)).to.have.lengthOf(1)
  })

  it('finds the header behind comments, CDATA and an id in the default namespace', async () => {
    const id = '<id xmlns="http://x-road.eu/xsd/xroad.xsd"><!-- <a> --><![CDATA[message-1]]></id>'
    const note = '<!-- <xrd:id>no</xrd:id> --><x:id xmlns:x="urn:x"><x:id/></x:id>'
    answer = answering(response({ note, ...blocks(), id }))
    const { code, text } = await post(pair.url, request())
    expect(code).to.equal(undefined)
    expect(text).to.include(
      '</id>\n    <requestHash xmlns="http://x-road.eu/xsd/xroad.xsd" algorithmId=',
    )
  })

  it('refuses as the consumer’s an answer that its rewriting has destroyed', async () => {
    const windows = response({ ...blocks(), note: '<xrd:note>\xcf\xf0</xrd:note>' })
    answer = answering(Buffer.from(windows.replace('UTF-8', 'windows-1251'), 'latin1'))
    expect((await post(pair.url, request())).code).to.equal(
      'Server.ClientProxy.ServiceFailed.InvalidSoap',
    )
    answer = answering(Buffer.from(`\ufeff${response().replace('UTF-8', 'UTF-16')}`, 'utf16le'))
    expect((await post(pair.url, request())).code).to.equal(
      'Server.ClientProxy.ServiceFailed.InvalidSoap',
    )
  })

  const changes: Record<string, (block: string) => string | undefined> = {
    client: (block) => block.replace('01_Zrazok_Consumer', '01_Zrazok_consumer'),
    service: (block) =>
      block.replace('</xrd:service>', '<id:serviceVersion>v1</id:serviceVersion></xrd:service>'),
    id: (block) => block.replace('message-1', ' message-1'),
    userId: () => undefined,
    issue: (block) => block.replace('case 1', ''),
    representedParty: (block) => block.replace(/<repr:partyClass>.*<\/repr:partyClass>/, ''),
  }

  for (const [name, change] of Object.entries(changes)) {
    it(`refuses an answer whose ${name} is not the request’s`, async () => {
      const { [name]: block = '', ...others } = blocks()
      const changed = change(block)
      answer = answering(response(changed === undefined ? others : { ...others, [name]: changed }))
      const { code, faultstring } = await post(pair.url, request())
      expect(code).to.equal('Server.ClientProxy.ServiceFailed.InconsistentResponse')
      expect(faultstring).to.equal('Response from server proxy is not consistent with request')
      expect(pair.lines.at(-1)).to.include(`(${name})`)
    })
  }

  it('refuses an issue that the request does not have', async () => {
    const { issue: _issue, ...others } = blocks()
    const { code } = await post(pair.url, request(others))
    expect(code).to.match(/InconsistentResponse$/)
  })

  it('compares neither the version nor the order of headers', async () => {
    const { client = '', protocolVersion: _version, ...others } = blocks()
    const protocolVersion = '<xrd:protocolVersion>4.1</xrd:protocolVersion>'
    answer = answering(response({ protocolVersion, ...others, client } as Blocks))
    expect((await post(pair.url, request())).code).to.equal(undefined)
  })

  it('refuses a hash of another request, by another algorithm, or none', () => {
    const bytes = Buffer.from(request())
    const value = createHash('sha512').update(bytes).digest('base64')
    const refused = (requestHash?: { algorithm: string | undefined; value: string }) => () =>
      checkHash(bytes, requestHash === undefined ? {} : { requestHash })
    expect(refused()).to.throw('missing request message hash')
    expect(refused({ algorithm: 'sha1', value })).to.throw('does not match')
    expect(refused({ algorithm: sha512, value: 'AAAA' })).to.throw('does not match')
    expect(refused({ algorithm: sha512, value })).not.to.throw()
  })

  it('carries attachments both ways, untouched, under a boundary of its own', async () => {
    const binary = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7) % 256))
    const soapHead =
      'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-ID: <root>'
    const head = 'Content-Type: image/png\r\nContent-ID: <a@b>\r\nX-Own: 1'
    const type =
      'multipart/related; type="application/xop+xml"; start="<root>"; start-info="text/xml"; boundary='
    answer = (outgoing) => {
      const body = multipart('theirs', [
        [soapHead, response()],
        [head, binary],
      ])
      answering(body, `${type}theirs`)(outgoing)
    }
    const sent = multipart('mine', [
      [soapHead, request()],
      [head, binary],
    ])
    const { body, contentType, code } = await post(pair.url, sent, {
      'Content-Type': `${type}"mine"`,
    })
    expect(code).to.equal(undefined)
    expect(last().headers['content-type']).to.match(
      /^multipart\/related; type="application\/xop\+xml"; start="<root>"; start-info="text\/xml"; boundary="xroad[\w-]+"$/,
    )
    expect(
      last().body.includes(
        Buffer.concat([Buffer.from(`${head}\r\n\r\n`), binary, Buffer.from('\r\n--xroad')]),
      ),
    ).to.equal(true)
    expect(contentType).to.match(/type="application\/xop\+xml".*boundary="xroad/)
    expect(body.includes(binary)).to.equal(true)
    const hash = createHash('sha512').update(request()).digest('base64')
    expect(body.includes(hash)).to.equal(true)
  })

  const related = 'multipart/related; boundary=b'
  const refusals: [
    title: string,
    () => Parameters<typeof post> extends [string, ...infer R] ? R : never,
    string,
  ][] = [
    ['another method', () => [request(), xml, 'PUT'], 'Client.InvalidHttpMethod'],
    ['GET', () => ['', {}, 'GET'], 'Client.InvalidHttpMethod'],
    ['JSON', () => ['{}', { 'Content-Type': 'application/json' }], 'Client.InvalidContentType'],
    [
      'multipart/mixed',
      () => ['', { 'Content-Type': 'multipart/mixed; boundary=b' }],
      'Client.InvalidContentType',
    ],
    ['no content type', () => [Buffer.from(request()), {}], 'Client.InvalidContentType'],
    [
      'an unquoted SOAPAction',
      () => [request(), { ...xml, SOAPAction: 'urn:work' }],
      'Client.InvalidSoapAction',
    ],
    [
      'a SOAPAction that is no URI',
      () => [request(), { ...xml, SOAPAction: '"a b"' }],
      'Client.InvalidSoapAction',
    ],
    ['what is not SOAP', () => ['<html/>'], 'Client.InvalidSoap'],
    [
      'a multipart without SOAP',
      () => ['nothing', { 'Content-Type': related }],
      'Client.InvalidMessage',
    ],
    [
      'a missing id',
      () => {
        const { id: _id, ...others } = blocks()
        return [request(others)]
      },
      'Client.MissingHeaderField',
    ],
    [
      'a fault',
      () => [envelope(blocks(), '<e:Fault><faultcode>Mi\nne&lt;</faultcode></e:Fault>')],
      'Client.Mine',
    ],
    [
      'a client of another instance',
      () => [
        request().replace('TEST/', '').replace('<id:xRoadInstance>TEST', '<id:xRoadInstance>OTHER'),
      ],
      'Server.ClientProxy.UnknownMember',
    ],
    [
      'a service of another member',
      () => [request(blocks(`TEST/GOV/99999999/00_Zrazok_Provider/${serviceCode}`))],
      'Server.ClientProxy.UnknownMember',
    ],
    [
      'a service that there is not',
      () => [envelope(blocks(`${provider}/Other_v1`), '<Other_v1/>')],
      'Server.ServerProxy.UnknownService',
    ],
    [
      'a version that there is not',
      () => [
        request({
          ...blocks(),
          service: (blocks().service as string).replace(
            '</xrd:service>',
            '<id:serviceVersion>v1</id:serviceVersion></xrd:service>',
          ),
        }),
      ],
      'Server.ServerProxy.UnknownService',
    ],
  ]

  for (const [title, sent, expected] of refusals) {
    it(`refuses ${title} as ${expected}, under HTTP 200 and without the adapter`, async () => {
      const calls = adapter.got.length
      const { code, status } = await post(pair.url, ...sent())
      expect([code, status, adapter.got.length]).to.deep.equal([expected, 200, calls])
      expect(pair.lines.at(-1)).to.match(new RegExp(`^refused ${expected}: .+ \\| .+ ms$`))
    })
  }

  it('names a message that it could not read, as far as its header shows', async () => {
    const broken = (change: (text: string) => string) => post(pair.url, change(request()))
    await broken((text) => text.replace('</e:Envelope>', ''))
    expect(pair.lines.at(-1)).to.match(
      /^refused .*\| "Work_v1", for "TEST\/GOV\/00000001\/01_Zrazok_Consumer", id "message-1", \d+ ms$/,
    )
    await broken((text) => text.replaceAll('x-road.eu/xsd/xroad', 'x-road.test/xsd/xroad'))
    expect(pair.lines.at(-1)).to.include('id "message-1"')
    await broken((text) =>
      text.replace(/<xrd:id>.*?<\/xrd:id>/, '').replace('<w:a>', '<id>7</id><w:a>'),
    )
    expect(pair.lines.at(-1)).to.match(/^refused .*"Work_v1".*Consumer", \d+ ms$/)
    await post(pair.url, 'nothing')
    expect(pair.lines.at(-1)).to.match(/\| no message, /)
  })

  it('writes one line for each message, without its user, its parties or its body', async () => {
    const before = pair.lines.length
    const id = '<xrd:id>line&#10;break</xrd:id>'
    answer = answering(response({ ...blocks(), id }))
    await post(pair.url, request({ ...blocks(), id }))
    await post(pair.url, '<html/>')
    const lines = pair.lines.slice(before)
    expect(lines).to.have.lengthOf(2)
    expect(lines[0]).to.match(
      /^passed {2}\| "Work_v1" for "TEST\/GOV\/00000001\/01_Zrazok_Consumer", id "line\\nbreak", \d+ ms$/,
    )
    expect(lines.join()).not.to.match(/UA0000000000|00000002|<w:a>/)
  })

  it('knows only the clients it is told of, and lets each do what it may', async () => {
    const client = 'TEST/GOV/00000001/01_Zrazok_Consumer'
    const codeWith = async (options: Parameters<typeof startPair>[1]) => {
      const told = await startPair(adapter.url, options)
      const { code } = await post(told.url, request())
      await told.stop()
      return code
    }
    expect(await codeWith({ clients: ['TEST/GOV/00000009/X'] })).to.equal(
      'Server.ClientProxy.UnknownMember',
    )
    expect(await codeWith({ clients: [client] })).to.equal(undefined)
    expect(await codeWith({ access: {} })).to.equal('Server.ServerProxy.AccessDenied')
    expect(await codeWith({ access: { [client]: ['Other'] } })).to.equal(
      'Server.ServerProxy.AccessDenied',
    )
    expect(await codeWith({ access: { [client]: [serviceCode] } })).to.equal(undefined)
    expect(await codeWith({ access: { [client]: ['*'] } })).to.equal(undefined)
  })

  it('finds a central service as Trembita alone', async () => {
    const trembita = await startPair(adapter.url, { uxp: true })
    const central = (instance: string) => ({
      ...blocks(),
      service: `<xrd:centralService id:objectType="CENTRALSERVICE"><id:xRoadInstance>${instance}</id:xRoadInstance><id:serviceCode>${serviceCode}</id:serviceCode></xrd:centralService>`,
    })
    const code = async (url: string, header: Blocks) => (await post(url, request(header))).code
    answer = answering(response(central('TEST')))
    expect(await code(trembita.url, central('TEST'))).to.equal(undefined)
    expect(await code(pair.url, central('TEST'))).to.equal('Client.MissingHeaderField')
    expect(await code(trembita.url, central('OTHER'))).to.equal('Server.ClientProxy.UnknownMember')
    answer = answering(response())
    expect(await code(trembita.url, central('TEST'))).to.match(/InconsistentResponse$/)
    await trembita.stop()
  })

  it('takes no more bytes than it is told to, either way', async () => {
    const small = await startPair(adapter.url, { bytesMax: 10_000 })
    const long = 'a'.repeat(500_000)
    const { code, status } = await post(small.url, request({ ...blocks(), long: `<l>${long}</l>` }))
    expect([code, status]).to.deep.equal(['Client.IOError', 200])
    answer = answering(response({ ...blocks(), long: `<l>${long}</l>` }))
    expect((await post(small.url, request())).code).to.equal(
      'Server.ServerProxy.ServiceFailed.IOError',
    )
    answer = answering(response())
    expect((await post(small.url, request())).code).to.equal(undefined)
    await small.stop()
  })

  it('does not start where somebody else listens', async () => {
    const port = Number(new URL(pair.url).port)
    const failed = await startPair(adapter.url, { port }).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    )
    expect(failed).to.equal('EADDRINUSE')
  })

  it('says InternalError of what it did not think of', async () => {
    const text = faultXml(bug(new TypeError('x is not a function\nat y')), 'snake', 'n').toString()
    expect(text).to.include('<faultcode>server.clientproxy.internal_error</faultcode>')
    expect(text).not.to.include('x is not')
  })

  it('is the security server it says it is', async () => {
    const told = await startPair(adapter.url, { securityServer: 'TEST/GOV/00000000/SS1' })
    const block = (code: string) =>
      `<xrd:securityServer id:objectType="SERVER"><id:xRoadInstance>TEST</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>00000000</id:memberCode><id:serverCode>${code}</id:serverCode></xrd:securityServer>`
    const sent = (code: string) => post(told.url, request({ ...blocks(), server: block(code) }))
    expect((await sent('SS2')).code).to.equal('Server.ServerProxy.InvalidSecurityServer')
    expect((await sent('SS1')).code).to.equal(undefined)
    await told.stop()
  })
})
