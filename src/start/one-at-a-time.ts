// Work that is done again and again, never twice at once: what is asked for during it is done once more after it.

export interface Repeated {
  /** Now, or after the one that runs. */
  ask(): void
  /** In so many milliseconds, if nobody asks before. */
  askIn(ms: number): void
  stop(): void
}

/** @param work must not reject; resolves to the milliseconds after which it is to be done again. Keeps no process alive. */
export function oneAtATime(work: () => Promise<number>): Repeated {
  let timer: NodeJS.Timeout | undefined
  let running = false
  let asked = false
  let stopped = false

  async function run() {
    clearTimeout(timer)
    asked = false
    if (stopped) return
    running = true
    const nextMs = await work()
    running = false
    if (asked) void run()
    else askIn(nextMs)
  }

  function askIn(ms: number) {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(ask, ms).unref()
  }

  function ask() {
    // Those who ask in one breath ask for one thing.
    if (!running && !asked) queueMicrotask(run)
    asked = true
  }

  return {
    ask,
    askIn,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
