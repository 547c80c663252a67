import { expect } from 'chai'
import { createLimiter as createTold } from '../../src/access/limit.ts'
import type { Rate } from '../../src/access/list.ts'

const rate = { perSecond: 10, burst: 3 }

/** Only whether a call passes. */
function createLimiter(clientsMax?: number) {
  const { take } = createTold(clientsMax)
  return {
    take: (key: string, allowed: Rate, nowMs: number) => take(key, allowed, nowMs) === 'passed',
  }
}

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

  it('tells the first refusal of a client in a second, whatever passes between', () => {
    const { take } = createTold()
    const one = { perSecond: 2, burst: 1 }
    const at = (...instants: number[]) => instants.map((nowMs) => take('a', one, nowMs))
    expect(at(0, 1, 2, 499)).to.deep.equal(['passed', 'refused', 'repeated', 'repeated'])
    expect(at(600, 601, 1000)).to.deep.equal(['passed', 'repeated', 'repeated'])
    expect(at(1002, 1003, 1004)).to.deep.equal(['refused', 'repeated', 'repeated'])
    expect(take('b', one, 1003)).to.equal('passed')
    expect(take('b', one, 1003)).to.equal('refused')
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
