// Every fixture through a pair of security servers, as `npm run replay -- --through-security-server` walks them.

import { expect } from 'chai'
import { type Acquaintance, meet } from '../../scripts/conformance/acquaintance.ts'
import { readCase, readCases } from '../../scripts/conformance/cases.ts'
import { direct, isCode, throughSecurityServer } from '../../scripts/conformance/road.ts'
import { walk } from '../../scripts/conformance/walk.ts'
import { type SecurityServer, startSecurityServer } from '../../scripts/security-server/start.ts'
import { type Running, startSandbox } from '../running.ts'

describe('the road through a security server', () => {
  let gateway: Running
  let server: SecurityServer
  let uxp: SecurityServer
  let met: Acquaintance

  before(async () => {
    gateway = await startSandbox()
    server = await startSecurityServer({ provider: gateway.url })
    uxp = await startSecurityServer({ provider: gateway.url, uxp: true, spelling: 'snake' })
    met = await meet(server.url)
  })

  after(async () => {
    await server?.stop()
    await uxp?.stop()
    await gateway?.stop()
  })

  it('leads to the sandbox itself', () => {
    expect(met.foreign).to.equal(undefined)
  })

  for (const one of readCases()) {
    it(`${one.name} comes back as it must`, async () => {
      const road = throughSecurityServer()
      expect(await walk(one, server.url, met.facts, { road })).to.deep.equal([])
    })
  }

  for (const one of readCases().filter(({ tags }) => !tags.includes('changing'))) {
    it(`${one.name} comes back from UXP as it must, with codes since 7.8`, async () => {
      const road = throughSecurityServer(true)
      expect(await walk(one, uxp.url, met.facts, { road })).to.deep.equal([])
    })
  }

  it('is another than the straight one: status, content type, requestHash', async () => {
    const one = readCase('GetCertificateStatus_v1/valid')
    expect(await walk(one, server.url, met.facts)).to.deep.equal([
      'content type is "text/xml; charset=UTF-8", expected "text/xml; charset=utf-8"',
      'Envelope/Header/requestHash: is not expected here',
    ])
    const fault = readCase('_refused/dose-0')
    expect(await walk(fault, server.url, met.facts)).to.include(
      'HTTP status is "200", expected "500"',
    )
  })

  it('does not let our own fault pass where the security server must refuse', async () => {
    const one = readCase('_refused/not-soap')
    const url = `${gateway.url}/ws`
    expect(await walk(one, url, met.facts, { road: throughSecurityServer() })).to.deep.equal([
      'HTTP status is "500", expected "200"',
      'Envelope/Body/Fault/faultcode: is "soapenv:Client", expected the security server’s InvalidSoap',
    ])
  })

  it('misses a fault where there is none', async () => {
    const valid = readCase('GetCertificateStatus_v1/valid')
    const one = { ...valid, settings: { securityServer: 'InvalidXml' } }
    const found = await walk(one, server.url, met.facts, { road: throughSecurityServer() })
    expect(found).to.deep.equal([
      'Envelope/Body/Fault/faultcode: is no fault, expected the security server’s InvalidXml',
    ])
  })

  for (const [name, remark] of [
    ['_refused/not-soap', ' (refused by the security server: InvalidSoap)'],
    ['_refused/foreign-service', ' (refused by the security server: UnknownMember)'],
    ['_refused/soap-1.2-content-type', ' (refused by the security server: InvalidContentType)'],
    ['_refused/multipart-cut-off', ' (mended by the security server)'],
    ['_refused/blank-id', ''],
    ['_refused/dose-0', ''],
    ['GetCertificateStatus_v1/valid', ''],
  ] as const) {
    it(`says of ${name}: “${remark}”`, () => {
      expect(throughSecurityServer().remark(readCase(name))).to.equal(remark)
      expect(direct.remark(readCase(name))).to.equal('')
    })
  }
})

describe('a security server’s code', () => {
  for (const [dotted, code, same] of [
    ['Client.InvalidSoap', 'InvalidSoap', true],
    ['client.invalid_soap', 'InvalidSoap', true],
    ['server.clientproxy.service_failed.io_error', 'IOError', true],
    ['Server.ServerProxy.ServiceFailed.MissingBody', 'MissingBody', true],
    ['Client.InvalidSoapAction', 'InvalidSoap', false],
    ['Client.NotInvalidSoap', 'InvalidSoap', false],
    ['soapenv:Client', 'Client', false],
    ['InvalidSoap', 'InvalidSoap', false],
    ['', 'InvalidSoap', false],
  ] as const) {
    it(`${dotted || 'nothing'} is ${same ? '' : 'not '}${code}`, () => {
      expect(isCode(dotted, code)).to.equal(same)
    })
  }
})
