// Bends of an envelope's structure: each a row. They bend elements where they stand and move none from the body into
// the header.

import fc from 'fast-check'
import { type Element, type Place, placesIn, readDocument, write } from './tree.ts'

export interface Bend {
  how: keyof typeof bends
  /** Which element, counted around. */
  at: number
  /** How many, or which of a list. */
  many: number
}

type Change = (place: Place, many: number, document: Element) => void

const latin = (text: string) => Buffer.from(text).toString('latin1')

const names = ['x', 'Body', 'Header', 'Envelope', 'Fault', 'c:person', 'xml', 'xmlns', '_.-', 'ї']
  .concat([
    'xrd:client',
    'xrd:service',
    'xrd:userId',
    'id:memberCode',
    'c:Response',
    'a:b:c',
    ':x',
    '1x',
  ])
  .map(latin)

const prefixes = ['c:', 'xrd:', 'id:', 'soapenv:', 'nope:', 'xml:', 'xmlns:', '']

const declarations = [
  ' xmlns=""',
  ' xmlns="urn:x"',
  ' xmlns:c="urn:x"',
  ' xmlns:c=""',
  ' xmlns:xrd="http://x-road.eu/xsd/identifiers"',
  ' xmlns:id="http://x-road.eu/xsd/xroad.xsd"',
  ' xmlns:soapenv="http://www.w3.org/2003/05/soap-envelope"',
  ' xmlns:xml="urn:x"',
  ' xmlns:xmlns="urn:x"',
  ' xmlns:q="http://x-road.eu/xsd/xroad.xsd" xmlns:r="http://x-road.eu/xsd/xroad.xsd"',
]

const attributes = [
  ' xml:space="preserve"',
  ' xml:lang="uk" xml:base="file:///etc/"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="c:Person"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x file:///x"',
  ' xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:mustUnderstand="1"',
  ' xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:mustUnderstand="maybe"',
  ' xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="" s:actor="urn:x"',
  ' objectType="MEMBER"',
  ' xmlns:i="http://x-road.eu/xsd/identifiers" i:objectType="SERVER"',
  ' a="1" a="2"',
  ' a=1',
  " a='&quot;<'",
  ' a="&#10;&#9;&#13;&lt;"',
  ' a="&nope;"',
]

/** What stands between tags in other people's messages, and should not. */
const strangers = [
  '<!-- -->',
  '<!-- <c:person> -- -->',
  '<?target data?>',
  '<?xml version="1.0"?>',
  '<![CDATA[]]>',
  '<![CDATA[<c:person>]]>',
  '<x:y xmlns:x="urn:x">z</x:y>',
  '<y/>',
  'text',
  ']]>',
  '&lt;',
  '&nope;',
  '&#x41;',
  '&#0;',
  '&#xD800;',
  '&#13;&#10;',
  '&#x10FFFF;',
  '\r\n\t',
  '<!DOCTYPE x>',
  '<!ENTITY x "y">',
]

const dash = '\u2014'
const values = [
  '',
  ' ',
  '0',
  '-1',
  'NaN',
  '1e9',
  '99999999999999999999',
  'true',
  'UA',
  'SEVDEIR',
  '4.9',
  '5',
]
  .concat([
    '2022-02-30',
    '0000-00-00',
    '12022-01-15',
    '2022-01-15Z',
    '2022-01-15T00:00:00+14:00',
    '../../x',
  ])
  .concat([
    'HC1:',
    'HC1:6BF',
    'HC1:6BFOXN*TS0BI$ZD',
    'URN:UVCI:01:UA:',
    'AAAA',
    '====',
    'PDF',
    'SVG',
    'v1',
  ])
  .concat([
    "x' OR '1'='1",
    '\u{1f600}',
    'İi̇',
    '\u202e',
    '\u00a0',
    'a/b',
    'a&#13;b',
    dash,
    '{x}',
    '$&',
    '%00',
    'ґЄї',
  ])
  .concat([
    'x'.repeat(70),
    'ж'.repeat(2000),
    'y'.repeat(60_000),
    'GetServiceInformation_v1',
    'getWsdl',
  ])
  .map(latin)

const doctypes = [
  '<!DOCTYPE x>',
  '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>',
  '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
  '<!doctype x>',
  '<!-- --><!DOCTYPE x PUBLIC "-//x" "http://127.0.0.1:1/x">',
]

const firstLines = [
  '',
  '<?xml version="1.0"?>',
  '<?xml version="1.1" encoding="UTF-8"?>',
  '<?xml version="1.0" encoding="utf8"?>',
  '<?xml version="1.0" encoding="windows-1251"?>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  "<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
  '<?xml encoding="UTF-8"?>',
  '\xEF\xBB\xBF<?xml version="1.0" encoding="UTF-8"?>',
  ' \n<?xml version="1.0" encoding="UTF-8"?>',
  '<?xml-stylesheet href="file:///x"?>',
]

