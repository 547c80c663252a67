// One line per message and one per event of the process, as JSON on standard output. The fields are an
// allow-list: what is not declared here cannot be written, so no person can slip in.

import winston from 'winston'
import { cut } from './cut.ts'
import type { Failure } from './errors.ts'

/** All that may be said of one message. `client` and `service` are subsystems, never people. */
export interface MessageLine {
  xRoadId: string | undefined
  client: string | undefined
  service: string | undefined
  /** OK, a refusal's code or a fault's code. */
  outcome: string
  ms: number
  bytesIn: number
  bytesOut: number
}

export interface Log {
  message(line: MessageLine): void
  /** An event of the process, `warn` where somebody should look; `detail` is a constant, a path, a number or a reason in words of ours. */
  event(event: string, detail?: string, level?: 'info' | 'warn'): void
  /** A failure of ours: its code, our detail, and where it arose; never a text that may quote data. */
  failure(failure: Failure): void
}

/** A consumer chooses its message id, so what is logged of it is bounded. */
const idCharactersMax = 128

/** Winston's `timestamp` and `json` in one step: our fields are plain and need no search for cycles. */
const line = winston.format((info) =>
  Object.assign(info, { [Symbol.for('message')]: textOf(info) }),
)

function textOf(fields: object): string {
  return JSON.stringify({ ...fields, timestamp: new Date().toISOString() })
}

/** @param level `error`, `warn` or `info` @param stream where lines go; standard output by default */
export function createLog(level: string, stream: NodeJS.WritableStream = process.stdout): Log {
  const logger = winston.createLogger({
    level,
    format: line(),
    transports: [new winston.transports.Stream({ stream })],
  })
  const told = logger.isLevelEnabled('info')
  return {
    // To the stream itself, as every message has one: winston's own two streams in between cost five times as much.
    message({ xRoadId, client, service, outcome, ms, bytesIn, bytesOut }) {
      if (!told) return
      const fields = {
        xRoadId: xRoadId && cut(xRoadId, idCharactersMax),
        client: client && cut(client, idCharactersMax),
        service: service && cut(service, idCharactersMax),
        outcome,
        ms: Math.round(ms * 10) / 10,
        bytesIn,
        bytesOut,
      }
      stream.write(`${textOf({ level: 'info', message: 'message', ...fields })}\n`)
    },
    event: (event, detail, level = 'info') => logger.log(level, event, { detail }),
    failure: ({ code, detail, cause }) =>
      logger.error('failure', { code, detail, problem: cause && problemOf(cause) }),
  }
}

/** Causes of causes that are named; an error may be its own cause. */
const causesMax = 4

/** A line of a stack that no message can pose as: ASCII, a file of ours or Node's, line and column. */
const frame = /^ {4}at (?:[\w$.<>[\] ]+ \()?(?:file|node):[\w$./@+%~-]+:\d+:\d+\)?$/

/** What was thrown, without its message, which may quote data: class, system code and where. */
export function problemOf(thrown: unknown, causesLeft = causesMax): string {
  if (!(thrown instanceof Error)) return typeof thrown
  const { code, cause } = thrown as { code?: unknown; cause?: unknown }
  const stack = (thrown.stack ?? '').replace(thrown.message, '')
  const where = stack.split('\n').find((line) => frame.test(line))
  const parts = [thrown.name, typeof code === 'string' ? code : '', where?.trim() ?? '']
  const text = parts.filter((part) => part !== '').join(' ')
  const named = cause !== undefined && causesLeft > 0
  return named ? `${text} < ${problemOf(cause, causesLeft - 1)}` : text
}
