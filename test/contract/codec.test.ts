import { expect } from 'chai'
import fc from 'fast-check'
import { readValue, writeElement } from '../../src/contract/codec.ts'
import { namespace, operationHashes, shapes } from '../../src/contract/operations.ts'
import { requestViolations, responseViolations } from '../../src/contract/schema.ts'
import { Failure } from '../../src/errors.ts'
import { treeOf, wellFormed } from '../../src/xml/document.ts'
import { reversed, sample } from './samples.ts'

function read(xml: string): object {
  const document = wellFormed(Buffer.from(xml))
  try {
    expect(requestViolations(document.root)).to.deep.equal([])
    return readValue(treeOf(document))
  } finally {
    document.dispose()
  }
}

const verify = (inside: string) =>
  `<c:VerifyCertificate_v1 xmlns:c="${namespace}">${inside}</c:VerifyCertificate_v1>`

describe('the codec', () => {
  for (const operation of Object.keys(operationHashes)) {
    for (const name of [operation, `${operation}Response`]) {
      it(`writes and reads every field of ${name}, in whatever order the value has them`, () => {
        const value = sample(name)
        expect(Object.keys(value)).to.deep.equal(shapes[name]?.map((field) => field.name))
        const xml = writeElement(name, value)
        expect(read(xml)).to.deep.equal(value)
        expect(writeElement(name, reversed(value) as object)).to.equal(xml)
      })

      it(`writes ${name} without any optional field as an empty element`, () => {
        expect(writeElement(name, {})).to.equal(`<${name} xmlns="${namespace}"></${name}>`)
      })
    }
  }

  it('writes the fault’s detail under its own name', () => {
    const xml = writeElement('gatewayFault', sample('GatewayFault'), 'GatewayFault')
    expect(responseViolations(xml)).to.deep.equal([])
  })

  it('keeps a list of one a list, and writes nothing for an empty one', () => {
    const step = [{ name: 'COSE', outcome: 'PASSED', code: 'OK', textUk: '', textEn: '' }]
    const value = { verdict: 'VALID', step }
    const xml = writeElement('VerifyCertificate_v1Response', { ...value, warning: [] })
    expect(read(xml)).to.deep.equal(value)
    expect(xml).not.to.include('warning')
  })

  it('leaves out undefined properties and those that the shape does not know', () => {
    const value = {
      verdict: 'VALID',
      certificateType: undefined,
      secret: 'x',
      '@a': 'x',
      '#text': 'x',
    }
    expect(read(writeElement('VerifyCertificate_v1Response', value))).to.deep.equal({
      verdict: 'VALID',
    })
  })

  it('writes false and zero', () => {
    const fault = { ...(sample('Refusal') as object), retryable: false, retryAfterSeconds: 0 }
    const response = read(writeElement('RevokeCertificate_v1Response', { fault }))
    expect(response).to.have.nested.include({
      'fault.retryable': false,
      'fault.retryAfterSeconds': 0,
    })
  })

  it('reads any text that XML can hold as it was written', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .filter((value) => /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(value))
    const special = fc.constantFrom('&lt;', '<', ']]>', '&#x20;', '\r', '\n', ' ', "'", '"', '<!--')
    fc.assert(
      fc.property(fc.array(fc.oneof(text, special), { maxLength: 6 }), (parts) => {
        const hc1 = `x${parts.join('')}`
        expect(read(writeElement('VerifyCertificate_v1', { hc1 }))).to.deep.equal({ hc1 })
      }),
      { numRuns: 300 },
    )
  })

  it('reads CDATA, entities, comments and instructions as XML means them', () => {
    const inside = '<c:hc1>HC1:&amp;&#x20;<![CDATA[<&amp;>]]><!-- no --><?no?>&#65;</c:hc1>'
    expect(read(verify(inside))).to.deep.equal({ hc1: 'HC1:& <&amp;>A' })
  })

  it('keeps the white space of strings and collapses that of other types', () => {
    const inside =
      '<c:hc1> HC1: \n</c:hc1><c:cose>\n AQ ID\t</c:cose><c:checkTime> 2021-06-01T12:00:00Z\n</c:checkTime>'
    expect(read(verify(inside))).to.deep.equal({
      hc1: ' HC1: \n',
      cose: 'AQID',
      checkTime: '2021-06-01T12:00:00Z',
    })
    const status = `<GetCertificateStatus_v1 xmlns="${namespace}"><context><validateOnly> 1\n</validateOnly></context><uvci>URN:UVCI:01</uvci></GetCertificateStatus_v1>`
    expect(read(status)).to.deep.equal({ context: { validateOnly: true }, uvci: 'URN:UVCI:01' })
    const event = `<IssueVaccinationCertificate_v1 xmlns="${namespace}"><person><familyName>А</familyName><givenName>Б</givenName><birthDate>\n1990-01-31 </birthDate></person><event><product>a</product><doseNumber> 1 </doseNumber><totalDoses>\t2</totalDoses><date>2021-06-01 </date><country>UA</country></event></IssueVaccinationCertificate_v1>`
    expect(read(event)).to.deep.equal({
      person: { familyName: 'А', givenName: 'Б', birthDate: '1990-01-31' },
      event: { product: 'a', doseNumber: 1, totalDoses: 2, date: '2021-06-01', country: 'UA' },
    })
  })

  for (const [text, value] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ] as const) {
    it(`reads the boolean ${text} as ${value}`, () => {
      const xml = `<RevokeCertificate_v1 xmlns="${namespace}"><uvci>URN:UVCI:01</uvci><reason>OTHER</reason><fraud>${text}</fraud></RevokeCertificate_v1>`
      expect(read(xml)).to.include({ fraud: value })
    })
  }

  for (const text of ['%%%%', 'AQ-_ID', 'AQIDї', 'AQ.==']) {
    it(`refuses ${text}, which libxml2 lets pass as base64`, () => {
      const refuse = () => read(verify(`<c:cose>${text}</c:cose>`))
      expect(refuse)
        .to.throw(Failure, 'SCHEMA_VIOLATION')
        .with.deep.property('violations', [
          { path: 'VerifyCertificate_v1/cose', rule: 'type xs:base64Binary' },
        ])
    })
  }

  for (const text of ['AQ', 'AQI', 'AQ=D', '====', 'A===', 'AQID=']) {
    it(`is never given ${text} as base64`, () => {
      const xml = Buffer.from(verify(`<c:cose>${text}</c:cose>`))
      const document = wellFormed(xml)
      expect(requestViolations(document.root)[0]?.path).to.equal('VerifyCertificate_v1/cose')
      document.dispose()
    })
  }

  it('takes base64 with one, two and no signs of padding, and none at all', () => {
    for (const cose of ['AQ==', 'AQI=', 'AQID', ''])
      expect(read(verify(`<c:cose>${cose}</c:cose>`))).to.deep.equal({ cose })
  })
})
