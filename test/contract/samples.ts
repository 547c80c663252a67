// A value of every shape of the contract with all its fields, made from the XSD, so that a new type of the
// schema asks for its sample here.

import { readFileSync } from 'node:fs'
import { contractFolder } from '../../src/contract/schema.ts'
import { children, type Element, wellFormed } from '../../src/xml/document.ts'

type Value = Record<string, unknown>

/** One value of each simple type. */
const samples: Readonly<Record<string, unknown>> = {
  'c:CertificateBytes': 'AQID',
  'c:Code': 'CODE_1',
  'c:CoseBytes': '0oRD',
  'c:Country': 'UA',
  'c:Date': '2021-06-01',
  'c:DocumentNumber': 'АА 123456',
  'c:DoseCount': 2,
  'c:Edrpou': '00012345',
  'c:FacilityName': 'Лікарня «Зразок» & <сини>',
  'c:Hc1': 'HC1: A B  C ',
  'c:ImageBytes': 'iVBO',
  'c:KeyIdentifier': 'AAECAwQFBgc=',
  'c:Language': 'uk',
  'c:LatinName': "O'Test",
  'c:Name': 'Зразок-Приклад',
  'c:Path': 'person/familyName',
  'c:Reference': '<a&b>"\'',
  'c:RenderingFormat': 'PNG',
  'c:Rnokpp': '0000000017',
  'c:Rule': 'pattern [<>&]{1}',
  'c:Scale': 4,
  'c:Sha256Hex': '0'.repeat(64),
  'c:SignatureBytes': 'MIIB',
  'c:TestName': 'Тест & <зразок>',
  'c:Text': '  Текст\r\n\t]]> "для" \'людини\' &amp; 😀 ',
  'c:Time': '2021-06-01T12:00:00+03:00',
  'c:Unzr': '19900131-00001',
  'c:Uvci': 'URN:UVCI:01:UA:0A1B#C',
  'c:ValueSetCode': 'EU/1/20/1528',
  'xs:base64Binary': 'AAECAw==',
  'xs:boolean': true,
  'xs:int': 30,
}

/** Kept whole: a document that nobody holds takes its elements with it. */
const schema = wellFormed(readFileSync(new URL('certificates.xsd', contractFolder)))

function definition(name: string): Element | undefined {
  return children(schema.root).find(
    (node) => node.name !== 'simpleType' && node.attr('name')?.value === name,
  )
}

/** The elements of the sequence in a complex type, or in an element with one. */
function fields(node: Element): Element[] {
  return children(node).flatMap((child) => {
    if (child.name === 'complexType') return fields(child)
    return child.name === 'sequence' ? children(child) : []
  })
}

function fieldSample(field: Element): unknown {
  const type = field.attr('type')?.value ?? ''
  const one = type in samples ? samples[type] : sample(type.replace('c:', ''))
  return field.attr('maxOccurs') === null ? one : [one, one]
}

/** A value with every field, repeated ones twice. @throws when a type has no sample */
export function sample(name: string): Value {
  const node = definition(name)
  if (node === undefined) throw new Error(`no sample of ${name}`)
  const entries = fields(node).map((field) => [field.attr('name')?.value, fieldSample(field)])
  return Object.fromEntries(entries) as Value
}

/** The same value with its properties the other way round, at every depth. */
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, part]) => [key, reversed(part)])
  return Object.fromEntries(entries.reverse())
}
