import { inflateRawSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Bits, blockOf } from '../../../src/render/png/deflate.ts'

function bytesOf(list: readonly Bits[]): Buffer {
  const bits = list.flatMap(({ bits, length }) =>
    Array.from({ length }, (_, at) => (bits >> at) & 1),
  )
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8))
  bits.forEach((bit, at) => {
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7))
  })
  return bytes
}

/** Each line written once and repeated, inflated by zlib. */
function inflated(lines: readonly (readonly number[])[], repeats: number): number[] {
  const counts = new Array<number>(256).fill(0)
  for (const byte of lines.flat()) counts[byte] = (counts[byte] ?? 0) + 1
  const distance = lines[0]?.length ?? 0
  const block = blockOf({ bytes: counts, repeat: { bytes: repeats * distance, distance } })
  const body = lines.flatMap((line) => [
    ...line.map((byte) => block.literals[byte] as Bits),
    ...block.repetition,
  ])
  return [...inflateRawSync(bytesOf([...block.header, ...body, block.end]))]
}

describe('a deflate block with codes of its own', () => {
  it('is inflated by zlib to its lines, each as often as it was repeated', () => {
    const lines = fc.integer({ min: 3, max: 900 }).chain((length) =>
      fc.array(fc.array(fc.nat(255), { minLength: length, maxLength: length }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    fc.assert(
      fc.property(lines, fc.nat(19), (bytes, repeats) => {
        const expected = bytes.flatMap((line) => new Array(repeats + 1).fill(line).flat())
        expect(inflated(bytes, repeats)).to.deep.equal(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('repeats any number of bytes from 3 on, at any distance of the window', () => {
    for (const length of [
      3, 4, 10, 11, 18, 19, 66, 67, 130, 257, 258, 259, 260, 261, 515, 516, 519,
    ])
      for (const repeats of [1, 2, 19]) {
        const line = Array.from({ length }, (_, at) => at % 7)
        const expected = new Array(repeats + 1).fill(line).flat()
        expect(inflated([line], repeats)).to.deep.equal(expected)
      }
  })

  it('refuses frequencies whose codes its header cannot name', () => {
    const fibonacci = [1, 1]
    while (fibonacci.length < 30) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0))
    expect(() => blockOf({ bytes: fibonacci, repeat: { bytes: 0, distance: 1 } })).to.throw(
      'longer',
    )
  })
})
