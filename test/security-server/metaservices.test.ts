// What the pair answers by itself, asked of a double in front of a real gateway.

import { expect } from 'chai'
import type { SecurityServerOptions } from '../../scripts/security-server/settings.ts'
import { startSecurityServer } from '../../scripts/security-server/start.ts'
import { operations } from '../../src/operations/index.ts'
import { wellFormed } from '../../src/xml/document.ts'
import { type Running, startSandbox } from '../running.ts'
import { answering, envelope, type Pair, post, startAdapter } from './messages.ts'

const member = 'SEVDEIR-TEST/GOV/00000000/00_Sandbox_Certificates'
const consumer = 'SEVDEIR-TEST/GOV/00000001/01_Zrazok_Registry_test'
const names = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode']

function parts(text: string): string {
  return text
    .split('/')
    .map((part, at) => `<id:${names[at]}>${part}</id:${names[at]}>`)
    .join('')
}

function header(serviceCode: string) {
  return {
    client: `<xrd:client id:objectType="SUBSYSTEM">${parts(consumer)}</xrd:client>`,
    service: `<xrd:service id:objectType="SERVICE">${parts(`${member}/${serviceCode}`)}</xrd:service>`,
    id: '<xrd:id>meta-1</xrd:id>',
    own: '<x:own xmlns:x="urn:x">kept</x:own>',
    protocolVersion: '<xrd:protocolVersion>4.0</xrd:protocolVersion>',
  }
}

const asks = (name: string, content = '') =>
  envelope(header(name), `<xrd:${name}>${content}</xrd:${name}>`)

