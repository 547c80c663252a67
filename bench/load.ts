// The load, in a process of its own: so many connections, each sends the next request when it has the
// answer to the last. An answer without a certificate ends the bench; it is never counted.

import { type Connection, openConnection } from './connection.ts'
import { type Drawing, expected, httpRequest } from './requests.ts'

/** One measurement that the parent asks for. */
export interface Order {
  port: number
  drawing: Drawing
  concurrency: number
  runMs: number
  /** Unique in the database. */
  series: string
}

export interface Measured {
  certificates: number
  elapsedMs: number
  p50Ms: number
  p99Ms: number
}

/** More than any server here answers; a run that meets it ends early and is counted by its real time. */
const requestsPerSecondMax = 6000

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function check(answer: Buffer, drawing: Drawing) {
  if (expected[drawing].every((part) => answer.includes(part))) return
  throw new Error(`an answer without a certificate:\n${answer.toString('utf8', 0, 2000)}`)
}

async function measure({ port, drawing, concurrency, runMs, series }: Order): Promise<Measured> {
  const count = Math.ceil((requestsPerSecondMax * runMs) / 1000)
  const requests = Array.from({ length: count }, (_, index) => httpRequest(series, index, drawing))
  const connections = await Promise.all(
    Array.from({ length: concurrency }, () => openConnection(port)),
  )
  const latencies: number[] = []
  const started = performance.now()
  const end = started + runMs
  let next = 0
  const work = async (connection: Connection) => {
    for (let at = started; at < end && next < count; ) {
      const answer = await connection.send(requests[next++] as Buffer)
      const now = performance.now()
      latencies.push(now - at)
      at = now
      check(answer, drawing)
    }
  }
  await Promise.all(connections.map(work))
  const elapsedMs = performance.now() - started
  for (const connection of connections) connection.close()
  const sorted = Float64Array.from(latencies).sort()
  return {
    certificates: latencies.length,
    elapsedMs,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  }
}

process.on('message', (order: Order) => {
  measure(order).then(
    (measured) => process.send?.({ measured }),
    (error: Error) => process.send?.({ problem: error.message }),
  )
})
