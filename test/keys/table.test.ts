import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readKeyTable } from '../../src/keys/table.ts'
import { temporaryFolder } from './certificates.ts'

const row = { certificate: 'dsc.pem', signer: { file: 'keys/dsc.key' } }

describe('the table of signing keys', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'keys.json')
  after(() => rmSync(folder, { recursive: true }))

  function read(text: string) {
    writeFileSync(path, text)
    return readKeyTable(path)
  }

  function problem(table: unknown): string {
    try {
      read(JSON.stringify(table))
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }

  it('says where certificate and key are, from its own folder on', () => {
    expect(read(JSON.stringify([row, { ...row, certificate: '/etc/a.pem' }]))).to.deep.equal([
      {
        certificate: join(folder, 'dsc.pem'),
        signer: { file: join(folder, 'keys/dsc.key') },
        types: undefined,
        usedFrom: undefined,
        usedUntil: undefined,
      },
      {
        certificate: '/etc/a.pem',
        signer: { file: join(folder, 'keys/dsc.key') },
        types: undefined,
        usedFrom: undefined,
        usedUntil: undefined,
      },
    ])
  })

  it('says types and instants', () => {
    const used = { usedFrom: '2022-02-01T00:00:00+02:00', usedUntil: '2022-08-01T00:00Z' }
    const [read1] = read(JSON.stringify([{ ...row, types: ['test', 'recovery'], ...used }]))
    expect(read1?.types).to.deep.equal(['test', 'recovery'])
    expect(read1?.usedFrom?.toISOString()).to.equal('2022-01-31T22:00:00.000Z')
    expect(read1?.usedUntil?.toISOString()).to.equal('2022-08-01T00:00:00.000Z')
  })

  for (const signer of [{ pkcs11: { label: 'a' } }, { pkcs11: { id: '0a' } }, { remote: 'dsc-1' }])
    it(`names a signer as ${JSON.stringify(signer)}`, () => {
      expect(read(JSON.stringify([{ ...row, signer }]))[0]?.signer).to.deep.equal(signer)
    })

  const broken: [what: string, change: object, RegExp][] = [
    ['no certificate', { certificate: undefined }, /row 1: certificate: a path/],
    ['an empty path', { certificate: '' }, /certificate: a path/],
    ['no signer', { signer: undefined }, /signer: \{"file"/],
    ['a signer that is a text', { signer: 'file' }, /signer: /],
    ['two signers', { signer: { file: 'a', remote: 'b' } }, /signer: /],
    ['a signer of no kind', { signer: { constructor: 'a' } }, /signer: /],
    ['a token without name', { signer: { pkcs11: {} } }, /signer: /],
    ['a token with two names', { signer: { pkcs11: { label: 'a', id: '0a' } } }, /signer: /],
    ['an id that is not hex', { signer: { pkcs11: { id: 'xyz' } } }, /signer: /],
    ['a type that is none', { types: ['vaccine'] }, /types: some of test, vaccination, recovery/],
    ['a type twice', { types: ['test', 'test'] }, /types: /],
    ['no type at all', { types: [] }, /types: /],
    ['a start without zone', { usedFrom: '2022-02-01T00:00:00' }, /usedFrom: a time with a zone/],
    ['an end that is none', { usedUntil: '2022-02-31T99:00:00Z' }, /usedUntil: a time with a zone/],
    ['a member that is unknown', { passphrase: 'canary' }, /only certificate, signer, types/],
  ]
  for (const [what, change, expected] of broken)
    it(`refuses ${what}`, () => {
      expect(problem([{ ...row, ...change }])).to.match(expected)
    })

  it('names every row and rule that is broken, and no value', () => {
    const text = problem([row, { ...row, types: ['canary'], usedFrom: 'canary' }, 'canary'])
    expect(text).to.match(/row 2: types: .*\n {2}row 2: usedFrom: .*\n {2}row 3: an object/s)
    expect(text).to.not.include('canary')
  })

  for (const table of [[], {}, null, Array(101).fill(row)])
    it(`is a list of some rows, not ${JSON.stringify(table).slice(0, 20)}`, () => {
      expect(problem(table)).to.match(/a list of 1 to 100 rows/)
    })

  it('is told when it cannot be read, without what stands in it', () => {
    expect(() => read('canary')).to.throw(/^KEY_TABLE \S+: cannot be read \(not JSON\)$/)
    expect(() => read(' '.repeat(65_537))).to.throw(/at most 65536 bytes/)
    expect(() => readKeyTable(join(folder, 'none.json'))).to.throw(/cannot be read \(ENOENT\)$/)
    mkdirSync(join(folder, 'folder'))
    expect(() => readKeyTable(join(folder, 'folder'))).to.throw(/cannot be read \(EISDIR\)$/)
  })
})
