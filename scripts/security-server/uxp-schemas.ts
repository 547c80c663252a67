// The two schemas that UXP injects, as a consumer meets them: plain sequences, and CENTRALSERVICE still in the
// list of object types.

import { identifiers, xroad } from './header.ts'

const schema = 'http://www.w3.org/2001/XMLSchema'

const objectTypes = [
  'MEMBER',
  'SUBSYSTEM',
  'SERVER',
  'GLOBALGROUP',
  'LOCALGROUP',
  'SECURITYCATEGORY',
  'SERVICE',
  'CENTRALSERVICE',
]

const parts = [
  'xRoadInstance',
  'memberClass',
  'memberCode',
  'subsystemCode',
  'serviceCode',
  'serviceVersion',
]

/** Parts that an identifier may lack. */
const optional = ['subsystemCode', 'serviceVersion']

function identifierType(name: string, names: readonly string[]): string {
  const elements = names.map(
    (part) => `<xs:element ref="id:${part}"${optional.includes(part) ? ' minOccurs="0"' : ''}/>`,
  )
  return `<xs:complexType name="${name}"><xs:sequence>${elements.join('')}</xs:sequence><xs:attribute ref="id:objectType" use="required"/></xs:complexType>`
}

const identifiersSchema = `<xs:schema xmlns:xs="${schema}" xmlns:id="${identifiers}" targetNamespace="${identifiers}" elementFormDefault="qualified">
<xs:simpleType name="XRoadObjectType"><xs:restriction base="xs:string">${objectTypes
  .map((name) => `<xs:enumeration value="${name}"/>`)
  .join('')}</xs:restriction></xs:simpleType>
<xs:attribute name="objectType" type="id:XRoadObjectType"/>
${parts.map((part) => `<xs:element name="${part}" type="xs:string"/>`).join('')}
${identifierType('XRoadClientIdentifierType', parts.slice(0, 4))}
${identifierType('XRoadServiceIdentifierType', parts)}
</xs:schema>`

/** A type of its own for each text: .NET refuses two header parts of one plain type. */
const texts = ['id', 'userId', 'issue', 'protocolVersion']

const xroadSchema = `<xs:schema xmlns:xs="${schema}" xmlns:id="${identifiers}" xmlns:xrd="${xroad}" targetNamespace="${xroad}" elementFormDefault="qualified">
<xs:import namespace="${identifiers}"/>
${texts.map((name) => `<xs:simpleType name="${name}Text"><xs:restriction base="xs:string"/></xs:simpleType><xs:element name="${name}" type="xrd:${name}Text"/>`).join('\n')}
<xs:element name="client" type="id:XRoadClientIdentifierType"/>
<xs:element name="service" type="id:XRoadServiceIdentifierType"/>
</xs:schema>`

/** By namespace. */
export const uxpSchemas: Readonly<Record<string, string>> = {
  [identifiers]: identifiersSchema,
  [xroad]: xroadSchema,
}
