// What a sender is told of a message that was not taken: one path and one rule, in words of ours alone. Every message
// here bears names and texts of its sender wherever it can, and none of them comes back outside the copied header.

import { expect } from 'chai'
import { readCases } from '../scripts/conformance/cases.ts'
import { namespace } from '../src/contract/operations.ts'
import type { FailureCode } from '../src/errors.ts'
import { gatewayOver } from './gateway-parts.ts'
import {
  clientBlock,
  envelope,
  headerBlocks,
  idBlock,
  message,
  request,
  serviceBlock,
  soap11,
  versionBlock,
} from './xroad/envelopes.ts'

const service = 'GetCertificateStatus_v1'
const ordinary = headerBlocks(service)
const header = `<soapenv:Header>${ordinary.join('')}</soapenv:Header>`
const inBody = (content: string) => `<soapenv:Body>${content}</soapenv:Body>`
/** What only the sender knows. */
const own = 'Shevchenko'
const ownElement = `<${own} ${own}="${own}">${own}</${own}>`
const ownUvci = `<c:uvci>${own}</c:uvci>`
const root = `<c:${service} xmlns:c="${namespace}">${ownUvci}</c:${service}>`
const sent = request(service, ownUvci)
const versioned = (version: string) =>
  sent.replace('</xrd:service>', `<id:serviceVersion>${version}</id:serviceVersion></xrd:service>`)
const central = (instance: string, code: string) =>
  message(
    [
      `<xrd:centralService id:objectType="CENTRALSERVICE"><id:xRoadInstance>${instance}</id:xRoadInstance><id:serviceCode>${code}</id:serviceCode></xrd:centralService>`,
      ...[clientBlock, idBlock, versionBlock],
    ],
    ownElement,
  )

const line = (number: number) => `well-formed XML; broken at line ${number}`
const named = 'must be named as the service code'
const ofOurs = 'must name an operation of this service'

const messages: [
  title: string,
  sent: string | Buffer,
  code: FailureCode,
  path: string,
  rule: string,
][] = [
  ['nothing', '', 'MESSAGE_EMPTY', 'Envelope', 'missing'],
  ['what is no XML', own, 'NOT_XML', 'Envelope', line(1)],
  ['crossed tags', `<a>\n<${own}>\n</a>`, 'NOT_XML', 'Envelope', line(3)],
  ['a prefix of its own', `\n\n<${own}:a/>`, 'NOT_XML', 'Envelope', line(3)],
  ['an entity of its own', `<a>\n&${own};</a>`, 'NOT_XML', 'Envelope', line(2)],
  ['an attribute twice', `<a\n${own}="" ${own}=""/>`, 'NOT_XML', 'Envelope', line(2)],
  ['a break far down', `${'\n'.repeat(70_000)}<${own}`, 'NOT_XML', 'Envelope', line(70_001)],
  ['a document type', `<!DOCTYPE ${own}><a/>`, 'DOCTYPE_REFUSED', 'Envelope', 'no DOCTYPE'],
  [
    'another encoding',
    `<?xml version="1.0" encoding="${own}"?><a/>`,
    'ENCODING_REFUSED',
    'Envelope',
    'encoding UTF-8',
  ],
  [
    'UTF-16',
    Buffer.from(`\ufeff${ownElement}`, 'utf16le'),
    'ENCODING_REFUSED',
    'Envelope',
    'encoding UTF-8',
  ],
  ['another root', ownElement, 'NOT_SOAP', 'Envelope', 'must be the root'],
  [
    'an envelope of its own',
    `<Envelope xmlns="urn:${own}">${own}</Envelope>`,
    'SOAP_VERSION',
    'Envelope',
    `namespace ${soap11}`,
  ],
  ['no header', envelope(ownElement, inBody(root)), 'MISSING_HEADER', 'Header', 'missing'],
  ['no body', envelope(header, ownElement), 'MISSING_BODY', 'Body', 'missing'],
  ['a body of text', message(ordinary, own), 'INVALID_BODY', 'Body', 'exactly one element'],
  [
    'two elements in the body',
    message(ordinary, root + ownElement),
    'INVALID_BODY',
    'Body',
    'exactly one element',
  ],
  [
    'two bodies',
    envelope(header, inBody(root) + inBody(ownElement)),
    'INVALID_BODY',
    'Body',
    'stands once',
  ],
  ['a root of its own', message(ordinary, ownElement), 'INCONSISTENT_HEADERS', 'Body/*', named],
  [
    'a root that only begins as the service code',
    message(ordinary, root.replaceAll(service, `${service}${own}`)),
    'INCONSISTENT_HEADERS',
    'Body/*',
    named,
  ],
  [
    'a service code of its own',
    request(own, ownUvci),
    'UNKNOWN_OPERATION',
    'Header/service/serviceCode',
    ofOurs,
  ],
  [
    'a central service of its own',
    central('SEVDEIR-TEST', own),
    'UNKNOWN_OPERATION',
    'Header/centralService/serviceCode',
    ofOurs,
  ],
  [
    'a central service of another instance',
    central(own, own),
    'FOREIGN_SERVICE',
    'Header/centralService/xRoadInstance',
    'must name this service',
  ],
  [
    'a service of another subsystem',
    message(
      [clientBlock, serviceBlock(service).replace('00_Sandbox', own), idBlock, versionBlock],
      root,
    ),
    'FOREIGN_SERVICE',
    'Header/service/subsystemCode',
    'must name this service',
  ],
  [
    'a version of its own',
    versioned(own),
    'UNKNOWN_OPERATION',
    'Header/service/serviceVersion',
    'must be absent',
  ],
  [
    'a namespace of its own',
    sent.replace(namespace, `urn:${own}`),
    'WRONG_NAMESPACE',
    service,
    `namespace ${namespace}`,
  ],
  ['a large message', sent.padEnd(20_001), 'MESSAGE_TOO_LARGE', 'Envelope', 'at most 20000 bytes'],
]

