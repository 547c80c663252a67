import { expect } from 'chai'
import fc from 'fast-check'
import { writeElement } from '../../src/contract/codec.ts'
import { fits } from '../../src/contract/judge.ts'
import { type Field, operationHashes, shapes } from '../../src/contract/operations.ts'
import { responseViolations } from '../../src/contract/schema.ts'

/** Texts at the edges of what types allow, right and wrong. */
const texts = [
  ...['', ' ', 'VALID', 'valid', 'A', 'A'.repeat(64), 'A'.repeat(65), 'GREEN', 'SIGNATURE'],
  ...[
    'Вигадана',
    'О’Зразок',
    '-Зразок',
    '\u{1d400}',
    '\ud800',
    '\u0000',
    'a\rb',
    'a\u00a0b',
    '<&>',
  ],
  ...['0000000017', '00000000017', '19800101-00001', '00000001', 'UA', 'UAA', 'uk', 'SVG', 'PDF'],
  ...['2022-02-10', '2022-02-30', '2024-02-29', '2023-02-29', '2022-00-10', '22-02-10'],
  ...['2022-02-10T08:00:00Z', '2022-02-10T08:00:00.123Z', '2022-02-30T08:00:00Z'],
  ...['2022-02-10T08:00:00', '2022-02-10T24:00:00Z', '2022-02-10T08:00:60Z'],
  ...['2022-02-10T08:00:00+14:00', '2022-02-10T08:00:00+15:00', '2022-02-10T08:00:00+02:60'],
  ...['URN:UVCI:01:UA:00000000000000000000000000000001', 'HC1:6BF+', 'AAAAAAAAAAA=', 'a b', '!~'],
  ...['AAAA', 'AAA=', 'AA==', 'A===', 'AAA', '=AAA', 'AA AA', 'f'.repeat(64), 'F'.repeat(64)],
  ...[
    'x'.repeat(500),
    'x'.repeat(501),
    'x'.repeat(2000),
    'x'.repeat(2001),
    '\u{1d400}'.repeat(2000),
  ],
  ...['A'.repeat(10_924), 'A'.repeat(10_928), 'EU/1/20/1528', 'PASSPORT', 'АА 000001'],
]

const numbers = [0, 1, -1, 9, 10, 1.5, 2 ** 31 - 1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY]
const plain = new Set(['string', 'date', 'dateTime', 'integer', 'boolean', 'base64'])

const anySimple = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom<unknown>(...texts) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...numbers, true, false) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
)

/** A value of the right kind more often than not: else nothing would ever fit. */
const likely: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  integer: fc.constantFrom<unknown>(...numbers, '1'),
  boolean: fc.constantFrom<unknown>(true, false, 'true', 1),
  base64: fc.constantFrom<unknown>(...texts.slice(-16), ...texts),
}

/** What usually fits, by the name of the simple type. */
const usual: Readonly<Record<string, unknown>> = {
  Code: 'VALID',
  Time: '2022-02-10T08:00:00.000Z',
  Date: '2022-02-10',
  Uvci: 'URN:UVCI:01:UA:00000000000000000000000000000001',
  KeyIdentifier: 'AAAAAAAAAAA=',
  Sha256Hex: 'f'.repeat(64),
  Country: 'UA',
  Rnokpp: '0000000017',
  Unzr: '19800101-00001',
  Reference: 'x',
}

function anyOne(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (!plain.has(field.type)) return anyValue(field.type, depth + 1)
  const often = usual[field.simple ?? ''] ?? (field.type === 'base64' ? 'AAAA' : 'text')
  return fc.oneof(
    { weight: 12, arbitrary: likely[field.type] ?? fc.constant(often) },
    { weight: 1, arbitrary: anySimple },
  )
}

function anyField(field: Field, depth: number): fc.Arbitrary<unknown> {
  const one = anyOne(field, depth)
  const some = field.many ? fc.oneof(one, fc.array(one, { maxLength: 3 })) : one
  const absent = { weight: field.optional ? 3 : 1, arbitrary: fc.constant(undefined) }
  return fc.oneof({ weight: field.optional ? 3 : 40, arbitrary: some }, absent)
}

function anyValue(shape: string, depth = 0): fc.Arbitrary<object> {
  const fields = shapes[shape] ?? []
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, anyField(field, depth)])))
}

describe('the judge of what is written', () => {
  for (const operation of Object.keys(operationHashes)) {
    const shape = `${operation}Response`
    it(`lets no ${shape} pass that libxml2 would not`, () => {
      let passed = 0
      const judged = fc.property(anyValue(shape), (value) => {
        if (!fits(shape, value)) return
        passed++
        expect(responseViolations(writeElement(shape, value))).to.deep.equal([])
      })
      fc.assert(judged, { numRuns: 1500, seed: 20220210 })
      expect(passed).to.be.above(30)
    })
  }

  for (const shape of ['Person', 'Vaccination', 'Test', 'Recovery', 'Delivery'])
    it(`knows the rules of a ${shape}`, () => {
      const issuing = 'ReissueCertificate_v1'
      const field = shape.toLowerCase()
      const whole = anyValue(issuing).map((value) => ({ ...value, uvci: usual.Uvci }))
      const judged = fc.property(fc.tuple(whole, anyValue(shape)), ([rest, value]) => {
        const request = { ...rest, [field]: value }
        if (!fits(issuing, request)) return
        expect(responseViolations(writeElement(issuing, request))).to.deep.equal([])
      })
      fc.assert(judged, { numRuns: 500, seed: 20220211 })
    })

  it('leaves to libxml2 what it is not sure of', () => {
    expect(fits('NoSuchShape', {})).to.equal(false)
    const dictionary = 'GetDictionary_v1Response'
    expect(fits(dictionary, { version: '1' })).to.equal(true)
    expect(fits(dictionary, { version: '\u{1d400}'.repeat(2000) })).to.equal(false)
    expect(fits(dictionary, { version: 'a\ud800' })).to.equal(false)
    expect(fits(dictionary, { entry: [null] })).to.equal(false)
  })

  it('counts how often an element may stand', () => {
    const list = (length: number) => ({
      uvci: Array.from({ length }, () => usual.Uvci),
      reason: 'OTHER',
    })
    expect(fits('RevokeCertificates_v1', list(1000))).to.equal(true)
    expect(fits('RevokeCertificates_v1', list(1001))).to.equal(false)
    expect(fits('RevokeCertificates_v1', list(0))).to.equal(false)
  })
})
