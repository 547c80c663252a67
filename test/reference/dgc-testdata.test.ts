// The published test certificates (github.com/eu-digital-green-certificates/dgc-testdata,
// Apache-2.0): every expectation of every file that is there. Ukraine's and the common ones must
// agree without exception; what else disagrees is listed with its reason, and the list must be
// exact.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readHc1 } from '../../src/hcert/certificate.ts'
import { ask, expectations, type Vector } from './dgc-expectations.ts'

const root = join(process.env.REFERENCE_DATA ?? '../shared/data', 'dgc-testdata')

/** `<file> <expectation>`: why we answer otherwise. */
const disagreements: Readonly<Record<string, string>> = {
  'RO/2DCode/raw/2.json EXPECTEDSCHEMAVALIDATION':
    'two vaccinations in one certificate: schema 1.0 let them stand, 1.3 and every verifier since wants exactly one',
}

const files = existsSync(root)
  ? readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replaceAll('\\', '/'))
      .sort()
  : []

function read(file: string): Vector {
  return JSON.parse(readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, ''))
}

/** The expectations of a file that we do not meet. */
function disagreementsIn(file: string): string[] {
  const vector = read(file)
  return expectations.filter((name) => {
    const expected = vector.EXPECTEDRESULTS[name]
    const found = expected === undefined ? undefined : ask(name, vector)
    return found !== undefined && found !== expected
  })
}

const listed = (file: string) => expectations.filter((name) => `${file} ${name}` in disagreements)

describe('dgc-testdata', () => {
  if (files.length === 0) {
    it(`is skipped: there is no reference data at ${root}`, function () {
      this.skip()
    })
  }

  for (const file of files) {
    it(`${file} is judged as its authors expect`, () => {
      expect(disagreementsIn(file)).to.deep.equal(listed(file))
    })
  }

  for (const file of files.filter((name) => name.startsWith('UA/'))) {
    it(`${file} is asked every expectation, and its text reads to its COSE`, () => {
      const vector = read(file)
      expect(expectations.map((name) => ask(name, vector))).to.deep.equal(
        expectations.map(() => true),
      )
      const { coseBytes } = readHc1(vector.PREFIX ?? '')
      expect(Buffer.from(coseBytes).toString('hex')).to.equal(vector.COSE?.toLowerCase())
    })
  }

  it('excuses nothing of Ukraine and nothing common', () => {
    expect(Object.keys(disagreements).filter((row) => /^(UA|common)\//.test(row))).to.deep.equal([])
  })
})
