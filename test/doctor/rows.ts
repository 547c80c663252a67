// One fault at a time in an ordinary message, and what the doctor must find of it.

import { namespace } from '../../src/contract/operations.ts'
import type { Level } from '../../src/doctor/finding.ts'
import type { DialectName } from '../../src/xroad/dialect.ts'

/** An ordinary message, one element a line, so that a line can be counted. */
export const ordinary = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:xrd="http://x-road.eu/xsd/xroad.xsd"
    xmlns:id="http://x-road.eu/xsd/identifiers"
    xmlns:repr="http://x-road.eu/xsd/representation.xsd"
    xmlns:c="${namespace}">
  <soapenv:Header>
    <xrd:client id:objectType="SUBSYSTEM">
      <id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>
      <id:memberClass>GOV</id:memberClass>
      <id:memberCode>00000001</id:memberCode>
      <id:subsystemCode>01.Zrazok</id:subsystemCode>
    </xrd:client>
    <xrd:service id:objectType="SERVICE">
      <id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>
      <id:memberClass>GOV</id:memberClass>
      <id:memberCode>00000000</id:memberCode>
      <id:subsystemCode>00_Sandbox_Certificates</id:subsystemCode>
      <id:serviceCode>IssueVaccinationCertificate_v1</id:serviceCode>
    </xrd:service>
    <xrd:userId>UA0000000017</xrd:userId>
    <xrd:id>11111111-2222-4333-8444-555555555555</xrd:id>
    <xrd:protocolVersion>4.0</xrd:protocolVersion>
  </soapenv:Header>
  <soapenv:Body>
    <c:IssueVaccinationCertificate_v1>
      <c:context><c:purposeId>9K9J</c:purposeId></c:context>
      <c:person>
        <c:familyName>Вигадана</c:familyName>
        <c:givenName>Олена</c:givenName>
        <c:birthDate>1980-01-01</c:birthDate>
        <c:rnokpp>0000000017</c:rnokpp>
      </c:person>
      <c:event>
        <c:product>EU/1/20/1528</c:product>
        <c:doseNumber>2</c:doseNumber>
        <c:totalDoses>2</c:totalDoses>
        <c:date>2022-01-15</c:date>
        <c:country>UA</c:country>
      </c:event>
    </c:IssueVaccinationCertificate_v1>
  </soapenv:Body>
