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

  describe('that gathers', () => {
    const longMs = 1500

    it('waits for enough after a flush of several, and no longer', async () => {
      const { flush, flushed, end } = held()
      const gather = { count: 3, ms: longMs }
      const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 10, gather })
      const all = [add(1), add(2)]
      await turn()
      end()
      await Promise.all(all)
      all.push(add(3), add(4))
      await turn()
      await turn()
      expect(flushed).to.deep.equal([[1, 2]])
      all.push(add(5))
      await turn()
      expect(flushed).to.deep.equal([
        [1, 2],
        [3, 4, 5],
      ])
      end()
      expect(await Promise.all(all)).to.include('done 5')
    })

    it('waits no longer than it may', async () => {
      const flush = async (items: readonly number[]) => items
      const gather = { count: 3, ms: 5 }
      const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 10, gather })
      await Promise.all([add(1), add(2)])
      const started = performance.now()
      expect(await add(3)).to.equal(3)
      expect(performance.now() - started).to.be.above(3)
    })

    it('keeps nobody waiting after a flush of one, or when enough wait already', async () => {
      const { flush, flushed, end } = held()
      const gather = { count: 2, ms: longMs }
      const add = createBatch({ flush, mayBeOneItem: () => false, batchMax: 2, gather })
      const all = [add(1)]
      await turn()
      all.push(add(2))
      end()
      await turn()
      expect(flushed).to.deep.equal([[1], [2]])
      all.push(add(3), add(4), add(5), add(6))
      for (let flushes = 0; flushes < 3; flushes++) {
        end()
        await turn()
      }
      expect(flushed.slice(2)).to.deep.equal([
        [3, 4],
        [5, 6],
      ])
      expect(await Promise.all(all)).to.include('done 6')
    })
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
