import { expect } from 'chai'
import { certificateKind, type Dcc, schemaProblems } from '../../src/hcert/payload.ts'
import { recovery, test, vaccination } from './samples.ts'

const strict = (dcc: unknown) => schemaProblems(dcc, { strict: true })
const lenient = (dcc: unknown) => schemaProblems(dcc, { strict: false })

/** A payload with members of its entry, or of itself, replaced. */
function changed(dcc: Dcc, entry: object, top: object = {}): unknown {
  const kind = certificateKind(dcc) as 'v' | 't' | 'r'
  return { ...dcc, [kind]: [{ ...dcc[kind]?.[0], ...entry }], ...top }
}

const named = (nam: object) => changed(vaccination, {}, { nam: { ...vaccination.nam, ...nam } })
const without = (name: string) => changed(vaccination, { [name]: undefined })

/** What is broken; the payload; what strict says first; what lenient says first, if anything. */
const broken: readonly [string, unknown, string, string?][] = [
  ['what is no object', 'text', '/: type object', '/: type object'],
  ['nothing', undefined, '/: type object', '/: type object'],
  ['an empty object', {}, '/: required ver', '/: required ver'],
  ['a certificate of two kinds', { ...vaccination, ...recovery }, '/: oneOf', '/: oneOf'],
  ['a certificate of no kind', { ...vaccination, v: undefined }, '/: required v', '/: required v'],
  ['no entry', { ...vaccination, v: [] }, '/v: minItems 1', '/v: minItems 1'],
  [
    'two entries',
    { ...vaccination, v: [...(vaccination.v ?? []), ...(vaccination.v ?? [])] },
    '/v: maxItems 1',
    '/v: maxItems 1',
  ],
  [
    'an entry that is null',
    { ...vaccination, v: [null] },
    '/v/0: type object',
    '/v/0: type object',
  ],
  [
    'a version of two numbers',
    changed(vaccination, {}, { ver: '1.3' }),
    '/ver: pattern',
    '/ver: pattern',
  ],
  [
    'no name',
    named({ fnt: undefined, gnt: undefined }),
    '/nam: required fnt',
    '/nam: required fnt',
  ],
  ['a name without its MRZ form', named({ fnt: undefined }), '/nam: required fnt'],
  ['an MRZ name in small letters', named({ fnt: 'Kvitka' }), '/nam/fnt: pattern'],
  ['an MRZ name that ends in a filler', named({ gnt: 'ZORIA<' }), '/nam/gnt: pattern'],
  [
    'a name over 80 characters',
    named({ fn: 'Я'.repeat(81) }),
    '/nam/fn: maxLength 80',
    '/nam/fn: maxLength 80',
  ],
  ['a name that is not NFC', named({ fn: 'Йосип'.normalize('NFD') }), '/nam/fn: format nfc'],
  ['a member of its own', changed(vaccination, {}, { photo: 'x' }), '/: additionalProperties'],
  ['an entry with a member of its own', changed(test, { dr: 'x' }), '/t/0: additionalProperties'],
  ['a name with a member of its own', named({ second: 'x' }), '/nam: additionalProperties'],
  ['dose 0', changed(vaccination, { dn: 0 }), '/v/0/dn: minimum 1', '/v/0/dn: minimum 1'],
  ['dose 10', changed(vaccination, { dn: 10 }), '/v/0/dn: maximum 9'],
  [
    'half a dose',
    changed(vaccination, { sd: 1.5 }),
    '/v/0/sd: type integer',
    '/v/0/sd: type integer',
  ],
  [
    'a dose as text',
    changed(vaccination, { sd: '2' }),
    '/v/0/sd: type integer',
    '/v/0/sd: type integer',
  ],
  ['a country of three letters', changed(vaccination, { co: 'UKR' }), '/v/0/co: pattern'],
  [
    'a country in small letters',
    changed(vaccination, { co: 'ua' }),
    '/v/0/co: pattern',
    '/v/0/co: pattern',
  ],
  [
    'a code with a blank behind it',
    changed(vaccination, { mp: 'EU/1/20/1528 ' }),
    '/v/0/mp: pattern',
  ],
  [
    'an identifier over 80 characters',
    changed(vaccination, { ci: 'U'.repeat(81) }),
    '/v/0/ci: maxLength 80',
    '/v/0/ci: maxLength 80',
  ],
  [
    'the 30th of February',
    changed(vaccination, { dt: '2021-02-30' }),
    '/v/0/dt: format date',
    '/v/0/dt: format date',
  ],
  ['a date with a time', changed(recovery, { fr: '2021-10-01T00:00:00' }), '/r/0/fr: format date'],
  [
    'a sample time without offset',
    changed(test, { sc: '2022-01-10T09:30:00' }),
    '/t/0/sc: format date-time',
  ],
  [
    'a sample time that is a date',
    changed(test, { sc: '2022-01-10' }),
    '/t/0/sc: format date-time',
    '/t/0/sc: format date-time',
  ],
  [
    'a birth in another century',
    changed(vaccination, {}, { dob: '1899-12-31' }),
    '/dob: format birth-date',
    '/dob: format birth-date',
  ],
]

describe('payload', () => {
  for (const dcc of [vaccination, test, recovery]) {
    it(`finds no fault with a ${certificateKind(dcc)} certificate of ours`, () => {
      expect(strict(dcc)).to.deep.equal([])
      expect(lenient(dcc)).to.deep.equal([])
    })
  }

  for (const [what, dcc, issued, verified] of broken) {
    it(`refuses ${what} on issue${verified === undefined ? ', and forgives it on verification' : ''}`, () => {
      expect(strict(dcc)).to.include(issued)
      expect(lenient(dcc)).to.satisfy((problems: string[]) =>
        verified === undefined ? problems.length === 0 : problems.includes(verified),
      )
    })
  }

  for (const name of Object.keys(vaccination.v?.[0] ?? {})) {
    it(`requires ${name} of a vaccination in both readings`, () => {
      expect(strict(without(name))).to.deep.equal([`/v/0: required ${name}`])
      expect(lenient(without(name))).to.deep.equal([`/v/0: required ${name}`])
    })
  }

  it('takes 1.0 for 1, as some issuers write doses', () => {
    expect(lenient(changed(vaccination, { dn: 1.0 }))).to.deep.equal([])
  })

  it('never quotes a value or a name that is not in the schema', () => {
    const secret = { Secret: 'Secret', dn: 'Secret', dt: 'Secret', ci: 7, co: 'Secret' }
    for (const problem of strict(changed(vaccination, secret, { Secret: 1, dob: 'Secret' }))) {
      expect(problem).not.to.include('Secret')
    }
  })

  it('tells the kind of a payload before any schema was asked', () => {
    expect([vaccination, test, recovery].map(certificateKind)).to.deep.equal(['v', 't', 'r'])
    for (const none of [undefined, null, 'v', 7, {}, { ...vaccination, ...test }]) {
      expect(certificateKind(none)).to.equal(undefined)
    }
  })
})
