import { expect } from 'chai'
import fc from 'fast-check'
import { createBlocks } from '../../../src/xroad/parts/blocks.ts'

/** Memory that the pieces keep alive, bytes. */
function kept(blocks: Iterable<Buffer>): number {
  const buffers = new Set([...blocks].map(({ buffer }) => buffer))
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)
}

describe('blocks of bytes', () => {
  it('give back what was added, in pieces of any size', () => {
    const small = fc.uint8Array({ maxLength: 5000 })
    const large = fc
      .integer({ min: 16_380, max: 70_000 })
      .map((length) => Buffer.alloc(length, length))
    const added = fc.array(fc.oneof(small, large), { maxLength: 40 })
    fc.assert(
      fc.property(added, fc.nat(300_000), (pieces, most) => {
        const blocks = createBlocks()
        for (const piece of pieces) blocks.add(Buffer.from(piece))
        const all = Buffer.concat(pieces)
        expect(blocks.length).to.equal(all.length)
        expect(blocks.first(all.length).equals(all)).to.equal(true)
        expect(blocks.first(most).equals(all.subarray(0, most))).to.equal(true)
        expect(Buffer.concat([...blocks]).equals(all)).to.equal(true)
      }),
      { numRuns: 200 },
    )
  })

  it('are none when nothing was added', () => {
    const blocks = createBlocks()
    expect([...blocks]).to.deep.equal([])
    expect(blocks.first(10).length).to.equal(0)
  })

  it('copy small pieces, and pieces of much larger memory, into blocks that grow up to 64 KiB', () => {
    const blocks = createBlocks()
    const read = Buffer.alloc(65_536)
    for (let at = 0; at < 300_000; at++) blocks.add(read.subarray(at % 1000, (at % 1000) + 1))
    const sizes = [...blocks].map(({ length }) => length)
    expect(sizes.slice(0, 3)).to.deep.equal([1024, 1024, 2048])
    expect(Math.max(...sizes)).to.equal(65_536)
    blocks.add(Buffer.alloc(100_000).subarray(0, 20_000))
    expect(kept(blocks)).to.be.lessThan(400_000)
  })

  it('keep large pieces as they are, and no more memory than three times the bytes', () => {
    const blocks = createBlocks()
    const large = Buffer.alloc(20_000)
    blocks.add(large)
    expect([...blocks][0]).to.equal(large)
    for (let at = 0; at < 50; at++) {
      blocks.add(Buffer.from([1]))
      blocks.add(Buffer.alloc(16_384))
    }
    expect(kept(blocks)).to.be.lessThan(3 * blocks.length)
  })
})
