// Turns calls that come one by one into flushes of many: while one flush is under way, arrivals
// collect for the next. It knows nothing of what it carries.

export interface BatchOptions<In, Out> {
  /** One result per item, in their order. */
  flush: (items: readonly In[]) => Promise<readonly Out[]>
  /** Whether a failed flush may be one item's fault, so that each should be flushed alone. */
  mayBeOneItem: (error: unknown) => boolean
  batchMax: number
  /**
   * After a flush of several the next one waits for so many, or so long: a statement costs as much as six rows in it.
   * After a flush of one nobody is kept waiting.
   */
  gather?: { count: number; ms: number }
}

interface Waiting<In, Out> {
  item: In
  resolve: (out: Out) => void
  reject: (error: unknown) => void
}

/** The caller bounds how many wait: it alone knows what else it holds for each. */
export function createBatch<In, Out>(options: BatchOptions<In, Out>): (item: In) => Promise<Out> {
  const { batchMax, gather } = options
  const waiting: Waiting<In, Out>[] = []
  let running = false
  let enough: (() => void) | undefined

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchMax)
      await flushAll(options, batch)
      if (gather !== undefined && batch.length > 1) await gathered(gather)
    }
    running = false
  }

  function gathered({ count, ms }: { count: number; ms: number }): Promise<void> | undefined {
    if (waiting.length >= count) return undefined
    return new Promise((resolve) => {
      const go = () => {
        enough = undefined
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(go, ms)
      enough = () => waiting.length >= count && go()
    })
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      enough?.()
      if (running) return
      running = true
      // After what else arrived in the same turn, so that a burst is one batch and not two.
      setImmediate(drain)
    })
}

async function flushAll<In, Out>(
  options: BatchOptions<In, Out>,
  batch: readonly Waiting<In, Out>[],
): Promise<void> {
  try {
    const results = await options.flush(batch.map(({ item }) => item))
    batch.forEach(({ resolve }, index) => {
      resolve(results[index] as Out)
    })
  } catch (error) {
    if (batch.length > 1 && options.mayBeOneItem(error)) {
      for (const one of batch) await flushAll(options, [one])
    } else {
      for (const { reject } of batch) reject(error)
    }
  }
}
