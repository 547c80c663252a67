// What `npm run bench -- …` was asked for.

import { parseArgs } from 'node:util'

export interface Settings {
  /** Rounds in which every peer is measured once with every drawing. */
  rounds: number
  /** Length of one measurement, milliseconds. */
  runMs: number
  /** Connections of the load, each with one request at a time. */
  concurrency: number
  /** Unmeasured load on each peer with each drawing before the first round, milliseconds. */
  warmUpMs: number
  /** Whether this run is too short to tell anything but that the bench works. */
  quick: boolean
  /** Folder for a CPU profile of the gateway; profiling slows it down. */
  profileFolder: string | undefined
  /** An earlier commit to measure beside, instead of the ceiling and the naive peer. */
  against: string | undefined
  /** A database to use instead of an own PostgreSQL. Our tables stay in it. */
  databaseUrl: string | undefined
}

const usage =
  'npm run bench -- [engine] [--quick] [--rounds 7] [--seconds 2.5] [--concurrency 32] [--profile folder] [--against commit]'

const full = { rounds: 7, runMs: 2500, warmUpMs: 2000 }
const short = { rounds: 2, runMs: 500, warmUpMs: 300 }

/** Bounds, so that no run is endless. */
const most = { rounds: 100, seconds: 60, concurrency: 256 }

function number(text: string | undefined, fallback: number, max: number): number {
  const value = text === undefined ? fallback : Number(text)
  if (value > 0 && value <= max) return value
  throw new Error(`${text} is not a number up to ${max}\n${usage}`)
}

/** @throws Error with the usage when an argument is unknown or out of bounds */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: text,
      seconds: text,
      concurrency: text,
      profile: text,
      against: text,
    },
  })
  const usual = values.quick ? short : full
  return {
    quick: values.quick,
    rounds: Math.ceil(number(values.rounds, usual.rounds, most.rounds)),
    runMs: 1000 * number(values.seconds, usual.runMs / 1000, most.seconds),
    concurrency: Math.ceil(number(values.concurrency, 32, most.concurrency)),
    warmUpMs: usual.warmUpMs,
    profileFolder: values.profile,
    against: values.against,
    databaseUrl: env.BENCH_DATABASE_URL || undefined,
  }
}
