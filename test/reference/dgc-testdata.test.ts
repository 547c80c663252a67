// The published test certificates (github.com/eu-digital-green-certificates/dgc-testdata,
// Apache-2.0): every expectation of every file that is there. Ukraine's and the common ones must
// agree without exception; what else disagrees has a reason, by name or by rule.

import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ask, bytes, clock, expectations, signer } from '../../scripts/dgc-testdata/expectations.ts'
import { namedDisagreements, reasonOf } from '../../scripts/dgc-testdata/reasons.ts'
import { answersOf, disagrees, print, run } from '../../scripts/dgc-testdata/report.ts'
import { isSame } from '../../scripts/dgc-testdata/same.ts'
import {
  type TestFile,
  testFilesIn,
  type Vector,
  vectorOf,
} from '../../scripts/dgc-testdata/vectors.ts'
import { createVerify } from '../../src/engine/verify.ts'
import { readCoseBytes, readHc1 } from '../../src/hcert/certificate.ts'
import { createTrustList } from '../../src/keys/trust/list.ts'
import { readPicture } from '../../src/render/picture/read.ts'
import { vaccination } from '../hcert/samples.ts'
import { makeCertificate } from '../keys/certificates.ts'

const root = join(process.env.REFERENCE_DATA ?? '../shared/data', 'dgc-testdata')

const files = testFilesIn(root)

/** The engine, with the vector's signer trusted and the vector's clock. */
function verifierOf(vector: Vector) {
  return createVerify({
    trust: createTrustList(signersOf(vector)),
    keys: { all: [] },
    register: { status: async () => undefined },
    readPicture,
    clock: { now: () => clock(vector) },
  })
}

/** None where what should be a certificate is none. */
function signersOf(vector: Vector): X509Certificate[] {
  try {
    return [signer(vector)]
  } catch {
    return []
  }
}

/** Steps that belong to the text; the others are asked of COSE, which may be another one than the text's. */
const ofText = ['PREFIX', 'BASE45', 'ZLIB']

/** Of some steps, those that failed; or those that another failure kept from being reached. */
async function failedOf(names: readonly string[], vector: Vector): Promise<string[]> {
  const cose = bytes(vector.COSE).toString('base64')
  const isText = names.some((name) => ofText.includes(name)) || cose === ''
  const { step = [] } = await verifierOf(vector)(isText ? { hc1: vector.PREFIX ?? '' } : { cose })
  const asked = step.filter(({ name }) => names.includes(name))
  return asked
    .filter(({ outcome, code }) => outcome === 'FAILED' || code === 'NOT_REACHED')
    .map(({ name }) => name)
}

/** Expectations of which each makes the whole verification fail, and the step that must then say so. */
const steps: Readonly<Record<string, readonly string[]>> = {
  EXPECTEDUNPREFIX: ['PREFIX'],
  EXPECTEDB45DECODE: ['BASE45'],
  EXPECTEDCOMPRESSION: ['ZLIB'],
  EXPECTEDVERIFY: ['CBOR', 'COSE', 'CWT', 'KEY', 'SIGNATURE'],
  EXPECTEDKEYUSAGE: ['KEY_USAGE'],
  EXPECTEDEXPIRATIONCHECK: ['TIME'],
  EXPECTEDSCHEMAVALIDATION: ['SCHEMA'],
}

describe('dgc-testdata', () => {
  if (files.length === 0) {
    it(`is skipped: there is no reference data at ${root}`, function () {
      this.skip()
    })
  }

  for (const file of files) {
    it(`${file.name} is judged as its authors expect, or there is a reason`, async () => {
      const answers = await answersOf(file)
      const unexplained = answers.filter((answer) => disagrees(answer) && !answer.reason)
      expect(unexplained).to.deep.equal([])
      if (['UA', 'common'].includes(file.country))
        expect(answers.filter(disagrees)).to.deep.equal([])
    })
  }

  for (const { name, vector } of files.filter(({ country }) => country === 'UA')) {
    it(`${name} is asked every expectation, and its text reads to its COSE`, async () => {
      expect(vector, name).to.not.equal(undefined)
      const found = await Promise.all(expectations.map((one) => ask(one, vector as Vector)))
      expect(found).to.deep.equal(expectations.map(() => true))
      const { coseBytes } = readHc1(vector?.PREFIX ?? '')
      expect(Buffer.from(coseBytes).equals(bytes(vector?.COSE))).to.equal(true)
    })

    it(`${name} is valid as a whole, from its text and from its picture`, async () => {
      const verify = verifierOf(vector as Vector)
      for (const request of [{ hc1: vector?.PREFIX ?? '' }, { image: vector?.['2DCODE'] ?? '' }]) {
        expect((await verify(request)).verdict).to.equal('VALID')
      }
    })
  }

  it('has the whole verification fail at the step that the authors expect to fail', async () => {
    const asked = files.flatMap(({ name, vector }) =>
      Object.entries(steps)
        .filter(
          ([one]) =>
            vector?.EXPECTEDRESULTS[one] === false &&
            (vector.PREFIX || vector.COSE) &&
            vector.TESTCTX.CERTIFICATE,
        )
        .map(([one, names]) => ({ name, one, names, vector: vector as Vector })),
    )
    for (const { name, one, names, vector } of asked) {
      if (reasonOf(name, one, vector) !== undefined) continue
      expect(await failedOf(names, vector), `${name} ${one}`).to.not.deep.equal([])
    }
  })

  it('names no disagreement that does not occur', async () => {
    const answers = (await run(files)).answers.filter(disagrees)
    const found = answers.map(({ file, expectation }) => `${file} ${expectation}`)
    const here = namedDisagreements.filter((row) =>
      files.some(({ name }) => row.startsWith(`${name} `)),
    )
    expect(found).to.include.members(here)
  })
})

