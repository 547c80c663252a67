import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { ambiguity, type Candidate, chooseKey } from '../../src/keys/choice.ts'
import type { CertificateType } from '../../src/keys/usage.ts'

const family = '1.3.6.1.4.1.1847.2021.1'

const key = (
  keyIdText: string,
  from: string,
  [notBefore, notAfter]: [string, string],
  extendedKeyUsage?: string[],
): Candidate => ({
  keyIdText,
  from: new Date(from),
  notBefore: new Date(notBefore),
  notAfter: new Date(notAfter),
  extendedKeyUsage,
})

const old = key('old', '2021-06-01', ['2021-06-01', '2023-06-01'])
const next = key('next', '2021-12-01', ['2021-10-01', '2023-10-01'])
const tests = key('tests', '2022-01-01', ['2022-01-01', '2024-01-01'], [`${family}.1`])
const short = key('short', '2022-02-01', ['2022-02-01', '2022-03-01'])

describe('the choice of the signing key', () => {
  const table: [string, Candidate[], CertificateType, string, string | undefined][] = [
    ['takes the only key', [old], 'vaccination', '2022-01-01', 'old'],
    ['keeps the old key until the new one starts', [old, next], 'test', '2021-11-30', 'old'],
    ['takes the new key from its start on', [old, next], 'test', '2021-12-01', 'next'],
    ['does not depend on the order of the keys', [next, old], 'test', '2021-12-01', 'next'],
    ['takes a key for its type only', [old, next, tests], 'recovery', '2022-02-01', 'next'],
    [
      'prefers the newest that may sign the type',
      [tests, next, old],
      'test',
      '2022-02-01',
      'tests',
    ],
    ['falls back when the newest is over', [old, short], 'recovery', '2022-03-02', 'old'],
    ['uses a key to the last moment', [old], 'recovery', '2023-06-01', 'old'],
    ['finds none before the first start', [old, next], 'test', '2021-05-31', undefined],
    ['finds none after the last end', [old, next], 'test', '2023-10-02', undefined],
    ['finds none for a type that no key may sign', [tests], 'vaccination', '2022-02-01', undefined],
    ['finds none among none', [], 'vaccination', '2022-02-01', undefined],
    [
      'does not use a key before its certificate is valid',
      [key('early', '2021-01-01', ['2021-06-01', '2023-06-01'])],
      'test',
      '2021-03-01',
      undefined,
    ],
  ]
  for (const [title, keys, type, at, expected] of table)
    it(title, () => {
      const choose = () => chooseKey(keys, type, new Date(at))
      if (expected) expect(choose().keyIdText).to.equal(expected)
      else expect(choose).to.throw(Failure).with.property('code', 'SIGNING_KEY_UNAVAILABLE')
    })
})

describe('the ambiguity of signing keys', () => {
  const twin = key('twin', '2021-06-01', ['2021-01-01', '2024-01-01'])
  const vaccinations = key('v', '2022-01-01', ['2022-01-01', '2024-01-01'], [`${family}.2`])

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