describe('the metaservices of the double', () => {
  let gateway: Running
  let pair: Pair

  before(async () => {
    gateway = await startSandbox()
    const lines: string[] = []
    const access = { [consumer]: ['GetCertificateStatus_v1'] }
    const say = (line: string) => lines.push(line)
    const server = await startSecurityServer({ provider: gateway.url, access, say })
    pair = { ...server, lines }
  })

  after(async () => {
    await pair?.stop()
    await gateway?.stop()
  })

  const codes = (text: string) =>
    [...text.matchAll(/<id:serviceCode>([^<]+)<\/id:serviceCode>/g)]
      .map(([, code]) => code)
      .slice(1)

  it('knows the services of the WSDL', () => {
    expect(pair.services).to.have.members(Object.keys(operations))
  })

  it('lists the methods, with the header of the request and its hash', async () => {
    const { text, status, contentType } = await post(pair.url, asks('listMethods'))
    expect([status, contentType]).to.deep.equal([200, 'text/xml; charset=UTF-8'])
    expect(codes(text)).to.have.members(Object.keys(operations))
    expect(text).to.match(
      /<e:Body><xrd:listMethodsResponse[^>]*><xrd:service id:objectType="SERVICE">/,
    )
    expect(text).to.include('<x:own xmlns:x="urn:x">kept</x:own>')
    expect(text).to.include('<xrd:requestHash algorithmId=')
  })

  it('lists the methods that the client may call', async () => {
    const { text } = await post(pair.url, asks('allowedMethods'))
    expect(codes(text)).to.deep.equal(['GetCertificateStatus_v1'])
  })

  it('gives the WSDL of a service as the second part, its addresses masked', async () => {
    const asked = '<xrd:serviceCode>ReadCertificate_v1</xrd:serviceCode>'
    const { text, contentType } = await post(pair.url, asks('getWsdl', asked))
    const boundary = /^multipart\/related;.*boundary="([^"]+)"/.exec(contentType)?.[1]
    const [, soap = '', wsdl = ''] = text.split(`--${boundary}`)
    expect(soap).to.include('getWsdlResponse')
    expect(soap).to.include(asked)
    expect(wsdl).to.match(/Content-ID: <wsdl=[\w-]+@x-road\.eu>/)
    expect(wsdl).to.include('Content-Transfer-Encoding: binary')
    expect(wsdl).to.include('location="http://example.org/xroad-endpoint"')
    expect(wsdl).not.to.include(gateway.url)
    const published = await (await fetch(`${gateway.url}/wsdl/certificates.wsdl`)).text()
    const document = wellFormed(Buffer.from(wsdl.split('\r\n\r\n').slice(1).join('').trim()))
    expect(document.root.name).to.equal('definitions')
    expect(wsdl.match(/<!--/g)?.length).to.equal(published.match(/<!--/g)?.length)
    document.dispose()
  })

  it('gives no WSDL of an unknown service, an unnamed one, or another version', async () => {
    const code = async (asked: string) => (await post(pair.url, asks('getWsdl', asked))).code
    const named = '<xrd:serviceCode>ReadCertificate_v1</xrd:serviceCode>'
    expect(await code('<xrd:serviceCode>No_v1</xrd:serviceCode>')).to.equal(
      'Server.ServerProxy.UnknownService',
    )
    expect(await code(`${named}<xrd:serviceVersion>v1</xrd:serviceVersion>`)).to.equal(
      'Server.ServerProxy.UnknownService',
    )
    expect(await code('')).to.equal('Server.ServerProxy.InvalidRequest')
  })

  it('fetches the WSDL when it is asked for, and says when it is no longer there', async () => {
    const wsdl = await (await fetch(`${gateway.url}/wsdl/certificates.wsdl`)).text()
    let answer = answering(wsdl)
    const adapter = await startAdapter((outgoing) => answer(outgoing))
    const own = await startSecurityServer({ provider: gateway.url, wsdl: adapter.url })
    const asked = asks('getWsdl', '<xrd:serviceCode>ReadCertificate_v1</xrd:serviceCode>')
    expect((await post(own.url, asked)).contentType).to.match(/^multipart/)
    answer = answering(wsdl, 'text/xml', 404)
    expect((await post(own.url, asked)).code).to.equal('Server.ServerProxy.InternalError')
    answer = answering(Buffer.alloc(11_000_000, ' '))
    expect((await post(own.url, asked)).code).to.equal('Server.ServerProxy.IOError')
    answer = answering('no WSDL')
    expect((await post(own.url, asked)).code).to.equal('Server.ServerProxy.InvalidSoap')
    await adapter.stop()
    expect((await post(own.url, asked)).code).to.equal('Server.ServerProxy.IOError')
    await own.stop()
  })

  it('lists clients as XML and as JSON', async () => {
    const clients = [consumer, 'SEVDEIR-TEST/GOV/00000002']
    const own = await startSecurityServer({ provider: gateway.url, clients })
    const xml = await (await fetch(`${own.url}listClients`)).text()
    expect(xml.match(/<xrd:member>/g)).to.have.lengthOf(3)
    expect(xml).to.include(`<xrd:id id:objectType="SUBSYSTEM">${parts(consumer)}</xrd:id>`)
    const headers = { Accept: 'application/json' }
    const json = JSON.parse(await (await fetch(`${own.url}listClients`, { headers })).text())
    expect(json.member[1].id).to.deep.equal({
      object_type: 'MEMBER',
      xroad_instance: 'SEVDEIR-TEST',
      member_class: 'GOV',
      member_code: '00000002',
    })
    await own.stop()
  })

  it('says of every place why there is no WSDL', async () => {
    const cause = (options: SecurityServerOptions) =>
      startSecurityServer(options).then(
        () => '',
        (error: Error) => error.message,
      )
    expect(await cause({ provider: 'http://127.0.0.1:1' })).to.match(
      /certificates\.wsdl: The WSDL cannot be fetched \(ECONNREFUSED\)\n.*\?wsdl: .*ECONNREFUSED/,
    )
    const provider = gateway.url
    expect(await cause({ provider, wsdl: `${provider}/nothing` })).to.match(
      /nothing: Received HTTP error: 404$/,
    )
    expect(await cause({ provider, wsdl: `${provider}/wsdl/certificates.xsd` })).to.match(
      /certificates\.xsd: a WSDL without services$/,
    )
  })

  it('does not start without a WSDL or named services', async () => {
    const adapter = await startAdapter(answering('none'))
    const refused = await startSecurityServer({ provider: adapter.url }).then(
      () => undefined,
      (error: Error) => error.message,
    )
    expect(refused).to.match(
      /^No WSDL with services:\n {2}http\S+: no readable XML \(not well-formed\)\n/,
    )
    await adapter.stop()
  })
})
