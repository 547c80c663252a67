import { expect } from 'chai'
import { clockFrom, machineClock } from '../src/clock.ts'

describe('the clocks', () => {
  it('of the world shows its start now and runs at the machine’s pace', () => {
    let now = new Date('2030-05-05T05:00:00Z')
    const world = clockFrom(new Date('2022-02-01T10:00:00Z'), { now: () => now })
    expect(world.now().toISOString()).to.equal('2022-02-01T10:00:00.000Z')
    now = new Date('2030-05-05T05:00:01.250Z')
    expect(world.now().toISOString()).to.equal('2022-02-01T10:00:01.250Z')
  })

  it('of the machine shows the time', () => {
    expect(machineClock.now().getTime()).to.be.closeTo(Date.now(), 1000)
  })
})
