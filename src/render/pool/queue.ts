// Those who wait for something that is given back, in the order in which they came: so many at most, and not for ever.

export interface Queue<T> {
  /** Resolves with what is served. Rejects with `refused()` when it waited too long or all are refused. */
  wait(): Promise<T>
  full(): boolean
  isEmpty(): boolean
  /** To whoever came first. */
  serve(thing: T): void
  refuseAll(): void
}

interface Waiting<T> {
  serve(thing: T): void
  refuse(): void
}

/** @param changed told the length whenever it changes */
export function createQueue<T>(
  { max, waitMs }: { max: number; waitMs: number },
  refused: () => Error,
  changed: (length: number) => void,
): Queue<T> {
  const queue: Waiting<T>[] = []

  function leave(waiting: Waiting<T>, timer: NodeJS.Timeout) {
    clearTimeout(timer)
    queue.splice(queue.indexOf(waiting), 1)
    changed(queue.length)
  }

  return {
    wait: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => waiting.refuse(), waitMs)
        const waiting: Waiting<T> = {
          serve(thing) {
            leave(waiting, timer)
            resolve(thing)
          },
          refuse() {
            leave(waiting, timer)
            reject(refused())
          },
        }
        changed(queue.push(waiting))
      }),
    full: () => queue.length >= max,
    isEmpty: () => queue.length === 0,
    serve: (thing) => queue[0]?.serve(thing),
    refuseAll() {
      for (const waiting of [...queue]) waiting.refuse()
    },
  }
}
