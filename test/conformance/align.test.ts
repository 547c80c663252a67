import { expect } from 'chai'
import fc from 'fast-check'
import { aligned } from '../../scripts/conformance/align.ts'

const itself = (letter: string) => letter
const pairs = (expected: string, actual: string, keys = [itself]) =>
  aligned([...expected], [...actual], keys).map(([one = '-', other = '-']) => one + other)

describe('the alignment of lists', () => {
  it('leaves one gap where one is missing or added', () => {
    expect(pairs('abcd', 'abd')).to.deep.equal(['aa', 'bb', 'c-', 'dd'])
    expect(pairs('abd', 'axbd')).to.deep.equal(['aa', '-x', 'bb', 'dd'])
  })

  it('pairs by a looser key what the closer one left between two pairs', () => {
    const kind = (letter: string) => String(letter === letter.toUpperCase())
    expect(pairs('aXc', 'aYc', [itself, kind])).to.deep.equal(['aa', 'XY', 'cc'])
    expect(pairs('aXc', 'abc', [itself, kind])).to.deep.equal(['aa', 'X-', '-b', 'cc'])
  })

  it('loses, adds and repeats nothing, in the order of both', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(letters, letters, (expected, actual) => {
        const found = aligned(expected, actual, [itself])
        expect(found.flatMap(([one]) => one ?? [])).to.deep.equal(expected)
        expect(found.flatMap(([, other]) => other ?? [])).to.deep.equal(actual)
        for (const [one, other] of found) if (one && other) expect(one).to.equal(other)
      }),
    )
  })

  it('does not look for the best order of two lists without measure', () => {
    const many = Array.from({ length: 2100 }, (_, at) => `e${at}`)
    const found = aligned(many, [...many].reverse(), [itself])
    expect(found).to.have.lengthOf(4200)
  })
})
