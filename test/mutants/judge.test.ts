import { expect } from 'chai'
import { problemsOf } from './judge.ts'

const soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
const spaces =
  'xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:i="http://x-road.eu/xsd/identifiers" ' +
  'xmlns:c="http://certificates.ehealth.gov.ua/trembita/v1"'

const member =
  '<i:xRoadInstance>SEVDEIR-TEST</i:xRoadInstance><i:memberClass>GOV</i:memberClass>' +
  '<i:memberCode>00000000</i:memberCode><i:subsystemCode>Zrazok</i:subsystemCode>'
const header = [
  `<x:client i:objectType="SUBSYSTEM">${member}</x:client>`,
  `<x:service i:objectType="SERVICE">${member}<i:serviceCode>GetCertificateStatus_v1</i:serviceCode></x:service>`,
  '<x:id>1</x:id><x:protocolVersion>4.0</x:protocolVersion>',
].join('')

const envelope = (content: string, blocks = header) =>
  `<s:Envelope ${soap} ${spaces}><s:Header>${blocks}</s:Header><s:Body>${content}</s:Body></s:Envelope>`

const contentType = 'text/xml; charset=utf-8'
const request = {
  contentType,
  body: Buffer.from(envelope('<c:GetCertificateStatus_v1/>')),
}

const response =
  '<c:GetCertificateStatus_v1Response><c:status>VALID</c:status></c:GetCertificateStatus_v1Response>'
const fault = (
  code = 'NOT_XML',
  kind = 's:Client',
  text = 'Повідомлення не є правильно сформованим XML.',
) =>
  `<s:Fault><faultcode>${kind}</faultcode><faultstring>${text}</faultstring><detail><c:gatewayFault>` +
  `<c:faultCode>${code}</c:faultCode><c:faultString>${text}</c:faultString>` +
  '<c:faultStringEn>x</c:faultStringEn><c:retryable>false</c:retryable></c:gatewayFault></detail></s:Fault>'

const judged = (status: number, text: string, type = contentType) =>
  problemsOf({ status, contentType: type, body: Buffer.from(text) }, request)

describe('the judge of mutants', () => {
  it('accepts an answer and a fault of ours', () => {
    expect(judged(200, envelope(response))).to.deep.equal([])
    expect(judged(500, envelope(fault()))).to.deep.equal([])
  })

  const refused: Record<string, string[]> = {
    'another status': judged(503, envelope(fault())),
    'a fault under 200': judged(200, envelope(fault())),
    'an answer under 500': judged(500, envelope(response)),
    'another content type': judged(200, envelope(response), 'text/xml'),
    'what is not XML': judged(200, `${envelope(response)}<`),
    'another envelope': judged(200, '<Envelope/>'),
    'two elements in the body': judged(200, envelope(response + response)),
    'a response that breaks the schema': judged(
      200,
      envelope(response.replace('VALID', 'not a code')),
    ),
    'a response of another operation': judged(
      200,
      envelope(response.replaceAll('GetCertificateStatus', 'RevokeCertificate')),
    ),
    'a header that was trimmed': judged(200, envelope(response, header.replace('>1<', '> 1<'))),
    'a header with a block more': judged(200, envelope(response, `${header}<x:issue>1</x:issue>`)),
    'a header with another attribute': judged(
      500,
      envelope(fault(), header.replace('<x:id>', '<x:id lang="uk">')),
    ),
    'an unknown code': judged(500, envelope(fault('NO_SUCH_CODE'))),
    'a bug': judged(500, envelope(fault('INTERNAL', 's:Server', 'Внутрішня помилка сервісу.'))),
    'a refusal as a fault': judged(500, envelope(fault('TEST_POSITIVE'))),
    'a faultcode that does not fit': judged(500, envelope(fault('NOT_XML', 's:Server'))),
    'a faultcode of no namespace': judged(500, envelope(fault('NOT_XML', 'Client'))),
    'another text': judged(500, envelope(fault('NOT_XML', 's:Client', 'Ні.'))),
    'qualified children of a fault': judged(
      500,
      envelope(fault().replaceAll('faultstring>', 's:faultstring>')),
    ),
  }

  for (const [what, problems] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(problems).not.to.deep.equal([])
    })
  }
})
