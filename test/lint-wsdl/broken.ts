// Our own two WSDLs, each broken in one way: what every rule of the linter is there to find.

import { publishWsdl } from '../../src/contract/wsdl.ts'

export const address = 'https://gateway.example/ws'
const operations = ['GetCertificateStatus_v1', 'GetServiceInformation_v1']

export const full = publishWsdl({ address, operations, headers: true })
export const plain = publishWsdl({ address, operations, headers: false })

export interface Broken {
  rule: string
  how: string
  wsdl: string | Buffer
}

/** The text with one piece replaced. @throws when the piece is not there, for then nothing is broken */
function edited(text: string, piece: string | RegExp, by: string): string {
  const done = text.replace(piece, by)
  if (done === text) throw new Error(`not there: ${piece}`)
  return done
}

function broken(
  rule: string,
  how: string,
  piece: string | RegExp,
  by: string,
  text = full,
): Broken {
  return { rule, how, wsdl: edited(text, piece, by) }
}

/** The whole second operation of the portType, and of the binding. */
const described =
  /<wsdl:operation name="GetServiceInformation_v1">\s*<wsdl:documentation>[\s\S]*?<\/wsdl:operation>/
const bound =
  /<wsdl:operation name="GetServiceInformation_v1">\s*<soap:operation[\s\S]*?<\/wsdl:operation>/
const port = /<wsdl:port [\s\S]*?<\/wsdl:port>/
const element = '<xs:element name="uvci"'
const uvci = /(<xs:element name="uvci" type=")[^"]*/
const lastSequence = '</xs:schema>'

const second = (full.match(described) ?? [''])[0]
const wholePort = (full.match(port) ?? [''])[0]

/** Two operations whose inputs are named apart, which the binding then does not tell apart. */
const overloaded = second
  .replace('<wsdl:input ', '<wsdl:input name="other" ')
  .replace('<wsdl:output ', '<wsdl:output name="otherAnswer" ')

const utf16 = Buffer.from(`\ufeff${full.replace(/^<\?xml[^>]*\?>/, '')}`, 'utf16le')

