import { expect } from 'chai'
import { oneAtATime } from '../../src/start/one-at-a-time.ts'

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

describe('work that is done one at a time', () => {
  it('runs once for all who ask in one breath, and once more for all who ask meanwhile', async () => {
    let running = 0
    let most = 0
    let done = 0
    const { ask, stop } = oneAtATime(async () => {
      most = Math.max(most, ++running)
      await pause(20)
      running--
      done++
      return 100_000
    })
    for (let count = 0; count < 5; count++) ask()
    await pause(5)
    for (let count = 0; count < 5; count++) ask()
    await pause(100)
    stop()
    expect([most, done]).to.deep.equal([1, 2])
  })

  it('runs again after the time that it said itself, until it is stopped', async () => {
    let done = 0
    const repeated = oneAtATime(async () => {
      done++
      return 5
    })
    repeated.askIn(5)
    await pause(100)
    expect(done).to.be.greaterThan(3)
    repeated.stop()
    repeated.ask()
    repeated.askIn(1)
    const before = done
    await pause(30)
    expect(done).to.equal(before)
  })

  it('does not go on after a stop during the work', async () => {
    let done = 0
    const repeated = oneAtATime(async () => {
      await pause(10)
      done++
      return 1
    })
    repeated.ask()
    await pause(2)
    repeated.ask()
    repeated.stop()
    await pause(60)
    expect(done).to.equal(1)
  })

  it('does not begin when it is stopped in the same breath', async () => {
    let done = 0
    const repeated = oneAtATime(async () => ++done)
    repeated.ask()
    repeated.stop()
    await pause(20)
    expect(done).to.equal(0)
  })
})
