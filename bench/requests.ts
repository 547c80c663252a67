// Requests for vaccination certificates, no two alike: person, record and message differ in every one.
// The persons are invented by counting.

import { namespace } from '../src/contract/operations.ts'

/** How the certificate is to be drawn; NONE asks for no picture. */
export const drawings = ['NONE', 'SVG', 'PNG'] as const

export type Drawing = (typeof drawings)[number]

const familyNames = ['Шевченко', 'Ковальчук', 'Бондаренко', 'Ткаченко', 'Кравчук', 'Олійник']
const givenNames = ['Олена', 'Тарас', 'Ярослава', 'Богдан', 'Соломія', 'Данило', 'Ганна']

const service = [
  ['xRoadInstance', 'SEVDEIR-TEST'],
  ['memberClass', 'GOV'],
  ['memberCode', '00000000'],
  ['subsystemCode', '00_Sandbox_Certificates'],
  ['serviceCode', 'IssueVaccinationCertificate_v1'],
]
const client = [
  ['xRoadInstance', 'SEVDEIR-TEST'],
  ['memberClass', 'GOV'],
  ['memberCode', '12345678'],
  ['subsystemCode', '99_Bench_Registry'],
]

function parts(prefix: string, values: readonly (readonly string[])[]): string {
  return values.map(([name, value]) => `<${prefix}:${name}>${value}</${prefix}:${name}>`).join('')
}

const opening = [
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
  ' xmlns:xro="http://x-road.eu/xsd/xroad.xsd" xmlns:iden="http://x-road.eu/xsd/identifiers"',
  ` xmlns:v1="${namespace}"><soapenv:Header>`,
  `<xro:client iden:objectType="SUBSYSTEM">${parts('iden', client)}</xro:client>`,
  `<xro:service iden:objectType="SERVICE">${parts('iden', service)}</xro:service>`,
  '<xro:userId>bench</xro:userId><xro:protocolVersion>4.0</xro:protocolVersion><xro:id>',
].join('')
const behindId = '</xro:id></soapenv:Header><soapenv:Body><v1:IssueVaccinationCertificate_v1>'
const closing = '</v1:IssueVaccinationCertificate_v1></soapenv:Body></soapenv:Envelope>'

const facility = '<v1:edrpou>01234567</v1:edrpou><v1:name>Центр щеплень № 1</v1:name>'

function person(index: number): string {
  const family = familyNames[index % familyNames.length] ?? ''
  const given = givenNames[index % givenNames.length] ?? ''
  const year = 1940 + (index % 65)
  const day = String(1 + (index % 28)).padStart(2, '0')
  return parts('v1', [
    ['familyName', family],
    ['givenName', given],
    ['birthDate', `${year}-05-${day}`],
    ['rnokpp', String(index % 1e10).padStart(10, '0')],
  ])
}

function event(recordId: string, index: number): string {
  const day = String(1 + (index % 30)).padStart(2, '0')
  const facts = [
    ['recordId', recordId],
    ['product', 'EU/1/20/1528'],
    ['doseNumber', '2'],
    ['totalDoses', '2'],
    ['date', `2021-11-${day}`],
    ['country', 'UA'],
  ]
  return `${parts('v1', facts)}<v1:facility>${facility}</v1:facility>`
}

const deliveries: Record<Drawing, string> = {
  NONE: '',
  SVG: delivery('SVG'),
  PNG: delivery('PNG'),
}

function delivery(format: string): string {
  const rendering = `<v1:rendering><v1:format>${format}</v1:format></v1:rendering>`
  return `<v1:delivery>${rendering}</v1:delivery>`
}

/** What only the right answer holds: a new certificate and its picture. */
export const expected: Record<Drawing, readonly string[]> = {
  NONE: ['HC1:', '>ISSUED<'],
  SVG: ['HC1:', '>ISSUED<', '>image/svg+xml<'],
  PNG: ['HC1:', '>ISSUED<', '>image/png<'],
}

/** One HTTP request with the message number `index` of this series. @param series unique in the database */
export function httpRequest(series: string, index: number, drawing: Drawing): Buffer {
  const id = `${series}-${index}`
  const body = Buffer.from(
    `${opening}${id}${behindId}<v1:person>${person(index)}</v1:person>` +
      `<v1:event>${event(id, index)}</v1:event>${deliveries[drawing]}${closing}`,
  )
  const head = [
    'POST /ws HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: text/xml; charset=utf-8',
    'SOAPAction: ""',
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}
