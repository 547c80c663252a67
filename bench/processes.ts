// Starts and stops the processes of the bench, and reads what they cost. Stops only what it started.

import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'

/** A server under load. */
export interface Running {
  port: number
  /** CPU time of all its threads so far, microseconds; undefined where the system does not tell. */
  cpuUs(): number | undefined
  /** Resident memory, bytes. */
  memoryBytes(): number | undefined
  /** The most that was resident since `forgetPeak`, bytes. */
  peakBytes(): number | undefined
  forgetPeak(): void
  stop(): Promise<void>
}

export interface Start {
  /** Arguments of node, the script among them. */
  args(port: number): string[]
  env(port: number): Record<string, string>
  /** File for what it writes to standard output. */
  output: string
}

const startTimeoutMs = 30_000
const stopTimeoutMs = 15_000

/** Unit of the times in /proc/<pid>/stat: USER_HZ is 100 on every architecture of Node. */
const tickUs = 10_000

/** A port of loopback that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Tries until it works. @throws the last error after the time, or when the process has ended */
export async function soon(
  attempt: () => Promise<unknown>,
  child: ChildProcess,
  timeoutMs: number,
): Promise<void> {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (performance.now() > end || child.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Asks a process to end, and makes it end if it does not. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  child.kill(signal)
  await exit
  clearTimeout(timer)
}

function reachable(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
}

/** Starts a server and waits until it listens. @throws Error when it ends before or takes too long */
export async function startServer({ args, env, output }: Start): Promise<Running> {
  const port = await freePort()
  const stdio = ['ignore', openSync(output, 'a'), 'inherit'] as const
  const child = spawn(process.execPath, args(port), { env: env(port), stdio: [...stdio] })
  const stop = () => ended(child, 'SIGTERM')
  await soon(() => reachable(port), child, startTimeoutMs).catch(async (cause) => {
    await stop()
    throw new Error(`${args(port).join(' ')} does not start`, { cause })
  })
  return {
    port,
    stop,
    cpuUs: () => ticks(procFile(child, 'stat')),
    memoryBytes: () => memory(procFile(child, 'status'), 'VmRSS'),
    peakBytes: () => memory(procFile(child, 'status'), 'VmHWM'),
    // proc_pid_clear_refs(5): 5 resets the peak.
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
  }
}

/** Linux tells the cost of a process; elsewhere the table has a dash. */
function procFile({ pid }: ChildProcess, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/** Fields 14 and 15, utime and stime, counted behind the name in brackets (proc_pid_stat(5)). */
function ticks(stat: string | undefined): number | undefined {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields && (Number(fields[11]) + Number(fields[12])) * tickUs
}

function memory(status: string | undefined, field: 'VmRSS' | 'VmHWM'): number | undefined {
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status ?? '') ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}
