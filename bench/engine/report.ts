// What was measured beside what is wanted: ratios of the pairs of each round, for the machine's own speed changes.

import { median } from '../table.ts'
import type { Round } from './measure.ts'
import type { WorkName } from './work.ts'

interface Target {
  work: WorkName
  text: string
  /** What it is held against; absent: the clock. */
  against?: WorkName
  /** Times the other's CPU, or microseconds. */
  most: number
}

const targets: readonly Target[] = [
  { work: 'hc1', text: 'HC1 without read-back', against: 'sign', most: 4 },
  { work: 'svg', text: 'HC1 with SVG', against: 'sign', most: 12 },
  { work: 'png', text: 'HC1 with PNG', against: 'sign', most: 14 },
  { work: 'verify', text: 'full verification', against: 'bareVerify', most: 3 },
  { work: 'pdf', text: 'PDF', most: 60_000 },
]

const bare: Readonly<Partial<Record<WorkName, string>>> = {
  sign: 'ES256 signature, bare',
  bareVerify: 'ES256 verification, bare',
}

interface Judged {
  line: string
  reached: boolean
}

function row(text: string, us: number, rest = ''): string {
  return `${text.padEnd(26)}${us.toFixed(us < 100 ? 1 : 0).padStart(9)} µs  ${rest}`.trimEnd()
}

function judged(rounds: readonly Round[], { work, text, against, most }: Target): Judged {
  const us = median(rounds.map((round) => round[work]))
  const ratio = against && median(rounds.map((round) => round[work] / round[against]))
  const reached = (ratio ?? us) <= most
  const verdict = reached ? 'ok' : 'MISSED'
  const held =
    against === undefined
      ? `wanted ≤ ${most / 1000} ms: ${verdict}`
      : `${(ratio ?? 0).toFixed(2).padStart(5)} × ${against === 'sign' ? 'signature' : 'verification'}, wanted ≤ ${most}: ${verdict}`
  return { line: row(text, us, held), reached }
}

/** The whole report, and whether every target was reached. */
export function report(rounds: readonly Round[]): { text: string; reached: boolean } {
  const known = Object.entries(bare).map(([work, text]) =>
    row(text, median(rounds.map((round) => round[work as WorkName]))),
  )
  const all = targets.map((target) => judged(rounds, target))
  const lines = ['CPU for one certificate, medians:', ...known, ...all.map(({ line }) => line)]
  return { text: lines.join('\n'), reached: all.every(({ reached }) => reached) }
}
