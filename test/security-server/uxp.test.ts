// A client that knows only the WSDL which Trembita's security server would give it, calling through the double.

import { expect } from 'chai'
import soap from 'soap'
import { type SecurityServer, startSecurityServer } from '../../scripts/security-server/start.ts'
import { republish } from '../../scripts/security-server/uxp.ts'
import { readServices } from '../../scripts/security-server/wsdl.ts'
import { operations } from '../../src/operations/index.ts'
import { type Running, startSandbox } from '../running.ts'

const provider = {
  xRoadInstance: 'SEVDEIR-TEST',
  memberClass: 'GOV',
  memberCode: '00000000',
  subsystemCode: '00_Sandbox_Certificates',
}
const consumer = { ...provider, memberCode: '00000001', subsystemCode: '01_Zrazok_Registry_test' }

type Response = Record<string, unknown>

describe('a WSDL as Trembita republishes it', () => {
  let gateway: Running
  let server: SecurityServer
  const lines: string[] = []

  before(async () => {
    gateway = await startSandbox()
    const say = (line: string) => lines.push(line)
    server = await startSecurityServer({ provider: gateway.url, uxp: true, say })
  })

  after(async () => {
    await server?.stop()
    await gateway?.stop()
  })

  const wsdlUrl = (serviceCode: string, others: Record<string, string> = {}) =>
    `${server.url}wsdl?${new URLSearchParams({ ...provider, serviceCode, ...others })}`

  async function call(serviceCode: string, request: object): Promise<Response> {
    const client = await soap.createClientAsync(wsdlUrl(serviceCode))
    const attributes = (objectType: string) => ({ attributes: { 'id:objectType': objectType } })
    const namespaces =
      'xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"'
    const identifier = (name: string, type: string, values: object) => {
      const parts = Object.entries(values).map(
        ([part, value]) => `<id:${part}>${value}</id:${part}>`,
      )
      const [objectType] = Object.entries(attributes(type).attributes)[0] ?? []
      return `<xrd:${name} ${namespaces} ${objectType}="${type}">${parts.join('')}</xrd:${name}>`
    }
    client.addSoapHeader(identifier('client', 'SUBSYSTEM', consumer))
    client.addSoapHeader(identifier('service', 'SERVICE', { ...provider, serviceCode }))
    client.addSoapHeader(`<xrd:id ${namespaces}>uxp-1</xrd:id>`)
    client.addSoapHeader(`<xrd:protocolVersion ${namespaces}>4.0</xrd:protocolVersion>`)
    const method = client[`${serviceCode}Async`] as (request: object) => Promise<[Response]>
    const [response] = await method.call(client, request)
    return response
  }

  for (const serviceCode of Object.keys(operations)) {
    it(`describes ${serviceCode} alone, with the header, at the address of the double`, async () => {
      const text = await (await fetch(wsdlUrl(serviceCode))).text()
      expect(readServices(Buffer.from(text)).map(({ code }) => code)).to.deep.equal([serviceCode])
      expect(text).to.include(`location="${server.url}"`)
      expect(text.match(/name="requestheader"/g)).to.have.lengthOf(1)
      expect(text.match(/<soap:header /g)).to.have.lengthOf(10)
      expect(text.match(/<wsdl:message /g)).to.have.lengthOf(4)
      const client = await soap.createClientAsync(wsdlUrl(serviceCode))
      const [port] = Object.values(client.describe()).flatMap((one) => Object.values(one as object))
      expect(Object.keys(port)).to.deep.equal([serviceCode])
    })
  }

  it('lets a client that knows nothing else call through the pair', async () => {
    const information = await call('GetServiceInformation_v1', {})
    expect(information).to.include({ environment: 'SANDBOX' })
    const person = { familyName: 'Вигадана', givenName: 'Олена', birthDate: '1980-01-01' }
    const event = {
      recordId: 'uxp-1',
      testType: 'LP6464-4',
      sampleTime: '2022-02-10T08:30:00+02:00',
      result: '260415000',
      country: 'UA',
    }
    const { certificate } = await call('IssueTestCertificate_v1', { person, event })
    expect(certificate).to.include({ certificateType: 'TEST', outcome: 'ISSUED' })
    expect(lines.at(-1)).to.match(/^passed {2}\| "IssueTestCertificate_v1"/)
  })

  it('lets a refusal and a fault of the provider through', async () => {
    const { fault } = await call('VerifyCertificate_v1', { country: 'UA' })
    expect(fault).to.include({ faultCode: 'CHOICE_REQUIRED' })
    const failed = await call('VerifyCertificate_v1', { hc1: 'x', country: 'Ukraine' }).then(
      () => undefined,
      (error) => error.root.Envelope.Body.Fault,
    )
    expect(failed.faultcode).to.equal('soapenv:Client')
    expect(failed.detail.gatewayFault).to.include({ faultCode: 'SCHEMA_VIOLATION' })
    expect(lines.at(-1)).to.match(/^fault /)
  })

  for (const [title, others] of [
    ['another member', { memberCode: '00000009' }],
    ['another service', { serviceCode: 'No_v1' }],
    ['a version', { serviceVersion: 'v1' }],
    ['a version as pyxroad asks for it', { version: 'v1' }],
  ] as [string, Record<string, string>][]) {
    it(`gives none for ${title}`, async () => {
      const answer = await fetch(wsdlUrl('GetServiceInformation_v1', others))
      expect(answer.status).to.equal(404)
      expect(await answer.text()).to.match(/: no such (service|provider)$/)
    })
  }

  it('replaces headers that the provider described, and brings no schema twice', async () => {
    const full = await (await fetch(`${gateway.url}/wsdl/certificates.wsdl`)).arrayBuffer()
    const asked = { serviceCode: 'ReadCertificate_v1', address: 'http://127.0.0.1:80/' }
    const text = String(republish(Buffer.from(full), asked))
    expect(text.match(/<soap:header /g)).to.have.lengthOf(10)
    expect(text.match(/targetNamespace="http:\/\/x-road.eu\/xsd\/xroad.xsd"/g)).to.have.lengthOf(1)
    expect(text.match(/name="requestheader"/g)).to.have.lengthOf(1)
  })

  it('is given by a double of Trembita alone', async () => {
    const plain = await startSecurityServer({ provider: gateway.url })
    const answer = await fetch(wsdlUrl('ReadCertificate_v1').replace(server.url, plain.url))
    expect(await answer.text()).to.include('<faultcode>Client.InvalidHttpMethod</faultcode>')
    await plain.stop()
  })
})
