// Turns calls that come one by one into flushes of many: while one flush is under way, arrivals
// collect for the next. It knows nothing of what it carries.

export interface BatchOptions<In, Out> {
  /** One result per item, in their order. */
  flush: (items: readonly In[]) => Promise<readonly Out[]>
  /** Whether a failed flush may be one item's fault, so that each should be flushed alone. */
  mayBeOneItem: (error: unknown) => boolean
  batchMax: number
}

interface Waiting<In, Out> {
  item: In
  resolve: (out: Out) => void
  reject: (error: unknown) => void
}

/** The caller bounds how many wait: it alone knows what else it holds for each. */
export function createBatch<In, Out>(options: BatchOptions<In, Out>): (item: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = []
  let running = false

  async function drain(): Promise<void> {
    while (waiting.length > 0) await flushAll(options, waiting.splice(0, options.batchMax))
    running = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
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
