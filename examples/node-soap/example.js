// Issues a vaccination certificate with `soap`, then shows a refusal and a fault.
// usage: node example.js [WSDL]

import { randomUUID } from 'node:crypto'
import soap from 'soap'

// --- yours to change ---
const wsdl =
  process.argv[2] ?? process.env.GATEWAY_WSDL ?? 'http://localhost:8080/wsdl/certificates.wsdl'
const from = ['SEVDEIR-TEST', 'GOV', '00000001', '01_Zrazok_Registry_test']
const to = ['SEVDEIR-TEST', 'GOV', '00000000', '00_Sandbox_Certificates']
const userId = 'UA0000000017'
// -----------------------

const namespaces =
  'xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"'
const parts = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode']

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const block = (name, text) => `<xrd:${name} ${namespaces}>${escaped(text)}</xrd:${name}>`

function identifier(name, objectType, values) {
  const children = values.map((value, at) => `<id:${parts[at]}>${escaped(value)}</id:${parts[at]}>`)
  const start = `<xrd:${name} ${namespaces} id:objectType="${objectType}">`
  return `${start}${children.join('')}</xrd:${name}>`
}

/** The X-Road header as raw XML: objects would lose the namespace of the attribute. */
function header(operation, messageId) {
  return [
    identifier('client', 'SUBSYSTEM', from),
    identifier('service', 'SERVICE', [...to, operation]),
    block('id', messageId),
    block('userId', userId),
    block('protocolVersion', '4.0'),
  ]
}

async function issue(client, { date, rnokpp = '0000000017' }) {
  const messageId = randomUUID()
  client.clearSoapHeaders()
  for (const each of header('IssueVaccinationCertificate_v1', messageId)) client.addSoapHeader(each)
  const [answer, , answered] = await client.IssueVaccinationCertificate_v1Async({
    person: { familyName: 'Вигадана', givenName: 'Олена', birthDate: '1980-01-01', rnokpp },
    event: {
      recordId: randomUUID(),
      product: 'EU/1/20/1528',
      doseNumber: 2,
      totalDoses: 2,
      date,
      country: 'UA',
    },
  })
  if (answered.id !== messageId) throw new Error('an answer to another message')
  return answer
}

/** In a SOAP Fault nothing is typed, and a list of one is no list. */
const paths = ({ violation = [] }) => [violation].flat().map(({ path }) => path)

function show({ certificate, fault }) {
  // A business refusal is an ordinary answer, HTTP 200.
  if (fault) console.log('REFUSED', fault.faultCode, ...paths(fault))
  else console.log(certificate.outcome, certificate.uvci, certificate.hc1.slice(0, 20))
}

const client = await soap.createClientAsync(wsdl)
show(await issue(client, { date: '2022-01-15' }))
show(await issue(client, { date: '2035-01-01' }))
try {
  await issue(client, { date: '2022-01-15', rnokpp: '17' }) // leading zeros lost
} catch (failure) {
  // A technical failure; its detail has the fields of a refusal.
  const detail = failure.root?.Envelope.Body.Fault.detail.gatewayFault
  if (!detail) throw failure
  console.log('FAULT', detail.faultCode, ...paths(detail))
}
