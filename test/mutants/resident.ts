// How much memory a process has, as its own /metrics say, once it has come to rest.

const pauseMs = 300
/** Readings until one is taken as it is: a process that never rests is measured too. */
const readingsMax = 20
/** Two readings this near each other are rest, bytes. */
const restBytes = 512 * 1024

async function read(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
}

/** Resident memory, bytes. */
export async function residentAtRest(url: string): Promise<number> {
  let before = await read(url)
  for (let reading = 1; reading < readingsMax; reading++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const now = await read(url)
    if (Math.abs(now - before) < restBytes) return now
    before = now
  }
  return before
}
