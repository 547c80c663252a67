import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { namespace } from '../../src/contract/operations.ts'
import { contractFolder, requestViolations } from '../../src/contract/schema.ts'
import type { Violation } from '../../src/errors.ts'
import { children, wellFormed } from '../../src/xml/document.ts'
import { ruleOf } from '../../src/xml/violations.ts'

const schemaText = readFileSync(new URL('certificates.xsd', contractFolder), 'utf8')
const instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** The violations of a request as it stands inside an envelope. */
function violations(element: string): Violation[] {
  const text = `<s:e xmlns:s="urn:s"><s:h/><s:b> <!-- x -->${element}</s:b></s:e>`
  const document = wellFormed(Buffer.from(text))
  try {
    const [, body] = children(document.root)
    return requestViolations(children(body as never)[0] as never)
  } finally {
    document.dispose()
  }
}

const status = (inside: string, attributes = '') =>
  `<GetCertificateStatus_v1 xmlns="${namespace}"${attributes}>${inside}</GetCertificateStatus_v1>`
const verify = (inside: string) =>
  `<VerifyCertificate_v1 xmlns="${namespace}">${inside}</VerifyCertificate_v1>`
const vaccination = (person: string, event: string) =>
  `<IssueVaccinationCertificate_v1 xmlns="${namespace}"><person>${person}</person><event>${event}</event></IssueVaccinationCertificate_v1>`

const name = '<familyName>Тест</familyName><givenName>Ім’я</givenName>'
const person = `${name}<birthDate>1990-01-31</birthDate>`
const event =
  '<product>EU/1/20/1528</product><doseNumber>1</doseNumber><totalDoses>2</totalDoses><date>2021-06-01</date><country>UA</country>'
const uvci = '<uvci>URN:UVCI:01:UA:1</uvci>'

const kinds: [title: string, element: string, path: string, rule: string][] = [
  ['a pattern', status('<uvci>x</uvci>'), '/uvci', 'pattern [A-Za-z0-9/:#]{5,80}'],
  [
    'a pattern with quotes in it',
    vaccination(person.replace('Тест', '1'), event),
    '/person/familyName',
    "pattern [\\p{L}][\\p{L}\\p{M} .'’ʼ\\-]*",
  ],
  [
    'a pattern of a value that libxml2 cuts off',
    status(`<context><purposeId>${'Ї'.repeat(70_000)}</purposeId></context>${uvci}`),
    '/context/purposeId',
    'pattern',
  ],
  [
    'a pattern with an optional part',
    vaccination(person, `${event}<facility><edrpou>1</edrpou><name>x</name></facility>`),
    '/event/facility/edrpou',
    'pattern [0-9]{8}([0-9]{2})?',
  ],
  ['a greatest length', verify(`<hc1>${'A'.repeat(8193)}</hc1>`), '/hc1', 'maxLength 8192'],
  ['a smallest length', verify('<hc1></hc1>'), '/hc1', 'minLength 1'],
  ['a length of bytes', verify(`<cose>${'AAAA'.repeat(2731)}</cose>`), '/cose', 'maxLength 8192'],
  [
    'a smallest number',
    vaccination(person, event.replace('>1<', '>0<')),
    '/event/doseNumber',
    'minInclusive 1',
  ],
  [
    'a greatest number',
    vaccination(person, event.replace('>2<', '>10<')),
    '/event/totalDoses',
    'maxInclusive 9',
  ],
  [
    'an enumeration',
    vaccination(person, event).replace(
      '</event>',
      '</event><delivery><rendering><format>GIF</format></rendering></delivery>',
    ),
    '/delivery/rendering/format',
    'one of SVG or PNG or PDF',
  ],
  [
    'a type of the schema',
    vaccination(person.replace('1990-01-31', '1990-02-31'), event),
    '/person/birthDate',
    'type Date',
  ],
  [
    'a type of XML Schema',
    status(`<context><validateOnly>yes</validateOnly></context>${uvci}`),
    '/context/validateOnly',
    'type xs:boolean',
  ],
  [
    'a missing child',
    vaccination(name, event),
    '/person',
    'missing child; expected secondName or familyNameLatin or givenNameLatin or birthDate',
  ],
  ['one of several missing children', status(''), '', 'missing child; expected context or uvci'],
  ['an unexpected element', status('<other/>'), '/*', 'not expected; expected context or uvci'],
  ['an element too many', status(`${uvci}${uvci}`), '/uvci[2]', 'at most 1'],
  [
    'an element of another namespace',
    status('<uvci xmlns="urn:x">URN:UVCI:01</uvci>'),
    '/*',
    'not expected; expected context or uvci',
  ],
  [
    'an element inside a value',
    status('<uvci>URN:UVCI:<b/>01</uvci>'),
    '/uvci',
    'elements are not allowed here',
  ],
  ['text among elements', status(`text${uvci}`), '', 'text is not allowed here'],
  [
    'an attribute',
    status('<uvci other="1">URN:UVCI:01</uvci>'),
    '/uvci',
    'attribute is not allowed',
  ],
  ['xsi:nil', status(`<uvci ${instance} xsi:nil="true"/>`), '/uvci', 'must not be nil'],
  [
    'an unknown xsi:type',
    status(`<uvci ${instance} xsi:type="Other">URN:UVCI:01</uvci>`),
    '/uvci',
    'type',
  ],
  [
    'a malformed xsi:type',
    status(`<uvci ${instance} xsi:type="a b">URN:UVCI:01</uvci>`),
    '/uvci',
    'type',
  ],
]