/** Deepest that something is nested; libxml2 stops at 256. */
const depthMax = 300
/** Longest attribute, bytes. */
const attributeMax = 100_000

const pick = (list: readonly string[], many: number) => list[many % list.length] as string
const elementsOf = ({ children }: Element) =>
  children.flatMap((child, at) => (typeof child === 'string' ? [] : [at]))
const bare = (name: string) => name.slice(name.indexOf(':') + 1)

function replace({ element, parent }: Place, ...others: (Element | string)[]) {
  parent.children.splice(parent.children.indexOf(element), 1, ...others)
}

const bends = {
  remove: (place) => replace(place),
  repeat: (place, many) => replace(place, ...Array(2 + (many % 3)).fill(place.element)),
  multiply: (place, many) => replace(place, ...Array(many % 200).fill(place.element)),
  reorder: ({ element, parent }, many) => {
    const places = elementsOf(parent)
    const [here, there] = [parent.children.indexOf(element), places[many % places.length] as number]
    parent.children[here] = parent.children[there] as Element
    parent.children[there] = element
  },
  rename: ({ element }, many) => {
    element.name = pick(names, many)
  },
  prefix: ({ element }, many) => {
    element.name = `${pick(prefixes, many)}${bare(element.name)}`
  },
  lower: ({ element }) => {
    element.name = element.name.toLowerCase()
  },
  declare: ({ element }, many) => {
    element.attributes += pick(declarations, many)
  },
  attribute: ({ element }, many) => {
    element.attributes += pick(attributes, many)
  },
  strip: ({ element }) => {
    element.attributes = ''
  },
  quote: ({ element }) => {
    element.attributes = element.attributes.replaceAll('"', "'")
  },
  hugeAttribute: ({ element }, many) => {
    element.attributes += ` a="${'z'.repeat((many * 1000) % attributeMax)}"`
  },
  manyAttributes: ({ element }, many) => {
    for (let at = 0; at < many; at++) element.attributes += ` a${at}="${at}"`
  },
  nest: ({ element }, many) => {
    const { name } = element
    for (let depth = many % depthMax; depth > 0; depth--)
      element.children = [{ name, attributes: '', children: element.children }]
  },
  unwrap: (place) => replace(place, ...place.element.children),
  empty: ({ element }) => {
    element.children = []
  },
  stranger: ({ element }, many) => {
    element.children.splice(many % (element.children.length + 1), 0, pick(strangers, many))
  },
  before: (place, many) => replace(place, pick(strangers, many), place.element),
  section: ({ element }) => {
    element.children = element.children.map((child) =>
      typeof child === 'string' ? `<![CDATA[${child}]]>` : child,
    )
  },
  references: ({ element }) => {
    const referenced = (text: string) =>
      text.replace(/[\x21-\x7e]/g, (one) => `&#${one.charCodeAt(0)};`)
    element.children = element.children.map((child) =>
      typeof child === 'string' && !child.startsWith('<') ? referenced(child) : child,
    )
  },
  value: ({ element }, many) => {
    element.children = [pick(values, many)]
  },
  pad: ({ element }, many) => {
    const space = pick([' ', '\n', '\t', '\r\n', '&#160;', '\xC2\xA0'], many)
    element.children = [space, ...element.children, space]
  },
  doctype: (_, many, document) => document.children.splice(1, 0, pick(doctypes, many)),
  firstLine: (_, many, document) => document.children.splice(0, 1, pick(firstLines, many)),
  trail: (_, many, document) => document.children.push(pick(strangers, many)),
  lineEnds: (_, many, document) => {
    const end = pick(['\r\n', '\r', ' ', ''], many)
    const rewritten = readDocument(write(document).replaceAll('\n', end))
    document.children = rewritten.children
  },
} as const satisfies Record<string, Change>

const anyBend = fc.record({
  how: fc.constantFrom(...(Object.keys(bends) as (keyof typeof bends)[])),
  at: fc.nat(1000),
  many: fc.nat(1000),
})

/** Mostly one: more seldom leave anything to be understood. */
export const anyBends: fc.Arbitrary<Bend[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(anyBend) },
  { weight: 1, arbitrary: fc.array(anyBend, { minLength: 2, maxLength: 5 }) },
)

/** Beyond this a message is for the size limit's tests, bytes. */
const bytesMax = 400_000

/** The envelope bent; in its X-Road header alone when asked so. A bend that makes it too large is left out. */
export function bent(envelope: Buffer, list: readonly Bend[], inHeader = false): Buffer {
  const document = readDocument(envelope.toString('latin1'))
  let text = write(document)
  for (const { how, at, many } of list) {
    const all = placesIn(document)
    const header = all.find(({ element }) => bare(element.name) === 'Header')
    const places = inHeader && header ? [header, ...placesIn(header.element)] : all
    const place = places[at % places.length]
    if (place === undefined) break
    bends[how](place, many, document)
    const longer = write(document)
    if (longer.length > bytesMax) break
    text = longer
  }
  return Buffer.from(text, 'latin1')
}
