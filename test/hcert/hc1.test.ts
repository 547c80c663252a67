import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { encodeBase45 } from '../../src/hcert/base45.ts'
import { decodeHc1, encodeHc1, inflate, withoutPrefix } from '../../src/hcert/hc1.ts'
import type { ReadingFault } from '../../src/hcert/steps.ts'
import { expectRefusal } from './refused.ts'
import { flipped } from './samples.ts'

const packed = deflateSync(Buffer.from('certificate'))

describe('hc1', () => {
  it('reads back any bytes it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900 }), (bytes) => {
        const text = encodeHc1(bytes)
        expect(text).to.match(/^HC1:[0-9A-Z $%*+\-./:]*$/)
        expect(Buffer.compare(decodeHc1(text), bytes)).to.equal(0)
      }),
    )
  })

  for (const text of ['', 'HC1', 'hc1:NCF', 'HC2:NCF', 'HL0:NCF', ' HC1:NCF', 'NCF']) {
    it(`refuses the prefix of "${text}"`, () => {
      expectRefusal(() => withoutPrefix(text), 'PREFIX_WRONG')
    })
  }

  it('takes as many characters as the largest QR code holds, and refuses one more', () => {
    expect(withoutPrefix(`HC1:${'0'.repeat(4292)}`)).to.have.length(4292)
    expectRefusal(() => withoutPrefix(`HC1:${'0'.repeat(4293)}`), 'PREFIX_TEXT_TOO_LONG')
  })

  const broken: readonly [string, Uint8Array, ReadingFault][] = [
    ['nothing', new Uint8Array(0), 'ZLIB_NOT_COMPRESSED'],
    ['what was never compressed', Buffer.from('d2844da2', 'hex'), 'ZLIB_NOT_COMPRESSED'],
    [
      'deflate without its header',
      deflateRawSync(Buffer.from('certificate')),
      'ZLIB_NOT_COMPRESSED',
    ],
    ['gzip', gzipSync(Buffer.from('certificate')), 'ZLIB_NOT_COMPRESSED'],
    ['a wrong header check', flipped(packed, 1), 'ZLIB_NOT_COMPRESSED'],
    ['a wrong checksum', flipped(packed, packed.length - 1), 'ZLIB_BROKEN'],
    ['a stream cut short', packed.subarray(0, -1), 'ZLIB_CUT'],
    [
      'a preset dictionary',
      deflateSync(Buffer.from('certificate'), { dictionary: Buffer.from('cert') }),
      'ZLIB_BROKEN',
    ],
  ]
  for (const [what, bytes, fault] of broken) {
    it(`refuses ${what} in place of zlib`, () => {
      expectRefusal(() => inflate(bytes), fault)
    })
  }

  it('refuses bytes after the stream', () => {
    expectRefusal(() => inflate(Buffer.concat([packed, packed])), 'ZLIB_TRAILING_BYTES')
  })

  it('inflates 64 KiB and refuses a byte more, without inflating the rest of a bomb', () => {
    expect(inflate(deflateSync(Buffer.alloc(65_536)))).to.have.length(65_536)
    const bombs = [65_537, 100_000_000].map((size) => deflateSync(Buffer.alloc(size)))
    for (const bomb of bombs) {
      expectRefusal(() => inflate(bomb), 'ZLIB_TOO_LARGE')
    }
  })

  it('names the base45 step before the zlib step', () => {
    expectRefusal(() => decodeHc1('HC1:abc'), 'BASE45_CHARACTER')
    expectRefusal(() => decodeHc1(`HC1:${encodeBase45(Buffer.of(1, 2))}`), 'ZLIB_NOT_COMPRESSED')
  })
})
