// What ten client stacks accept (measured on 21 variants of one WSDL), as rules of the published documents,
// and the node `soap` package as one of those clients.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createClientAsync } from 'soap'
import { namespace, operationHashes } from '../../src/contract/operations.ts'
import { publishWsdl, reservedCodes } from '../../src/contract/wsdl.ts'
import { children, type Document, type Element, wellFormed } from '../../src/xml/document.ts'

const address = 'https://gateway.example/a&b/ws'
const operations = Object.keys(operationHashes)
const published = {
  full: publishWsdl({ address, operations, headers: true }),
  plain: publishWsdl({ address, operations, headers: false }),
}

const uris = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  soap: 'http://schemas.xmlsoap.org/wsdl/soap/',
  xs: 'http://www.w3.org/2001/XMLSchema',
}
const headerParts = ['client', 'service', 'id', 'userId', 'issue', 'protocolVersion']

for (const [kind, text] of Object.entries(published)) {
  describe(`the ${kind} WSDL`, () => {
    const headers = kind === 'full'
    let document: Document
    const find = (xpath: string) => document.find(xpath, uris) as Element[]
    const values = (xpath: string) =>
      (document.find(xpath, uris) as unknown as { value: string }[]).map(({ value }) => value)

    before(() => {
      document = wellFormed(Buffer.from(text))
    })
    after(() => document.dispose())

    it('is one document: no import of files, no document type, UTF-8', () => {
      expect(text).to.match(/^<\?xml version="1\.0" encoding="UTF-8"\?>/i)
      expect(find('//wsdl:import | //xs:include | //xs:redefine')).to.deep.equal([])
      expect(values('//@schemaLocation')).to.deep.equal([])
      expect(document.dtd).to.equal(null)
    })

    it('holds one schema a namespace, with all that its types refer to', () => {
      const namespaces = values('//xs:schema/@targetNamespace')
      const headerSchemas = ['http://x-road.eu/xsd/identifiers', 'http://x-road.eu/xsd/xroad.xsd']
      expect(namespaces).to.deep.equal([namespace, ...(headers ? headerSchemas : [])])
      expect(namespaces).to.include.members(values('//xs:import/@namespace'))
      expect(values('//xs:schema/@elementFormDefault')).to.deep.equal(
        namespaces.map(() => 'qualified'),
      )
    })

    it('is document/literal with one SOAP 1.1 port at our address and an empty SOAPAction', () => {
      expect(values('//soap:binding/@style')).to.deep.equal(['document'])
      expect(values('//soap:binding/@transport')).to.deep.equal([
        'http://schemas.xmlsoap.org/soap/http',
      ])
      expect(values('//wsdl:port/soap:address/@location')).to.deep.equal([address])
      expect(values('//soap:operation/@soapAction')).to.deep.equal(operations.map(() => ''))
      expect(new Set(values('//soap:*/@use'))).to.deep.equal(new Set(['literal']))
      expect(values('//@encodingStyle | //soap:body/@namespace')).to.deep.equal([])
      expect(text).not.to.include('wsdl/soap12')
    })

    it('has every operation once, named as the Trembita guide asks', () => {
      expect(values('//wsdl:portType/wsdl:operation/@name')).to.deep.equal(operations)
      expect(values('//wsdl:binding/wsdl:operation/@name')).to.deep.equal(operations)
      for (const name of operations) expect(name).to.match(/^[A-Z][A-Za-z]+_v1$/)
    })

    it('wraps request and response in elements named after the operation, one part each', () => {
      for (const name of operations) {
        const part = (direction: string) => {
          const path = `//wsdl:portType/wsdl:operation[@name="${name}"]/wsdl:${direction}/@message`
          const [message = ''] = values(path)
          const parts = `//wsdl:message[@name="${message.replace('c:', '')}"]/wsdl:part`
          expect(values(`${parts}/@type`)).to.deep.equal([])
          return values(`${parts}/@element`)
        }
        expect(part('input')).to.deep.equal([`c:${name}`])
        expect(part('output')).to.deep.equal([`c:${name}Response`])
        expect(part('fault')).to.deep.equal(['c:gatewayFault'])
      }
    })

    it('has a title in Ukrainian and a note in English for every operation', () => {
      const titles = find('//wsdl:portType/wsdl:operation/wsdl:documentation')
      expect(titles).to.have.length(operations.length)
      for (const documentation of titles) {
        const [title, notes] = children(documentation)
        expect(title).to.include({ name: 'title' })
        expect(title?.content).to.match(/[а-яіїєґ]/)
        expect(notes?.content).to.match(/^[\x20-\x7e]+$/)
      }
    })

    it('declares the one typed fault at every operation, its message named otherwise than its element', () => {
      expect(find('//soap:fault[@name="gatewayFault"]')).to.have.length(operations.length)
      expect(values('//xs:element[@name="gatewayFault"]/@type')).to.deep.equal(['c:GatewayFault'])
      expect(values('//wsdl:message/@name')).not.to.include('gatewayFault')
      const scalars = find('//xs:complexType[@name="GatewayFault"]//xs:element[not(@minOccurs)]')
      expect(scalars.map((scalar) => scalar.attr('name')?.value)).to.include('faultCode')
      const elements = values('//xs:schema/xs:element/@name')
      for (const message of values('//wsdl:message/@name')) expect(elements).not.to.include(message)
    })

    it(headers ? 'declares the same header parts in both directions' : 'declares no header', () => {
      const expected = headers ? headerParts : []
      for (const direction of ['input', 'output']) {
        for (const name of operations) {
          const path = `//wsdl:binding/wsdl:operation[@name="${name}"]/wsdl:${direction}`
          expect(values(`${path}/soap:header/@part`)).to.deep.equal(expected)
          expect(values(`${path}/soap:body/@parts`)).to.deep.equal(headers ? ['parameters'] : [])
        }
      }
      const parts = values('//wsdl:message[@name="requestheader"]/wsdl:part/@name')
      expect(parts).to.deep.equal(expected)
      expect(text).not.to.include('requestHash')
    })

    it('uses sequences of elements and nothing that generators stumble over', () => {
      const names =
        'choice all any anyAttribute union list group complexContent simpleContent extension'
      for (const name of names.split(' ')) expect(find(`//xs:${name}`), name).to.have.length(0)
      expect(values('//@nillable | //@abstract | //@substitutionGroup | //@mixed')).to.deep.equal(
        [],
      )
      const attributes = find(`//xs:schema[@targetNamespace="${namespace}"]//xs:attribute`)
      expect(attributes).to.have.length(0)
      for (const value of values('//xs:enumeration/@value')) expect(value).to.match(/^[A-Za-z]+$/)
    })

    if (headers) {
      it('gives each header string a type of its own, or .NET fails at run time', () => {
        const strings = ['id', 'userId', 'issue', 'protocolVersion']
        const schema = '//xs:schema[@targetNamespace="http://x-road.eu/xsd/xroad.xsd"]'
        const types = strings.flatMap((name) =>
          values(`${schema}/xs:element[@name="${name}"]/@type`),
        )
        expect(new Set(types).size).to.equal(strings.length)
        for (const type of types) expect(type).to.match(/^xrd:/)
      })
    }

    it('is read by the soap package, which finds every operation', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wsdl-'))
      const file = join(folder, 'certificates.wsdl')
      writeFileSync(file, text)
      const client = await createClientAsync(file)
      rmSync(folder, { recursive: true })
      const port = client.describe().CertificatesService.CertificatesPort
      expect(Object.keys(port)).to.deep.equal(operations)
      expect(port.GetCertificateStatus_v1.input).to.have.property('uvci')
    })
  })
}

