import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import {
  BatchError,
  batchEntriesMax,
  entryOf,
  readBatch,
  writeBatch,
} from '../../src/revocation/batch.ts'
import { later, newBatch } from './batches.ts'

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('a revocation batch', () => {
  const batch = newBatch({ hashes: randomBytes(16 * batchEntriesMax) })
  const written = () => JSON.parse(Buffer.from(writeBatch(batch)).toString())

  it('is read as it was written', () => {
    const read = readBatch(writeBatch(batch))
    expect({ ...read, hashes: Buffer.from(read.hashes) }).to.deep.equal(batch)
    expect(entryOf(read.hashes, 999)).to.deep.equal(batch.hashes.subarray(-16))
  })

  it('has the members of the EU format, times to the second', () => {
    const one = newBatch({ hashes: Buffer.alloc(16, 1) })
    expect(Buffer.from(writeBatch(one)).toString()).to.equal(
      '{"country":"XA","expires":"2022-06-10T12:00:00Z","kid":"AAECAwQFBgc=",' +
        '"hashType":"SIGNATURE","entries":[{"hash":"AQEBAQEBAQEBAQEBAQEBAQ=="}]}',
    )
  })

  it('may be of an unknown key and end at a time with decimals or another zone', () => {
    const read = readBatch(
      bytesOf({ ...written(), kid: 'UNKNOWN_KID', expires: '2022-06-10T15:00:00.000+03:00' }),
    )
    expect(read.keyId).to.equal('UNKNOWN_KID')
    expect(read.expires).to.deep.equal(later)
  })

  const hash = 'AQEBAQEBAQEBAQEBAQEBAQ=='
  const wrong: [string, (whole: Record<string, unknown>) => unknown][] = [
    ['another member', (whole) => ({ ...whole, more: 1 })],
    ['no country', ({ country, ...rest }) => rest],
    ['a country in small letters', (whole) => ({ ...whole, country: 'xa' })],
    ['an end that is a date', (whole) => ({ ...whole, expires: '2022-06-10' })],
    ['an end that no calendar has', (whole) => ({ ...whole, expires: '2022-13-40T00:00:00Z' })],
    ['an end in seconds', (whole) => ({ ...whole, expires: 1_654_862_400 })],
    ['a key of seven bytes', (whole) => ({ ...whole, kid: 'AAECAwQFBg==' })],
    ['a key with spare bits', (whole) => ({ ...whole, kid: 'AAECAwQFBgd=' })],
    ['an unknown kind', (whole) => ({ ...whole, hashType: 'toString' })],
    ['no entries', (whole) => ({ ...whole, entries: [] })],
    ['a thousand and one', (whole) => ({ ...whole, entries: Array(1001).fill({ hash }) })],
    ['entries that are no list', (whole) => ({ ...whole, entries: { hash } })],
    ['an entry that is a text', (whole) => ({ ...whole, entries: [hash] })],
    ['an entry with more than a hash', (whole) => ({ ...whole, entries: [{ hash, a: 1 }] })],
    ['a hash of 15 bytes', (whole) => ({ ...whole, entries: [{ hash: 'AQEBAQEBAQEBAQEBAQEB' }] })],
    [
      'a hash with spare bits',
      (whole) => ({ ...whole, entries: [{ hash: hash.replace('AQ==', 'AR==') }] }),
    ],
    ['a list', (whole) => [whole]],
    ['nothing', () => null],
    ['a document of brackets', () => [[[[[[]]]]]]],
  ]
  for (const [title, change] of wrong)
    it(`is refused with ${title}`, () => {
      expect(() => readBatch(bytesOf(change(written())))).to.throw(BatchError)
    })

  it('is refused when it is no UTF-8 or no JSON, and quotes nothing', () => {
    for (const bytes of [Buffer.from([0xff, 0xfe]), Buffer.from('{"secret":'), Buffer.alloc(0)])
      expect(() => readBatch(bytes))
        .to.throw(BatchError)
        .with.property('message')
        .not.match(/secret/)
  })
})
