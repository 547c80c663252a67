// Starts the program as an operator does, as a process of its own with nothing but its settings, and ends
// what it started.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
/** Files of the project are named relative to the folder in which the program is started. */
const projectFolder = fileURLToPath(new URL('../../', import.meta.url))

/** The embedded database alone takes a few seconds on a busy machine. */
const startTimeoutMs = 60_000

export interface Running {
  /** Where it listens. */
  port: number
  /** Lines of its log so far, parsed. */
  lines: readonly Record<string, unknown>[]
  /** Sends it a signal that is not to end it. */
  signal(name: 'SIGHUP'): void
  /** Ends it and waits for that; gives the exit code, or undefined when the signal ended it. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | undefined>
}

export type Settings = Readonly<Record<string, string | undefined>>

const running = new Set<ChildProcess>()

/** Ends whatever a failed test left behind. */
export function endAll() {
  for (const child of running) child.kill('SIGKILL')
}

/**
 * Resolves once it listens.
 * @param program `engine` for the engine apart, `gateway` for the gateway
 * @throws Error with what it wrote to standard error when it ends before that
 */
export async function start(program: 'engine' | 'gateway', settings: Settings): Promise<Running> {
  const child = spawn(process.execPath, program === 'engine' ? [main, 'engine'] : [main], {
    cwd: projectFolder,
    env: {
      PATH: process.env.PATH,
      // Lets the coverage of the processes count.
      NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE,
      HOST: '127.0.0.1',
      PORT: '0',
      ENGINE_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = new Promise<number | undefined>((resolve) => {
    // `close` and not `exit`: by then its last line was read.
    child.once('close', (code) => {
      running.delete(child)
      resolve(code ?? undefined)
    })
  })
  const lines: Record<string, unknown>[] = []
  const port = await listening(child, lines, ended)
  const end = (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  const signal = (name: 'SIGHUP') => void child.kill(name)
  return { port, lines, signal, end }
}

function listening(
  child: ChildProcess,
  lines: Record<string, unknown>[],
  ended: Promise<number | undefined>,
): Promise<number> {
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${errors}${JSON.stringify(lines)}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail('does not listen')
    }, startTimeoutMs)
    ended.then((code) => fail(`ended with ${code}`)).finally(() => clearTimeout(timer))
    if (child.stdout === null) return fail('no output')
    createInterface(child.stdout).on('line', (line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>
      lines.push(parsed)
      if (!/\blistening$/.test(String(parsed.message))) return
      clearTimeout(timer)
      resolve(Number(/:(\d+)\b/.exec(String(parsed.detail))?.[1]))
    })
  })
}