describe('violations', () => {
  for (const [title, element, path, rule] of kinds) {
    it(`name path and rule of ${title}`, () => {
      const [root = ''] = /(?<=^<)\w+/.exec(element) ?? []
      expect(violations(element)[0]).to.deep.equal({ path: `${root}${path}`, rule })
    })
  }

  it('name all that is wrong at once', () => {
    const paths = violations(vaccination(name, event.replace('>1<', '>0<').replace('UA', 'ua')))
    expect(paths.map(({ path }) => path.split('/').at(-1))).to.deep.equal([
      'person',
      'doseNumber',
      'country',
    ])
  })

  it('find their path under any prefixes and past siblings of the same name', () => {
    const renderings = '<p:rendering><p:format>PNG</p:format></p:rendering>'.repeat(2)
    const element = vaccination(person, event)
      .replace('</event>', `</event><p:delivery xmlns:p="${namespace}">${renderings}</p:delivery>`)
      .replace(
        'PNG</p:format></p:rendering></p:delivery>',
        'X</p:format></p:rendering></p:delivery>',
      )
    expect(violations(element)).to.deep.equal([
      {
        path: 'IssueVaccinationCertificate_v1/delivery/rendering[2]/format',
        rule: 'one of SVG or PNG or PDF',
      },
    ])
  })

  it('name neither an element nor a root that the schema does not know', () => {
    expect(violations(`<Шевченко xmlns="${namespace}"/>`)).to.deep.equal([
      { path: '*', rule: 'schema' },
    ])
    const [inside] = violations(status('<Шевченко1234567890/>'))
    expect(inside?.path).to.equal('GetCertificateStatus_v1/*')
  })

  it('fall back to “schema” for a sentence of libxml2 that nobody foresaw', () => {
    expect(ruleOf("Element 'a': Something new about 'Шевченко'.", new Set(['a']))).to.deep.equal({
      text: 'schema',
      unexpected: false,
    })
  })

  it('never take a word that is not of the schema', () => {
    const message =
      "Element 'a': [facet 'pattern'] The value 'x' is not accepted by the pattern 'Шевченко'."
    expect(ruleOf(message, new Set(['a'])).text).to.equal('pattern')
  })
})

/** libxml2's own sentences, with room for a secret: what a value would have to look like to be quoted. */
const phrases = [
  " is not accepted by the pattern '%'.",
  " is not an element of the set {'%'}.",
  "; this exceeds the allowed maximum length of '%'.",
  "; this underruns the allowed minimum length of '%'.",
  " is less than the minimum value allowed ('%').",
  " is greater than the maximum value allowed ('%').",
  " is not a valid value of the atomic type '%'.",
  "': Missing child element(s). Expected is ( % ).",
  "': This element is not expected. Expected is ( {%}% ).",
  ': This element is not expected.%',
  " [facet '%'] ",
  '%',
  "'%'",
  '{%}',
  '[%]',
]

describe('a client’s value', () => {
  const secret = fc.oneof(
    fc.string({ minLength: 4, unit: 'grapheme-ascii' }),
    fc.stringMatching(/^[А-ЯЇІЄҐа-яїієґ]{4,20}$/),
    fc.stringMatching(/^[0-9]{4,14}$/),
  )
  const crafted = fc
    .tuple(
      secret,
      fc.array(fc.constantFrom(...phrases), { maxLength: 3 }),
      fc.constantFrom(1, 1, 1, 9_000),
    )
    .map(([word, list, times]) => ({
      word,
      value: `${[word, ...list].join('').replaceAll('%', () => word)}`
        .repeat(times)
        .slice(0, 200_000),
    }))
  const escaped = (text: string) =>
    text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

  const places: ((value: string) => string)[] = [
    (value) => status(`<uvci>${value}</uvci>`),
    (value) => status(`<context><purposeId>${value}</purposeId></context>${uvci}`),
    (value) => vaccination(person.replace('Тест', value), event),
    (value) => vaccination(person.replace('1990-01-31', value), event),
    (value) => vaccination(`${person}<rnokpp>${value}</rnokpp>`, event),
    (value) => vaccination(person, event.replace('>1<', `>${value}<`)),
    (value) =>
      vaccination(
        person,
        `${event}<facility><edrpou>${value}</edrpou><name>${value}</name></facility>`,
      ),
    (value) => status(`${value}${uvci}`),
    (value) => status(`<uvci other="${value}">URN:UVCI:01</uvci>`),
    (value) => status(`<uvci ${instance} xsi:type="${value}">URN:UVCI:01</uvci>`),
    (value) => status(`<uvci ${instance} xsi:nil="${value}">URN:UVCI:01</uvci>`),
    (value) => status(`<other xmlns="${value}"/>`),
    (value) => status(`<uvci xmlns:o="${value}" o:other="1">URN:UVCI:01</uvci>`),
  ]

  const ownWords = kinds.map(([, , , rule]) => rule).join('\n') + schemaText

  it('never appears in a violation, whatever it imitates', () => {
    fc.assert(
      fc.property(crafted, fc.constantFrom(...places), ({ word, value }, place) => {
        fc.pre(!ownWords.includes(word) && !ownWords.includes(value))
        let text: string
        try {
          text = JSON.stringify(violations(place(escaped(value))))
        } catch (error) {
          // A namespace that is none is not well-formed; that is another refusal.
          expect(error).to.have.property('code', 'NOT_XML')
          return
        }
        expect(text).not.to.include(JSON.stringify(word).slice(1, -1))
        expect(text.length).to.be.below(2000)
      }),
      { numRuns: 1000 },
    )
  })
})