/** Path and rule of every violation in an answer. */
function violationsOf(text: string): { path: string; rule: string }[] {
  const found = text.matchAll(
    /<violation>\s*<path>([^<]*)<\/path>\s*<rule>([^<]*)<\/rule>\s*<\/violation>/g,
  )
  return [...found].map(([, path = '', rule = '']) => ({ path, rule }))
}

/** All of an answer that is not the request's own header and start tag. */
const bodyOf = (text: string) => text.slice(text.indexOf('<soapenv:Fault'))

describe('a fault of a message', () => {
  for (const [title, text, code, path, rule] of messages) {
    it(`names ${path} and its rule for ${title}, and nothing that was sent`, async () => {
      const { gateway, logged } = gatewayOver({}, code === 'MESSAGE_TOO_LARGE' ? 20_000 : 1_048_576)
      const { body } = await gateway.exchange(Buffer.from(text))
      const answered = bodyOf(body.toString())
      expect(answered).to.include(`<faultCode>${code}</faultCode>`)
      expect(violationsOf(answered)).to.deep.equal([{ path, rule }])
      expect(answered + logged()).not.to.include(own)
    })
  }

  it('takes a version that repeats the code’s own, and no other', async () => {
    const { gateway } = gatewayOver()
    const { status } = await gateway.exchange(
      Buffer.from(versioned('v1').replace(own, 'URN:UVCI:01:UA:1')),
    )
    expect(status).to.equal(200)
  })
})

describe('the faults of the fixtures', () => {
  const steps = readCases().flatMap(({ name, steps }) =>
    steps.map(({ expected }, at) => ({ name: `${name} ${at + 1}`, text: String(expected) })),
  )
  /** SOAP Faults that the message is to blame for. */
  const faults = steps.filter(({ text }) =>
    /<faultcode>soapenv:(?:Client|VersionMismatch|MustUnderstand)</.test(text),
  )

  it('are all there', () => {
    expect(faults.length).to.be.greaterThan(75)
  })

  for (const { name, text } of faults) {
    it(`say in ${name} where and which rule`, () => {
      const violations = violationsOf(text)
      expect(violations).not.to.deep.equal([])
      for (const { path, rule } of violations) {
        expect(path).not.to.equal('')
        expect(rule).not.to.equal('')
      }
    })
  }
})