describe('the runner of dgc-testdata', () => {
  const empty = { TESTCTX: {}, EXPECTEDRESULTS: {} }
  const json = JSON.stringify({ COSE: 'D2', EXPECTEDRESULTS: { EXPECTEDDECODE: true } })

  it('reads a file with a byte order mark, and one in UTF-16', () => {
    const vector = { ...empty, COSE: 'D2', EXPECTEDRESULTS: { EXPECTEDDECODE: true } }
    expect(vectorOf(Buffer.from(`\uFEFF${json}`))).to.deep.equal(vector)
    expect(vectorOf(Buffer.from(`\uFEFF${json}`, 'utf16le'))).to.deep.equal(vector)
  })

  it('passes over what is no test', async () => {
    const stray = ['', '[]', '{"EXPECTEDRESULTS":', '{"v":[]}', '{"EXPECTEDRESULTS":3}']
    const found = stray.map(
      (text, at): TestFile => ({
        name: `${at}.json`,
        country: 'PL',
        vector: vectorOf(Buffer.from(text)),
      }),
    )
    const done = await run(found)
    expect(done.answers).to.deep.equal([])
    expect(print(done)).to.include(
      'Passed over, being no tests: 0.json, 1.json, 2.json, 3.json, 4.json.',
    )
  })

  it('asks nothing for which the fields are missing or of names that are misspelt', async () => {
    const vector = {
      ...empty,
      COSE: '',
      EXPECTEDRESULTS: { EXPECTEDVERIFY: true, EXPTECTEDEXPIRED: true, EXPECTEDDECODE: true },
    }
    expect(await answersOf({ name: 'x.json', country: 'PL', vector })).to.deep.equal([])
  })

  it('takes a certificate that is none for a signature that does not verify', async () => {
    const vector = { ...empty, COSE: 'd2', TESTCTX: { CERTIFICATE: 'AAAA' } }
    expect(await ask('EXPECTEDVERIFY', vector)).to.equal(false)
  })

  it('takes a certificate with the lines of PEM', function () {
    const [file] = files
    if (file?.vector === undefined) return this.skip()
    const given = file.vector.TESTCTX.CERTIFICATE ?? ''
    const pem = new X509Certificate(Buffer.from(given, 'base64')).toString()
    expect(signer({ ...empty, TESTCTX: { CERTIFICATE: pem } }).raw).to.deep.equal(
      signer(file.vector).raw,
    )
  })

  for (const [text, time] of [
    ['2021-06-07T10:00:00Z', '2021-06-07T10:00:00.000Z'],
    ['2021-06-07T10:00:00', '2021-06-07T10:00:00.000Z'],
    ['2021-06-07T10:00:00.5+02:00', '2021-06-07T08:00:00.500Z'],
    ['2021-06-07T10:00:00+0200', '2021-06-07T08:00:00.000Z'],
    ['2021-06-07', '2021-06-07T00:00:00.000Z'],
  ] as const) {
    it(`reads the clock ${text}`, () => {
      const TESTCTX = { VALIDATIONCLOCK: text }
      expect(clock({ ...empty, TESTCTX }).toISOString()).to.equal(time)
    })
  }

  for (const [same, one, other] of [
    [true, { a: 1, b: null }, { a: 1 }],
    [true, { a: 1, b: [2] }, { b: [2], a: 1 }],
    [false, { a: [1] }, { a: [1, 2] }],
    [false, { a: 1 }, { b: 1 }],
    [true, 'é', 'e\u0301'],
    [true, '2021-06-07T10:00:00+02:00', '2021-06-07T08:00:00Z'],
    [true, '2021-06-07T10:00:00.123Z', '2021-06-07T10:00:00Z'],
    [true, '2021-06-07', '2021-06-07T00:00:00'],
    [false, '2021-06-07', '2021-06-08'],
    [false, '2021-06-07T10:00:00Z', '2021-06-07T11:00:00Z'],
    [false, 'a', '2021-06-07'],
    [false, 1, '1'],
  ] as const) {
    it(`finds ${JSON.stringify(one)} and ${JSON.stringify(other)} ${same ? 'the same' : 'different'}`, () => {
      expect(isSame(one, other)).to.equal(same)
      expect(isSame(other, one)).to.equal(same)
    })
  }

  it('tells what nobody can explain from what has a reason', async function () {
    const [first] = files.filter(({ name }) => name === 'UA/2DCode/raw/1.json')
    if (first?.vector === undefined) return this.skip()
    const EXPECTEDRESULTS = { EXPECTEDVERIFY: false, EXPECTEDSCHEMAVALIDATION: false }
    const answers = await answersOf({ ...first, vector: { ...first.vector, EXPECTEDRESULTS } })
    expect(
      answers.map(({ expectation, reason }) => [expectation, reason !== undefined]),
    ).to.deep.equal([
      ['EXPECTEDSCHEMAVALIDATION', true],
      ['EXPECTEDVERIFY', false],
    ])
    const page = print({ answers, passedOver: [], files: [first] })
    expect(page).to.include(
      '| UA/2DCode/raw/1.json | `EXPECTEDVERIFY` | false | **not explained** |',
    )
  })

  it('explains by its rules what our policies answer otherwise, and no other answer', async function () {
    const [known] = files.filter(({ name }) => name === 'common/2DCode/raw/CO16.json')
    if (known?.vector === undefined) return this.skip()
    const expecting = (name: string, expected: boolean, vector: Partial<Vector>) =>
      reasonOf('XX/1.json', name, { ...empty, ...vector, EXPECTEDRESULTS: { [name]: expected } })
    const schema = (payload: object, expected: boolean) =>
      expecting('EXPECTEDSCHEMAVALIDATION', expected, { JSON: payload })
    expect(schema({ ...vaccination, v: [1, 2] }, true)).to.include('several events')
    expect(schema({ ...vaccination, dob: '1985-02-30' }, true)).to.include('in no calendar')
    expect(schema({ ...vaccination, ver: 1 }, true)).to.equal(undefined)
    const name = { fnt: 'd’Zrazok' }
    expect(schema({ ...vaccination, nam: name }, false)).to.include('/nam/fnt: pattern')
    expect(schema(vaccination, false)).to.include('valid to the letter')
    const { COSE = '' } = known.vector
    const early = (clock: string) =>
      expecting('EXPECTEDEXPIRATIONCHECK', false, { COSE, TESTCTX: { VALIDATIONCLOCK: clock } })
    const { issuedAt } = readCoseBytes(bytes(COSE)).cwt
    const ahead = (seconds: number) => new Date((issuedAt - seconds) * 1000).toISOString()
    expect(early(ahead(119))).to.include('two minutes')
    expect(early(ahead(121))).to.equal(undefined)
  })

  for (const [usages, reason] of [
    [['2.23.136.1.1.14.2'], true],
    [[], false],
    [['2.23.136.1.1.14.2', '1.3.6.1.4.1.1847.2021.1.1'], false],
  ] as const) {
    it(`explains foreign key usages alone: ${usages.join(' and ') || 'none'}`, async () => {
      const { certificate } = await makeCertificate({ extendedKeyUsage: [...usages] })
      const TESTCTX = { CERTIFICATE: certificate.raw.toString('base64') }
      const vector = { ...empty, TESTCTX, EXPECTEDRESULTS: { EXPECTEDKEYUSAGE: false } }
      expect(reasonOf('XX/1.json', 'EXPECTEDKEYUSAGE', vector) !== undefined).to.equal(reason)
    })
  }

  it('prints docs/conformance.md', async function () {
    const page = readFileSync('docs/conformance.md', 'utf8')
    const printed = [...page.matchAll(/^\| (\w+) \| \d+ \| \d+ \|/gm)].map(([, country]) => country)
    const here = [...new Set(files.map(({ country }) => country))]
    // Another set of countries has another page.
    if (here.sort().join() !== printed.sort().join()) return this.skip()
    expect(page).to.equal(print(await run(files)))
  })
})