export const brokenWsdls: readonly Broken[] = [
  // ——— what cannot be read ———
  { rule: 'IMPORT_SIZE', how: 'too large', wsdl: `${full}${' '.repeat(10 * 1024 * 1024)}` },
  broken('IMPORT_DOCTYPE', 'a DTD', '<wsdl:definitions', '<!DOCTYPE a []>\n<wsdl:definitions'),
  broken('IMPORT_NOT_XML', 'a tag not closed', '</wsdl:types>', ''),
  { rule: 'IMPORT_NOT_XML', how: 'nothing', wsdl: '' },
  { rule: 'IMPORT_NOT_XML', how: 'one byte', wsdl: '<' },
  {
    rule: 'IMPORT_NOT_XML',
    how: 'an encoding nobody knows',
    wsdl: edited(full, /UTF-8/i, 'x-none'),
  },
  { rule: 'IMPORT_NOT_WSDL', how: 'another root', wsdl: '<definitions/>' },
  broken(
    'IMPORT_NOT_WSDL',
    'WSDL 2.0',
    /"http:\/\/schemas.xmlsoap.org\/wsdl\/"/,
    '"http://www.w3.org/ns/wsdl"',
  ),
  // ——— the importer ———
  broken('IMPORT_UNEXPECTED_ELEMENT', 'of no namespace', '<wsdl:portType', '<a/><wsdl:portType'),
  broken('IMPORT_UNEXPECTED_ELEMENT', 'of WSDL’s', '<wsdl:portType', '<wsdl:port/><wsdl:portType'),
  broken('IMPORT_UNBOUND_PREFIX', 'of a part', /element="c:/, 'element="d:'),
  broken(
    'IMPORT_UNBOUND_PREFIX',
    'of a header',
    /message="c:requestheader"/,
    'message="d:requestheader"',
  ),
  broken('IMPORT_DUPLICATE_OPERATION', 'twice', described, second + second),
  broken('IMPORT_DUPLICATE_OPERATION', 'overloaded', described, second + overloaded),
  broken('IMPORT_REFERENCE_MISSING', 'no binding', / binding="c:CertificatesBinding"/, ''),
  broken('IMPORT_REFERENCE_MISSING', 'no portType', / type="c:CertificatesPortType"/, ''),
  broken('IMPORT_CODE_MISSING', 'no name', / name="GetServiceInformation_v1">(?=\s*<soap)/, '>'),
  ...[...'%:;/\\', '&#x200b;', '&#xfeff;', '&#9;', '&#x85;'].map((character) =>
    broken(
      'IMPORT_CODE_CHARACTERS',
      character,
      /name="GetServiceInformation_v1">(?=\s*<soap)/,
      `name="Get${character}Service">`,
    ),
  ),
  broken(
    'IMPORT_VERSION_CHARACTERS',
    'per cent',
    bound,
    (full.match(bound) ?? [''])[0].replace(
      '<wsdl:input',
      '<xrd:version>v%1</xrd:version><wsdl:input',
    ),
  ),
  broken(
    'IMPORT_CODE_RESERVED',
    'a metaservice',
    /"GetServiceInformation_v1">(?=\s*<soap)/,
    '"getSecurityServerHealthData">',
  ),
  broken('IMPORT_ADDRESS', 'sftp', address, 'sftp://gateway.example/ws'),
  broken('IMPORT_ADDRESS', 'relative', address, '/ws'),
  broken('IMPORT_ADDRESS', 'none', /<soap:address[^>]*\/>/, ''),
  broken(
    'IMPORT_PORT_IGNORED',
    'JMS',
    'http://schemas.xmlsoap.org/soap/http',
    'http://www.w3.org/2010/soapjms/',
  ),
  broken('IMPORT_PORT_IGNORED', 'another file', 'binding="c:Cert', 'binding="c:Other'),
  broken('IMPORT_PORT_IGNORED', 'no SOAP', /<soap:binding[^>]*\/>/, ''),
  broken('IMPORT_LAST_PORT_WINS', 'two ports', port, wholePort + wholePort),
  broken('IMPORT_NO_SERVICE', 'no port', port, ''),
  broken('IMPORT_BINDING_INCOMPLETE', 'one left out', bound, ''),
  broken('IMPORT_OPERATION_UNDESCRIBED', 'not in the portType', described, ''),
  broken(
    'IMPORT_WSDL_IMPORT',
    'another WSDL',
    '<wsdl:types>',
    '<wsdl:import namespace="a" location="b.wsdl"/><wsdl:types>',
  ),
  // ——— the protocol ———
  broken('PROTOCOL_STYLE', 'of the binding', 'style="document"', 'style="rpc"'),
  broken(
    'PROTOCOL_STYLE',
    'of an operation',
    'soapAction="" style="document"',
    'soapAction="" style="rpc"',
  ),
  broken(
    'PROTOCOL_USE',
    'of the body',
    'parts="parameters" use="literal"',
    'parts="parameters" use="encoded"',
  ),
  broken(
    'PROTOCOL_USE',
    'of the fault',
    'name="gatewayFault" use="literal"',
    'name="gatewayFault" use="encoded"',
  ),
  broken(
    'PROTOCOL_ONE_PART',
    'two',
    /<wsdl:part name="parameters"/,
    '<wsdl:part name="more" element="c:gatewayFault"/><wsdl:part name="parameters"',
    plain,
  ),
  broken('PROTOCOL_ONE_PART', 'none of that name', 'parts="parameters"', 'parts="other"'),
  broken(
    'PROTOCOL_PART_ELEMENT',
    'by type',
    /element="c:GetServiceInformation_v1"/,
    'type="c:Context"',
  ),
  broken(
    'PROTOCOL_NAME_REFUSED',
    'a foreign name',
    /element="c:GetServiceInformation_v1"/,
    'element="c:gatewayFault"',
  ),
  broken(
    'PROTOCOL_REQUEST_NAME',
    'Request',
    /element="c:GetServiceInformation_v1"/,
    'element="c:GetServiceInformation_v1Request"',
  ),
  broken(
    'PROTOCOL_RESPONSE_NAME',
    'Result',
    'element="c:GetServiceInformation_v1Response"',
    'element="c:GetServiceInformation_v1Result"',
  ),
  broken(
    'PROTOCOL_ELEMENT_MISSING',
    'in the schema',
    '<xs:element name="GetServiceInformation_v1"',
    '<xs:element name="Other_v1"',
  ),
  broken(
    'PROTOCOL_DIRECTION_MISSING',
    'one way',
    '<wsdl:output message="c:GetServiceInformation_v1Answer"/>',
    '',
  ),
  broken(
    'PROTOCOL_BODY_ATTRIBUTES',
    'namespace',
    'parts="parameters"',
    'namespace="urn:a" parts="parameters"',
  ),
  broken(
    'PROTOCOL_BODY_ATTRIBUTES',
    'encodingStyle',
    'part="client"',
    'encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" part="client"',
  ),
  broken(
    'PROTOCOL_HEADERS',
    'one less',
    /<soap:header message="c:requestheader" part="protocolVersion" use="literal"\/>/,
    '',
  ),
  broken(
    'PROTOCOL_HEADER_MESSAGE',
    'of the body',
    'message="c:requestheader" part="client"',
    'message="c:GetCertificateStatus_v1Request" part="parameters"',
  ),
  broken('PROTOCOL_HEADER_NAMESPACE', 'of X-Road 5', 'element="xrd:client"', 'element="c:client"'),
  broken(
    'PROTOCOL_REQUEST_HASH',
    'as a part',
    'name="issue" element="xrd:issue"',
    'name="issue" element="xrd:requestHash"',
  ),
  broken('PROTOCOL_TITLE', 'none', /<xrd:title>[^<]*<\/xrd:title>/, ''),
  broken(
    'PROTOCOL_TITLE',
    'no documentation',
    /<wsdl:documentation>[\s\S]*?<\/wsdl:documentation>/,
    '',
  ),
  broken(
    'PROTOCOL_VERSION_PLACE',
    'of the portType',
    '<wsdl:input message',
    '<xrd:version>v1</xrd:version><wsdl:input message',
  ),
  broken(
    'TREMBITA_VERSION_IN_CODE',
    'apart',
    bound,
    (plain.match(bound) ?? [''])[0].replace(
      '<wsdl:input',
      '<xrd:version xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">v1</xrd:version><wsdl:input',
    ),
    plain,
  ),
  {
    rule: 'TREMBITA_VERSION_IN_CODE',
    how: 'none',
    wsdl: plain.replaceAll('GetServiceInformation_v1', 'GetServiceInformation'),
  },
  {
    rule: 'TREMBITA_CODE_STYLE',
    how: 'lower case',
    wsdl: plain.replaceAll('GetServiceInformation_v1', 'getServiceInformation_v1'),
  },
  {
    rule: 'TREMBITA_CODE_STYLE',
    how: 'Cyrillic',
    wsdl: plain.replaceAll('GetServiceInformation_v1', 'Стан_v1'),
  },
  broken(
    'TREMBITA_FIELD_NAMES',
    'no annotation',
    lastSequence,
    '<xs:element name="bare" type="xs:string"/></xs:schema>',
  ),
  // ——— clients ———
  {
    rule: 'CLIENT_ENCODING',
    how: 'windows-1251',
    wsdl: Buffer.from(
      '<?xml version="1.0" encoding="windows-1251"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"><wsdl:documentation>\xcf\xf0\xe8\xe2\xb3\xf2</wsdl:documentation></wsdl:definitions>',
      'latin1',
    ),
  },
  { rule: 'CLIENT_ENCODING', how: 'UTF-16', wsdl: utf16 },
  { rule: 'CLIENT_ENCODING', how: 'UTF-16, the other way', wsdl: Buffer.from(utf16).swap16() },
  broken(
    'CLIENT_FOREIGN_LOCATION',
    'of a schema',
    '<xs:simpleType',
    '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/><xs:simpleType',
  ),
  broken(
    'CLIENT_FOREIGN_LOCATION',
    'of a WSDL',
    '<wsdl:types>',
    '<wsdl:import namespace="a" location="https://elsewhere.example/b.wsdl"/><wsdl:types>',
  ),
  broken(
    'CLIENT_NOT_ONE_FILE',
    'import',
    '<xs:simpleType',
    '<xs:import namespace="urn:a" schemaLocation="a.xsd"/><xs:simpleType',
  ),
  broken(
    'CLIENT_NOT_ONE_FILE',
    'include',
    '<xs:simpleType',
    '<xs:include schemaLocation="a.xsd"/><xs:simpleType',
  ),
  broken(
    'CLIENT_IMPORT_UNRESOLVED',
    'nowhere',
    '<xs:simpleType',
    '<xs:import namespace="urn:nowhere"/><xs:simpleType',
  ),
  broken(
    'CLIENT_SCHEMA_REPEATED',
    'twice',
    '</wsdl:types>',
    '<xs:schema targetNamespace="http://x-road.eu/xsd/identifiers"/></wsdl:types>',
  ),
  broken(
    'CLIENT_ELEMENT_FORM',
    'unqualified',
    'elementFormDefault="qualified"',
    'elementFormDefault="unqualified"',
  ),
  broken(
    'CLIENT_FAULT_MISSING',
    'none',
    /<wsdl:fault name="gatewayFault" message="c:GatewayFaultMessage"\/>/,
    '',
  ),
  broken(
    'CLIENT_FAULT_TYPE',
    'anonymous',
    '<xs:element name="gatewayFault" type="c:GatewayFault">',
    '<xs:element name="gatewayFault">',
  ),
  {
    rule: 'CLIENT_MESSAGE_NAME',
    how: 'the element’s',
    wsdl: full.replaceAll('GatewayFaultMessage', 'gatewayFault'),
  },
  broken(
    'CLIENT_HEADER_TYPES',
    'xs:string',
    /name="userId" type="[^"]*"/,
    'name="userId" type="xs:string"',
  ),
  broken(
    'CLIENT_HEADER_TYPES',
    'one for two',
    /name="userId" type="[^"]*"/,
    'name="userId" type="xrd:IssueIdentifier"',
  ),
  broken(
    'CLIENT_IDENTIFIER_RESTRICTION',
    'annex A',
    lastSequence,
    '<xs:complexType name="Restricted"><xs:complexContent><xs:restriction base="c:Context"/></xs:complexContent></xs:complexType></xs:schema>',
  ),
  ...['all', 'choice', 'any', 'anyAttribute', 'group', 'union', 'list'].map((name) =>
    broken(
      'CLIENT_CONSTRUCT',
      name,
      lastSequence,
      `<xs:complexType name="A"><xs:${name}/></xs:complexType></xs:schema>`,
    ),
  ),
  broken(
    'CLIENT_SUBSTITUTION',
    'a group',
    element,
    '<xs:element substitutionGroup="c:gatewayFault" name="uvci"',
  ),
  broken(
    'CLIENT_SUBSTITUTION',
    'abstract',
    '<xs:complexType name="Context">',
    '<xs:complexType name="Context" abstract="true">',
  ),
  broken('CLIENT_NILLABLE', 'nillable', element, '<xs:element nillable="true" name="uvci"'),
  broken('CLIENT_DATE', 'of an element', uvci, '$1xs:date'),
  broken(
    'CLIENT_DATE',
    'of a type',
    /(<xs:restriction base="xs:date">)\s*<xs:pattern[^>]*\/>/,
    '$1',
  ),
  broken(
    'CLIENT_ENUMERATION',
    'with a space',
    /<xs:enumeration value="SVG"/,
    '<xs:enumeration value="S V G"',
  ),
  broken(
    'CLIENT_SOAP12',
    'a binding',
    '<soap:binding',
    '<soap12:binding xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" transport="http://schemas.xmlsoap.org/soap/http"/><soap:binding',
  ),
  broken(
    'CLIENT_ONE_PORT',
    'two',
    port,
    wholePort + wholePort.replace('CertificatesPort', 'Other'),
  ),
  broken('CLIENT_SOAP_ACTION', 'a word', 'soapAction=""', 'soapAction="status"'),
  broken('CLIENT_SOAP_ACTION', 'none', /<soap:operation[^>]*\/>/, ''),
  broken('CLIENT_BODY_PARTS', 'not named', 'parts="parameters" ', ''),
  ...['http://localhost:8080/ws', 'https://127.0.0.1/ws', 'http://gateway.internal/ws'].map(
    (inner) => broken('CLIENT_ADDRESS_PRIVATE', inner, address, inner),
  ),
]
