import { expect } from 'chai'
import { createRandom } from '../src/random.ts'

describe('random bytes', () => {
  it('are never given twice', () => {
    const random = createRandom()
    const given = Array.from({ length: 5_000 }, () => Buffer.from(random(16)).toString('hex'))
    expect(new Set(given).size).to.equal(given.length)
  })

  it('are drawn in order, and anew when what is left does not suffice', () => {
    const draws: number[] = []
    const random = createRandom((length) => {
      draws.push(length)
      return new Uint8Array(length).fill(draws.length)
    })
    expect([...random(16_380), ...random(4)].every((byte) => byte === 1)).to.equal(true)
    expect([...random(5)]).to.deep.equal([2, 2, 2, 2, 2])
    expect(draws).to.deep.equal([16_384, 16_384])
  })
})