</soapenv:Envelope>
`

export type Change = [from: string | RegExp, to: string][]

/** One fault, what must be found of it, on the line of which text, and what the element should be. */
type Row = [
  check: string,
  level: Level,
  changes: Change,
  at: string,
  mend?: string | undefined,
  dialect?: DialectName,
]

export const client = '<xrd:client id:objectType="SUBSYSTEM">'
export const service = '<xrd:service id:objectType="SERVICE">'
export const issue = 'IssueVaccinationCertificate_v1'
const body = /<c:IssueVaccinationCertificate_v1>[\s\S]*<\/c:IssueVaccinationCertificate_v1>/
export const fieldId = /<xrd:id>.*<\/xrd:id>/
export const anId = '<xrd:id>00000000-0000-4000-8000-000000000000</xrd:id>'

export const rows: Row[] = [
  ['BESIDE_HEADER_AND_BODY', 'warning', [['</soapenv:Body>', '</soapenv:Body>\n<c:x/>']], '<c:x'],
  ['BESIDE_HEADER_AND_BODY', 'warning', [['  <soapenv:Header', '<c:x/>\n<soapenv:Header']], '<c:x'],
  [
    'PROCESSING_INSTRUCTION',
    'warning',
    [['  <soapenv:Body', '<?see this?><soapenv:Body']],
    '<?see',
  ],
  ['HEADER_ABSENT', 'error', [[/<soapenv:Header[\s\S]*<\/soapenv:Header>/, '']], '<soapenv:Env'],
  ['HEADER_MISNAMED', 'error', [[/soapenv:Header/g, 'xrd:Header']], '<xrd:Header'],
  [
    'HEADER_TWICE',
    'error',
    [['  <soapenv:Body', '<soapenv:Header/>\n<soapenv:Body']],
    '<soapenv:Header/',
  ],
  ['BODY_ABSENT', 'error', [[/<soapenv:Body[\s\S]*<\/soapenv:Body>/, '']], '<soapenv:Env'],
  ['BODY_MISNAMED', 'error', [[/soapenv:Body/g, 'soapenv:body']], '<soapenv:body'],
  [
    'BODY_TWICE',
    'error',
    [['</soapenv:Body>', '</soapenv:Body>\n<soapenv:Body/>']],
    '<soapenv:Body/>',
  ],
  ['BODY_EMPTY', 'error', [[body, '']], '<soapenv:Body'],
  ['BODY_MANY', 'error', [['</soapenv:Body>', '<c:x/></soapenv:Body>']], '<c:x'],
  ['FIELD_ABSENT', 'error', [[fieldId, '']], '<soapenv:Header', anId],
  [
    'FIELD_MISNAMED',
    'error',
    [[/xrd:id>/g, 'xrd:ID>']],
    '<xrd:ID',
    '<xrd:id xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">00000000-0000-4000-8000-000000000000</xrd:id>',
  ],
  ['FIELD_MISNAMED', 'warning', [[/xrd:userId/g, 'xrd:userid']], '<xrd:userid'],
  [
    'FIELD_MISNAMED',
    'error',
    [['http://x-road.eu/xsd/xroad.xsd', 'https://x-road.eu/xsd/xroad.xsd']],
    client,
  ],
  ['FIELD_TWICE', 'error', [[fieldId, '<xrd:id>a</xrd:id>\n<xrd:id>b</xrd:id>']], '<xrd:id>b'],
  [
    'CENTRAL_SERVICE',
    'error',
    [[/<xrd:service [\s\S]*?<\/xrd:service>/, '<xrd:centralService/>']],
    '<xrd:cen',
    undefined,
    'x-road',
  ],
  [
    'CENTRAL_SERVICE',
    'warning',
    [[fieldId, `${anId}\n<xrd:centralService/>`]],
    '<xrd:cen',
    undefined,
    'x-road',
  ],
  ['TWO_SERVICES', 'error', [[fieldId, `${anId}\n<xrd:centralService/>`]], '<xrd:cen'],
  ['ID_BLANK', 'error', [[fieldId, '<xrd:id> </xrd:id>']], '<xrd:id>', anId],
  ['ID_NOT_UUID', 'hint', [[fieldId, '<xrd:id>1</xrd:id>']], '<xrd:id>', anId],
  ['ID_TOO_LONG', 'warning', [[fieldId, `<xrd:id>${'1'.repeat(256)}</xrd:id>`]], '<xrd:id>', anId],
  ['FIELD_PADDED', 'warning', [['4.0<', '4.0\n<']], '<xrd:protocolVersion'],
  [
    'PROTOCOL_VERSION_WRONG',
    'error',
    [['>4.0<', '> 4.0<']],
    '<xrd:protocolVersion',
    '<xrd:protocolVersion>4.0</xrd:protocolVersion>',
  ],
  ['PROTOCOL_VERSION_UNUSUAL', 'warning', [['>4.0<', '>4.1<']], '<xrd:protocolVersion'],
  ['USER_ID_BLANK', 'warning', [['UA0000000017', ' ']], '<xrd:userId'],
  [
    'USER_ID_ABSENT',
    'hint',
    [[/<xrd:userId>.*<\/xrd:userId>/, '']],
    '<soapenv:Header',
    '<xrd:userId>UA…</xrd:userId>',
  ],
  ['USER_ID_WITHOUT_COUNTRY', 'hint', [['UA0000000017', '0000000017']], '<xrd:userId'],
  [
    'REQUEST_HASH_SENT',
    'warning',
    [[fieldId, `${anId}<xrd:requestHash>x</xrd:requestHash>`]],
    '<xrd:requestHash',
  ],
  ['NOT_UNDERSTOOD', 'error', [[fieldId, `${anId}\n<c:x soapenv:mustUnderstand="1"/>`]], '<c:x'],
  [
    'PARTY_PART_TWICE',
    'error',
    [
      [
        fieldId,
        `${anId}\n<repr:representedParty><repr:partyCode>1</repr:partyCode><repr:partyCode>2</repr:partyCode></repr:representedParty>`,
      ],
    ],
    '<repr:repr',
  ],
  [
    'PARTY_CODE_ABSENT',
    'error',
    [[fieldId, `${anId}\n<repr:representedParty/>`]],
    '<repr:repr',
    '<repr:partyCode>…</repr:partyCode>',
  ],
  ...['a/b', 'a&#13;', 'a'.repeat(256)].map(
    (text): Row => [
      'PARTY_PART_WRONG',
      'error',
      [
        [
          fieldId,
          `${anId}\n<repr:representedParty><repr:partyCode>${text}</repr:partyCode></repr:representedParty>`,
        ],
      ],
      '<repr:repr',
    ],
  ),
  [
    'FIELD_CARRIAGE_RETURN',
    'error',
    [[fieldId, '<xrd:id>11111111-2222-4333-8444-555555555555&#13;</xrd:id>']],
    '<xrd:id>',
    anId,
  ],
  ['HEADER_UNKNOWN', 'hint', [[fieldId, `${anId}\n<xrd:userID2>1</xrd:userID2>`]], '<xrd:userID2'],
  ['OBJECT_TYPE_ABSENT', 'error', [[client, '<xrd:client>']], '<xrd:client', client],
  [
    'OBJECT_TYPE_BARE',
    'warning',
    [[service, '<xrd:service objectType="SERVICE">']],
    '<xrd:service',
    service,
  ],
  [
    'OBJECT_TYPE_BARE',
    'error',
    [[client, '<xrd:client objectType="SUBSYSTEM">']],
    '<xrd:client',
    client,
    'x-road',
  ],
  [
    'OBJECT_TYPE_WRONG',
    'error',
    [[service, service.replace('SERVICE', 'SUBSYSTEM')]],
    '<xrd:service',
    service,
  ],
  [
    'OBJECT_TYPE_DOES_NOT_FIT',
    'warning',
    [[client, client.replace('SUBSYSTEM', 'MEMBER')]],
    '<xrd:client',
    client,
  ],
  [
    'PART_ABSENT',
    'error',
    [[/<id:serviceCode>.*/, '']],
    '<xrd:service',
    '<id:serviceCode>…</id:serviceCode>',
  ],
  [
    'PART_MISNAMED',
    'error',
    [['<id:memberCode>00000001</id:', '<xrd:memberCode>00000001</xrd:']],
    '<xrd:memberCode',
    '<id:memberCode xmlns:id="http://x-road.eu/xsd/identifiers">…</id:memberCode>',
  ],
  [
    'PART_MISNAMED',
    'warning',
    [
      [/id:subsystemCode>(01.*)id:s/, 'id:subsystemcode>$1id:s'],
      ['Zrazok</id:subsystemCode', 'Zrazok</id:subsystemcode'],
    ],
    '<id:subsystemcode',
  ],
  [
    'PART_BLANK',
    'error',
    [['>00000001<', '> <']],
    '<id:memberCode',
    '<id:memberCode>…</id:memberCode>',
  ],
  [
    'PART_TWICE',
    'error',
    [['<id:memberClass>', '<id:memberCode>1</id:memberCode>\n<id:memberClass>']],
    '<id:memberCode>00000001',
  ],
  [
    'PART_CHARACTERS',
    'error',
    [['01.Zrazok', '01/Zrazok']],
    '<id:subsystemCode',
    '<id:subsystemCode>…</id:subsystemCode>',
  ],
  [
    'PART_CHARACTERS',
    'error',
    [['01.Zrazok', '01_Zrazok']],
    '<id:subsystemCode',
    undefined,
    'x-road',
  ],
  ['PART_CHARACTERS', 'error', [['01.Zrazok', '01&#xD;Zrazok']], '<id:subsystemCode'],
  ['PART_CHARACTERS', 'error', [['01.Zrazok', '0'.repeat(256)]], '<id:subsystemCode'],
  [
    'PART_CHARACTERS',
    'error',
    [['00_Sandbox_Certificates', '00_Sandbox_Certificates&#13;']],
    '<id:subsystemCode>00',
    '<id:subsystemCode>00_Sandbox_Certificates</id:subsystemCode>',
  ],
  ['PART_UNUSUAL', 'warning', [['01.Zrazok', '01.Зразок']], '<id:subsystemCode'],
  ['PART_PADDED', 'warning', [['01.Zrazok', '01.Zrazok\n']], '<id:subsystemCode'],
  [
    'PART_ORDER',
    'warning',
    [[/(<id:memberClass>GOV<.*\n).*(<id:memberCode>00000001.*\n)/, '$2$1']],
    '<id:memberClass',
    '<id:xRoadInstance> <id:memberClass> <id:memberCode> <id:subsystemCode>',
  ],
  ['CLIENT_ZEROS_LOST', 'warning', [['00000001', '1']], '<id:memberCode'],
  [
    'CLIENT_OF_ANOTHER_INSTANCE',
    'warning',
    [['SEVDEIR-TEST', 'SEVDEIR']],
    '<id:xRoadInstance',
    '<id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>',
  ],
  [
    'SERVICE_OF_ANOTHER_INSTANCE',
    'error',
    [[/(SERVICE">\s*<id:xRoadInstance>)SEVDEIR-TEST/, '$1SEVDEIR']],
    '<id:xRoadInstance>SEVDEIR<',
    '<id:xRoadInstance>SEVDEIR-TEST</id:xRoadInstance>',
  ],
  [
    'SERVICE_ZEROS_LOST',
    'error',
    [['>00000000<', '>0<']],
    '<id:memberCode>0<',
    '<id:memberCode>00000000</id:memberCode>',
  ],
  [
    'SERVICE_NOT_OURS',
    'error',
    [['00_Sandbox', '01_Sandbox']],
    '<id:subsystemCode>01_S',
    '<id:subsystemCode>00_Sandbox_Certificates</id:subsystemCode>',
  ],
  [
    'SERVICE_NOT_OURS',
    'error',
    [[/<id:subsystemCode>00.*/, '']],
    '<xrd:service',
    '<id:subsystemCode>00_Sandbox_Certificates</id:subsystemCode>',
  ],
  [
    'OPERATION_WITHOUT_VERSION',
    'error',
    [[`>${issue}<`, '>IssueVaccinationCertificate<']],
    '<id:serviceCode',
    `<id:serviceCode>${issue}</id:serviceCode>`,
  ],
  [
    'OPERATION_CASE',
    'error',
    [[`>${issue}<`, '>issueVaccinationCertificate_v1<']],
    '<id:serviceCode',
    `<id:serviceCode>${issue}</id:serviceCode>`,
  ],
  [
    'OPERATION_UNKNOWN',
    'error',
    [[`>${issue}<`, '>IssueVacinationSertificate_v1<']],
    '<id:serviceCode',
    `<id:serviceCode>${issue}</id:serviceCode>`,
  ],
  [
    'SERVICE_VERSION',
    'warning',
    [['</xrd:service>', '<id:serviceVersion>v1</id:serviceVersion>\n</xrd:service>']],
    '<id:serviceVersion',
  ],
  [
    'SERVICE_VERSION',
    'error',
    [['</xrd:service>', '<id:serviceVersion>v2</id:serviceVersion>\n</xrd:service>']],
    '<id:serviceVersion',
  ],
  [
    'ROOT_WITH_SUFFIX',
    'error',
    [[/c:IssueVaccinationCertificate_v1>/g, `c:${issue}Request>`]],
    `<c:${issue}Request`,
    `<c:${issue} xmlns:c="${namespace}">…</c:${issue}>`,
  ],
  [
    'ROOT_NOT_SERVICE_CODE',
    'error',
    [[/c:IssueVaccinationCertificate_v1>/g, 'c:IssueDcc_v1>']],
    '<c:IssueDcc',
    `<c:${issue} xmlns:c="${namespace}">…</c:${issue}>`,
  ],
  [
    'BODY_NAMESPACE',
    'error',
    [[`xmlns:c="${namespace}"`, 'xmlns:c="http://tempuri.org/"']],
    `<c:${issue}`,
  ],
  [
    'ELEMENT_UNKNOWN',
    'error',
    [[/c:birthDate>/g, 'c:birtDate>']],
    '<c:birtDate',
    '<c:birthDate>…</c:birthDate>',
  ],
  [
    'ELEMENT_ORDER',
    'error',
    [[/(<c:familyName>.*\n)(.*<c:givenName>.*\n)/, '$2$1']],
    '<c:familyName',
    '<c:familyName>…</c:familyName>',
  ],
  [
    'ELEMENT_TWICE',
    'error',
    [['<c:birthDate>', '<c:birthDate>1980-01-01</c:birthDate>\n<c:birthDate >']],
    '<c:birthDate >',
    undefined,
  ],
  ['ELEMENT_NAMESPACE', 'error', [[/c:rnokpp>/g, 'rnokpp>']], '<rnokpp', '<c:rnokpp>…</c:rnokpp>'],
  [
    'ELEMENT_MISSING',
    'error',
    [[/<c:birthDate>.*/, '']],
    '<c:rnokpp',
    '<c:birthDate>YYYY-MM-DD</c:birthDate>',
  ],
  [
    'VALUE_AGAINST_SCHEMA',
    'error',
    [['1980-01-01', '01.01.1980']],
    '<c:birthDate',
    '<c:birthDate>YYYY-MM-DD</c:birthDate>',
  ],
  [
    'RULE_BROKEN',
    'error',
    [['<c:doseNumber>2', '<c:doseNumber>3']],
    '<c:doseNumber',
    '<c:doseNumber>1</c:doseNumber>',
  ],
  ['RNOKPP_CHECK_DIGIT', 'warning', [['>0000000017<', '>0000000018<']], '<c:rnokpp'],
  [
    'LATIN_NAME_DIFFERS',
    'warning',
    [['</c:givenName>', '</c:givenName>\n<c:familyNameLatin>Other</c:familyNameLatin>']],
    '<c:familyNameLatin',
  ],
  ['LATIN_NAME_CUT', 'warning', [[/(<c:givenName>)[^<]+/, `$1${'Щ'.repeat(21)}`]], '<c:givenName'],
  [
    'PURPOSE_ABSENT',
    'hint',
    [[/<c:context>.*<\/c:context>/, '']],
    `<c:${issue}`,
    '<c:context><c:purposeId>…</c:purposeId></c:context>',
  ],
  [
    'SOAP_1_2',
    'error',
    [['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope']],
    '<soapenv:Envelope',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">…</soapenv:Envelope>',
  ],
]
