import { expect } from 'chai'
import { ambiguity, type Candidate, chooseKey } from '../../src/keys/choice.ts'
import { type CertificateType, typesOf } from '../../src/usage.ts'

const key = (
  keyIdText: string,
  from: string,
  until: string,
  types: readonly CertificateType[] = typesOf(undefined),
): Candidate => ({ keyIdText, from: new Date(from), until: new Date(until), types })

const old = key('old', '2021-06-01', '2023-06-01')
const next = key('next', '2021-12-01', '2023-10-01')
const tests = key('tests', '2022-01-01', '2024-01-01', ['test'])
const short = key('short', '2022-02-01', '2022-03-01')
const twin = key('twin', '2021-06-01', '2024-01-01')

describe('the choice of the signing key', () => {
  const table: [string, Candidate[], CertificateType, string, string][] = [
    ['takes the only key', [old], 'vaccination', '2022-01-01', 'old'],
    ['keeps the old key until the new one starts', [old, next], 'test', '2021-11-30', 'old'],
    ['takes the new key from its start on', [old, next], 'test', '2021-12-01', 'next'],
    ['does not depend on the order of the keys', [next, old], 'test', '2021-12-01', 'next'],
    ['takes a key for its type only', [old, next, tests], 'recovery', '2022-02-01', 'next'],
    ['prefers the newest for the type', [tests, next, old], 'test', '2022-02-01', 'tests'],
    ['falls back when the newest is over', [old, short], 'recovery', '2022-03-02', 'old'],
    ['uses a key to its last moment', [old], 'recovery', '2023-05-31T23:59:59.999Z', 'old'],
    ['does not use a key at its end', [old], 'recovery', '2023-06-01', 'UNAVAILABLE'],
    ['finds none before the first start', [old, next], 'test', '2021-05-31', 'UNAVAILABLE'],
    ['finds none after the last end', [old, next], 'test', '2023-10-02', 'UNAVAILABLE'],
    ['finds none for a type of no key', [tests], 'vaccination', '2022-02-01', 'UNAVAILABLE'],
    ['finds none among none', [], 'vaccination', '2022-02-01', 'UNAVAILABLE'],
    ['takes none of two that start alike', [old, twin], 'test', '2022-02-01', 'AMBIGUOUS'],
    ['takes one that starts after two alike', [old, twin, next], 'test', '2022-02-01', 'next'],
    ['takes the twin whose other is over', [old, twin], 'test', '2023-07-01', 'twin'],
  ]
  for (const [title, keys, type, at, expected] of table)
    it(title, () => {
      const choice = chooseKey(keys, type, new Date(at))
      const told = 'key' in choice ? choice.key.keyIdText : choice.refused
      expect(told.replace('SIGNING_KEY_', '')).to.equal(expected)
    })
})

describe('the ambiguity of signing keys', () => {
  const vaccinations = key('v', '2022-01-01', '2024-01-01', ['vaccination'])

  it('is seen where two keys start at the same time for the same type', () => {
    expect(ambiguity([next, old, twin])).to.deep.equal([old, twin])
  })

  it('is none where they start at different times', () => {
    expect(ambiguity([old, next, short])).to.equal(undefined)
  })

  it('is none where they sign different types', () => {
    expect(ambiguity([tests, vaccinations])).to.equal(undefined)
  })
})
