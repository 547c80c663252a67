import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { writeElement } from '../../src/contract/codec.ts'
import { responseViolations } from '../../src/contract/schema.ts'
import { dictionary, dictionaryNames } from '../../src/engine/dictionaries.ts'
import { failures } from '../../src/errors.ts'
import { hashKindNames } from '../../src/hcert/revocation.ts'

const codesOf = (name: string) => new Set(dictionary({ name }).entry?.map(({ code }) => code))

/** Pattern of an element in an answer whose group is a code → the dictionaries it must be in. */
const places: readonly (readonly [pattern: RegExp, names: readonly string[]])[] = [
  [/<faultCode>([^<{]+)</g, ['REFUSAL', 'FAULT']],
  [/<status>([^<{]+)</g, ['STATUS']],
  [/<certificateType>([^<{]+)</g, ['CERTIFICATE_TYPE']],
  [/<certificateType>[^<]+<\/certificateType>\s*<outcome>([^<{]+)</g, ['ISSUING_OUTCOME']],
  [/<row>\s*<uvci>[^<]+<\/uvci>\s*<outcome>([^<{]+)</g, ['REVOCATION_OUTCOME']],
  [/<step>\s*<name>([^<{]+)</g, ['STEP']],
  [/<step>\s*<name>[^<]+<\/name>\s*<outcome>([^<{]+)</g, ['STEP_OUTCOME']],
  [/<step>\s*<name>[^<]+<\/name>\s*<outcome>[^<]+<\/outcome>\s*<code>([^<{]+)</g, ['FINDING']],
  [/<warning>\s*<code>([^<{]+)</g, ['WARNING']],
  [/<property>\s*<name>([^<{]+)</g, ['PROPERTY']],
  [/<content>\s*<name>([^<{]+)</g, ['CONTENT_NAME']],
  [/<verdict>([^<{]+)</g, ['VERDICT']],
  [/<nationalColour>([^<{]+)</g, ['COLOUR']],
  [/<format>([^<{]+)</g, ['RENDERING_FORMAT']],
  [/<reason>([^<{]+)</g, ['REVOCATION_REASON']],
  [/<environment>([^<{]+)</g, ['ENVIRONMENT']],
]

const answers = readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
  .filter((path) => /response[^/]*\.xml$/.test(path))
  .map((path) => readFileSync(`fixtures/${path}`, 'utf8'))

describe('dictionaries', () => {
  for (const name of dictionaryNames) {
    it(`gives ${name} as the contract has it, each code once, in both languages`, () => {
      const response = dictionary({ name })
      expect(responseViolations(writeElement('GetDictionary_v1Response', response))).to.deep.equal(
        [],
      )
      const entries = response.entry ?? []
      expect(entries).to.not.be.empty
      expect(new Set(entries.map(({ code }) => code)).size).to.equal(entries.length)
      for (const { textUk, textEn } of entries) {
        expect(textUk).to.not.equal('')
        expect(textEn).to.not.equal('')
      }
    })
  }

  it('lists all of them', () => {
    expect([...codesOf('DICTIONARIES'), 'DICTIONARIES']).to.have.members([...dictionaryNames])
  })

  it('keeps codes that are only read, and says so', () => {
    const product = dictionary({ name: 'PRODUCT' }).entry ?? []
    expect(product.some(({ active }) => !active)).to.equal(true)
    expect(product.some(({ active }) => active)).to.equal(true)
  })

  it('gives the version asked for while it is the current one', () => {
    const { version = '' } = dictionary({ name: 'STATUS' })
    expect(version).to.match(/^[0-9a-f]{12}$/)
    expect(dictionary({ name: 'STATUS', version })).to.deep.equal(dictionary({ name: 'STATUS' }))
    expect(dictionary({ name: 'COUNTRY' }).version).to.match(/^2\.12\.0\+[0-9a-f]{12}$/)
    expect(dictionary({ name: 'STATUS', version: 'another' }).fault?.faultCode).to.equal(
      'DICTIONARY_VERSION_UNKNOWN',
    )
  })

  for (const name of ['NOTHING', '__proto__', 'CONSTRUCTOR'])
    it(`refuses the name ${name}`, () => {
      const { fault } = dictionary({ name })
      expect(fault?.faultCode).to.equal('DICTIONARY_UNKNOWN')
      expect(fault?.violation?.map(({ path }) => path)).to.deep.equal(['name'])
    })

  it('have every kind of hash that batches are made of', () => {
    expect([...codesOf('HASH_TYPE')]).to.have.members([...hashKindNames])
  })

  it('have every failure, as a refusal or as a fault', () => {
    expect([...codesOf('REFUSAL'), ...codesOf('FAULT')]).to.have.members(Object.keys(failures))
  })

  for (const [pattern, names] of places)
    it(`hold every code that fixtures answer as ${names.join(' or ')}`, () => {
      const known = new Set(names.flatMap((name) => [...codesOf(name)]))
      const said = answers.flatMap((text) => Array.from(text.matchAll(pattern), ([, code]) => code))
      expect(said).to.not.be.empty
      expect(said.filter((code) => !known.has(code ?? ''))).to.deep.equal([])
    })
})
