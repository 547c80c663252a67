// Measures the peers in rounds: all of them one after the other with the same drawing, each round beginning
// with another peer, so that whatever else the machine does meets all of them alike.

import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Measured, Order } from './load.ts'
import type { Peers } from './peers.ts'
import { ended, type Running } from './processes.ts'
import { type Drawing, drawings } from './requests.ts'
import type { Settings } from './settings.ts'

/** What one server did in one run. */
export interface Run {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** CPU of the server's process per certificate, microseconds; NaN where the system does not tell. */
  cpuUs: number
  /** Resident memory at the end, bytes; NaN where the system does not tell. */
  memoryBytes: number
}

/** One round with one drawing. */
export interface Round {
  drawing: Drawing
  runs: Readonly<Record<string, Run>>
}

/** What is over the length of a run before it counts as hung: preparing requests, the last answers. */
const graceMs = 60_000

interface Load {
  measure(order: Order): Promise<Measured>
  stop(): Promise<void>
}

type Report = { measured: Measured } | { problem: string }

function reported(child: ChildProcess, timeoutMs: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the load hangs')), timeoutMs)
    child.once('message', (report: Report) => {
      clearTimeout(timer)
      if ('measured' in report) resolve(report.measured)
      else reject(new Error(report.problem))
    })
  })
}

export function startLoad(): Load {
  const child = fork(fileURLToPath(new URL('./load.js', import.meta.url)))
  return {
    measure(order) {
      child.send(order)
      return reported(child, order.runMs + graceMs)
    },
    stop: () => ended(child, 'SIGTERM'),
  }
}

type Asked = Pick<Order, 'drawing' | 'concurrency' | 'runMs'>

async function run(server: Running, load: Load, asked: Asked): Promise<Run> {
  const series = randomBytes(6).toString('hex')
  const before = server.cpuUs() ?? Number.NaN
  const measured = await load.measure({ ...asked, port: server.port, series })
  const { certificates, elapsedMs, p50Ms, p99Ms } = measured
  return {
    perSecond: (certificates / elapsedMs) * 1000,
    p50Ms,
    p99Ms,
    cpuUs: ((server.cpuUs() ?? Number.NaN) - before) / certificates,
    memoryBytes: server.memoryBytes() ?? Number.NaN,
  }
}

async function round(peers: Peers, load: Load, asked: Asked, first: number): Promise<Round> {
  const runs: Record<string, Run> = {}
  const servers = Object.entries(peers)
  for (const offset of servers.keys()) {
    const [name, server] = servers[(first + offset) % servers.length] as [string, Running]
    runs[name] = await run(server, load, asked)
  }
  return { drawing: asked.drawing, runs }
}

/** @param progress told after each round */
export async function measureAll(
  peers: Peers,
  load: Load,
  { rounds, runMs, warmUpMs, concurrency }: Settings,
  progress: (done: number) => void,
): Promise<Round[]> {
  const results: Round[] = []
  for (const drawing of drawings) {
    await round(peers, load, { drawing, concurrency, runMs: warmUpMs }, 0)
  }
  for (let index = 0; index < rounds; index++) {
    for (const drawing of drawings) {
      results.push(await round(peers, load, { drawing, concurrency, runMs }, index))
    }
    progress(index + 1)
  }
  return results
}
