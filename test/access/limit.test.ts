import { expect } from 'chai'
import { createLimiter } from '../../src/access/limit.ts'

const rate = { perSecond: 10, burst: 3 }

describe('the rate limit', () => {
  it('lets a burst pass, then what the rate gives', () => {
    const { take } = createLimiter()
    const passed = (nowMs: number, calls: number) =>
      Array.from({ length: calls }, () => take('a', rate, nowMs)).filter(Boolean).length
    expect(passed(0, 5)).to.equal(3)
    expect(passed(99, 5)).to.equal(0)
    expect(passed(100, 5)).to.equal(1)
    expect(passed(350, 5)).to.equal(2)
    expect(passed(60_000, 50)).to.equal(3)
  })

  it('holds a client to its rate over a long time, however it spreads its calls', () => {
    const { take } = createLimiter()
    let passed = 0
    for (let nowMs = 0; nowMs < 100_000; nowMs += 7) if (take('a', rate, nowMs)) passed++
    expect(passed).to.be.within(1000, 1003)
  })

  it('gives nothing for a clock that goes back', () => {
    const { take } = createLimiter()
    for (let calls = 0; calls < 3; calls++) take('a', rate, 1000)
    expect(take('a', rate, 0)).to.equal(false)
    expect(take('a', rate, 50)).to.equal(false)
  })

  it('keeps apart who calls', () => {
    const { take } = createLimiter()
    for (let calls = 0; calls < 3; calls++) take('a', rate, 0)
    expect(take('a', rate, 0)).to.equal(false)
    expect(take('b', rate, 0)).to.equal(true)
  })

  it('remembers no more clients than it may, and forgets who called longest ago', () => {
    const { take } = createLimiter(2)
    const once = { perSecond: 1, burst: 1 }
    take('a', once, 0)
    take('b', once, 0)
    expect(take('a', once, 0)).to.equal(false)
    take('c', once, 0)
    expect(take('a', once, 0), 'remembered').to.equal(false)
    expect(take('b', once, 0), 'forgotten').to.equal(true)
  })
})
