import * as judge from 'cborg'
import { expect } from 'chai'
import fc from 'fast-check'
import { decodeCbor, encodeCbor } from '../../src/hcert/cbor.ts'
import { expectRefusal, refusedAt } from './refused.ts'
import { claims, vaccination } from './samples.ts'

const read = (hex: string) => decodeCbor(Buffer.from(hex, 'hex'))

/** RFC 8949 appendix A, as far as certificates use it. */
const published: readonly [string, unknown][] = [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['3903e7', -1000],
  ['f90001', 2 ** -24],
  ['f90400', 2 ** -14],
  ['f93c00', 1],
  ['f93e00', 1.5],
  ['f9c400', -4],
  ['f97c00', Number.POSITIVE_INFINITY],
  ['f97e00', Number.NaN],
  ['fa47c35000', 100_000],
  ['fb3ff199999999999a', 1.1],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['f7', undefined],
  ['c074323031332d30332d32315432303a30343a30305a', '2013-03-21T20:04:00Z'],
  ['6449455446', 'IETF'],
  ['62c3bc', 'ü'],
  ['64f0908591', '𐅑'],
  ['83010203', [1, 2, 3]],
  ['826161a161626163', ['a', new Map([['b', 'c']])]],
  ['7f657374726561646d696e67ff', 'streaming'],
  ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
  [
    'bf6346756ef563416d7421ff',
    new Map<string, unknown>([
      ['Fun', true],
      ['Amt', -2],
    ]),
  ],
]

const refused = [
  ['nothing at all', '', 'CBOR_CUT'],
  ['bytes after the item', '0000', 'CBOR_TRAILING_BYTES'],
  ['a duplicate key', 'a201000100', 'CBOR_DUPLICATE_KEY'],
  ['a key written twice in different lengths', 'a20100180100', 'CBOR_DUPLICATE_KEY'],
  ['a duplicate key of indefinite length', 'bf616100616100ff', 'CBOR_DUPLICATE_KEY'],
  ['a key that is bytes', 'a1410000', 'CBOR_KEY_TYPE'],
  ['a length beyond the input', '5affffffff00', 'CBOR_CUT'],
  ['a text cut short', '636162', 'CBOR_CUT'],
  ['an array that promises more than there is', '9b000fffffffffffff00', 'CBOR_CUT'],
  ['an integer beyond 2^53', '1bffffffffffffffff', 'CBOR_INTEGER_TOO_LARGE'],
  ['seventeen arrays in each other', `${'81'.repeat(16)}00`, 'CBOR_TOO_DEEP'],
  ['seventeen tags in each other', `${'c0'.repeat(16)}00`, 'CBOR_TOO_DEEP'],
  ['text that is not UTF-8', '62c328', 'CBOR_NOT_UTF8'],
  ['a character split over two chunks', '7f61c361bcff', 'CBOR_NOT_UTF8'],
  ['a chunk of another type', '7f4161ff', 'CBOR_ILL_FORMED'],
  ['a chunk of indefinite length', '5f5f4100ffff', 'CBOR_ILL_FORMED'],
  ['an indefinite length that never ends', '9f00', 'CBOR_CUT'],
  ['a break outside of anything', 'ff', 'CBOR_SIMPLE_VALUE'],
  ['an indefinite integer', '1f', 'CBOR_ILL_FORMED'],
  ['a reserved length', '1c', 'CBOR_ILL_FORMED'],
  ['a simple value', 'f0', 'CBOR_SIMPLE_VALUE'],
] as const

describe('cbor', () => {
  for (const [hex, value] of published) {
    it(`reads ${hex} as RFC 8949 appendix A does`, () => {
      expect(read(hex)).to.deep.equal(value)
    })
  }

  for (const [what, hex, fault] of refused) {
    it(`refuses ${what}`, () => {
      expectRefusal(() => read(hex), fault)
    })
  }

  it('reads sixteen items in each other', () => {
    expect(JSON.stringify(read(`${'81'.repeat(15)}00`))).to.equal(
      `${'['.repeat(15)}0${']'.repeat(15)}`,
    )
  })

  it('joins the chunks of a byte string', () => {
    expect(read('5f42010243030405ff')).to.deep.equal(Buffer.from([1, 2, 3, 4, 5]))
  })

  it('keeps a replacement character that was sent', () => {
    expect(read('63efbfbd')).to.equal('\ufffd')
  })

  it('writes what a second decoder reads, in the order given and in the shortest form', () => {
    const map = new Map<number, unknown>([
      [4, claims.expiresAt],
      [-260, new Map([[1, vaccination]])],
      [1, Uint8Array.of(1, 2)],
    ])
    const bytes = encodeCbor(map)
    const again = judge.decode(bytes, { useMaps: true }) as Map<number, unknown>
    expect([...again.keys()]).to.deep.equal([4, -260, 1])
    expect(judge.encode(map, { mapSorter: () => 0 })).to.deep.equal(new Uint8Array(bytes))
    expect(decodeCbor(bytes)).to.deep.equal(again)
  })

  it('writes texts of any length and script as a second encoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const bytes = encodeCbor([text, text.length])
        expect(Buffer.compare(bytes, judge.encode([text, text.length]))).to.equal(0)
        expect(decodeCbor(bytes)).to.deep.equal([text, text.length])
      }),
    )
  })

  it('reads or refuses any bytes, and reads none that a second decoder refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        const step = refusedAt(() => {
          const value = decodeCbor(bytes)
          if (hasNoTagOrNan(bytes)) {
            const options = { useMaps: true, rejectDuplicateMapKeys: true }
            expect(judge.decode(bytes, options)).to.deep.equal(value)
          }
        })
        expect(step ?? 'CBOR').to.equal('CBOR')
      }),
      { numRuns: 2000 },
    )
  })
})

/** cborg knows neither tags without their decoders nor NaN by default. */
function hasNoTagOrNan(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >> 5 !== 6 && byte >> 5 !== 7)
}
