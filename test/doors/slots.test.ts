import { expect } from 'chai'
import { createSlots } from '../../src/doors/slots.ts'
import { asFailure } from '../../src/errors.ts'

describe('slots', () => {
  const slots = () => createSlots({ runningMax: 2, waitingMax: 2 })
  const codeOf = (work: Promise<void>) =>
    work.then(
      () => 'taken',
      (thrown: unknown) => asFailure(thrown).code,
    )

  it('are taken at once while there are any', async () => {
    const { take, load } = slots()
    await take(1000)
    await take(1000)
    expect(load()).to.deep.equal({ running: 2, waiting: 0 })
  })

  it('are given in the order of arrival', async () => {
    const { take, free, load } = slots()
    await take(1000)
    await take(1000)
    const order: string[] = []
    const first = take(1000).then(() => order.push('first'))
    const second = take(1000).then(() => order.push('second'))
    expect(load()).to.deep.equal({ running: 2, waiting: 2 })
    free()
    await first
    expect(order).to.deep.equal(['first'])
    free()
    await second
    expect(order).to.deep.equal(['first', 'second'])
    expect(load()).to.deep.equal({ running: 2, waiting: 0 })
    free()
    free()
    expect(load()).to.deep.equal({ running: 0, waiting: 0 })
  })

  it('refuse at once who comes when too many wait', async () => {
    const { take, free } = slots()
    const waiting = [take(1000), take(1000), take(1000), take(1000)]
    expect(await codeOf(take(1000))).to.equal('OVERLOADED')
    free()
    free()
    await Promise.all(waiting)
  })

  it('refuse who waited too long, and leave its place to others', async () => {
    const { take, free, load } = slots()
    await take(1000)
    await take(1000)
    const [late, patient] = [take(5), take(1000)]
    expect(await codeOf(late)).to.equal('OVERLOADED')
    expect(load()).to.deep.equal({ running: 2, waiting: 1 })
    free()
    expect(await codeOf(patient)).to.equal('taken')
  })

  it('refuse at once when nobody may wait', async () => {
    const { take } = createSlots({ runningMax: 1, waitingMax: 0 })
    await take(1000)
    expect(await codeOf(take(1000))).to.equal('OVERLOADED')
  })
})
