import { expect } from 'chai'
import { createBatch } from '../../src/register/batch.ts'

/** A flush that ends when told to, and keeps what it was given. */
function held() {
  const flushed: number[][] = []
  const ends: (() => void)[] = []
  const flush = (items: readonly number[]) => {
    flushed.push([...items])
    return new Promise<string[]>((resolve) => {
      ends.push(() => resolve(items.map((item) => `done ${item}`)))
    })
  }
  return { flush, flushed, end: () => ends.shift()?.() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a batch', () => {
  it('takes all that arrives in one turn, then all that arrives during a flush', async () => {
    const { flush, flushed, end } = held()
    const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 10 })
    const first = [add(1), add(2)]
    await turn()
    const second = [add(3), add(4), add(5)]
    await turn()
    expect(flushed).to.deep.equal([[1, 2]])
    end()
    expect(await Promise.all(first)).to.deep.equal(['done 1', 'done 2'])
    await turn()
    expect(flushed).to.deep.equal([
      [1, 2],
      [3, 4, 5],
    ])
    end()
    expect(await Promise.all(second)).to.deep.equal(['done 3', 'done 4', 'done 5'])
  })

  it('holds no more than it may', async () => {
    const flushed: number[] = []
    const flush = async (items: readonly number[]) => {
      flushed.push(items.length)
      return items
    }
    const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 4 })
    await Promise.all(Array.from({ length: 10 }, (_, item) => add(item)))
    expect(flushed).to.deep.equal([4, 4, 2])
  })

  it('begins again after it had nothing to do', async () => {
    const flush = async (items: readonly number[]) => items
    const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 4 })
    expect(await add(1)).to.equal(1)
    await turn()
    expect(await add(2)).to.equal(2)
  })

  it('flushes each alone when one may be at fault, so that only that one fails', async () => {
    const flush = async (items: readonly number[]) => {
      if (items.includes(13)) throw new Error('thirteen')
      return items
    }
    const add = createBatch({ flush, mayBeOneItem: () => true, batchMax: 10 })
    const results = await Promise.allSettled([add(1), add(13), add(3)])
    expect(results.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('fails for all when no one item is at fault, once and not for each', async () => {
    let flushes = 0
    const flush = async () => {
      flushes++
      throw new Error('no connection')
    }
    const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 10 })
    const results = await Promise.allSettled([add(1), add(2)])
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    expect(flushes).to.equal(1)
  })
})
