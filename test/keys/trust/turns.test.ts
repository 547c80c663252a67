import { expect } from 'chai'
import { inTurns } from '../../../src/keys/trust/turns.ts'

describe('work in turns', () => {
  it('does it all in order, and lets others in between', async () => {
    let others = 0
    const timer = setInterval(() => others++, 1)
    const busy = (item: number) => {
      const end = performance.now() + 1
      while (performance.now() < end);
      return item * 2
    }
    const items = Array.from({ length: 60 }, (_, at) => at)
    const made = await inTurns(items, busy)
    clearInterval(timer)
    expect(made).to.deep.equal(items.map((at) => at * 2))
    expect(others).to.be.greaterThan(10)
  })
})