describe('the publication', () => {
  it('is the same whenever it is asked for', () => {
    expect(publishWsdl({ address, operations, headers: true })).to.equal(published.full)
  })

  for (const headers of [true, false]) {
    it(`with${headers ? '' : 'out'} headers leaves out operations that do not exist yet`, () => {
      const some = ['VerifyCertificate_v1', 'GetServiceInformation_v1']
      const document = wellFormed(Buffer.from(publishWsdl({ address, operations: some, headers })))
      const find = (xpath: string) =>
        (document.find(xpath, uris) as Element[]).map((node) => node.attr('name')?.value)
      expect(find('//wsdl:operation')).to.deep.equal([...some, ...some])
      expect(find('//wsdl:message')).to.deep.equal([
        ...(headers ? ['requestheader'] : []),
        ...some.flatMap((name) => [`${name}Request`, `${name}Answer`]),
        'GatewayFaultMessage',
      ])
      document.dispose()
    })
  }

  for (const code of reservedCodes) {
    it(`refuses an operation named like the security server’s own ${code}`, () => {
      const named = () =>
        publishWsdl({ address, operations: [...operations, code], headers: false })
      expect(named).to.throw(`${code}: the security server's own service`)
    })
  }

  it('without operations is still well-formed', () => {
    const text = publishWsdl({ address, operations: [], headers: true })
    expect(text).not.to.include('wsdl:operation')
    wellFormed(Buffer.from(text)).dispose()
  })
})
