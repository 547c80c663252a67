// Prints what was measured: medians by peer and drawing, and the medians of the ratios of each pair.

import type { Round, Run } from './measure.ts'
import { type Drawing, drawings } from './requests.ts'

/** What one process is to reach, as a share of a peer's rate. */
type Target = readonly [drawing: Drawing, peer: string, ratio: number]

/** Against the ceiling and the naive peer. */
export const targets: readonly Target[] = [
  ['NONE', 'ceiling', 0.7],
  ['SVG', 'ceiling', 0.7],
  ['PNG', 'ceiling', 0.7],
  ['NONE', 'naive', 1],
  ['PNG', 'naive', 15],
]

/** Against an earlier commit: access, audit, limits and self-check may cost this much together. */
export const targetsAgainst: readonly Target[] = drawings.map((drawing) => [
  drawing,
  'earlier',
  0.85,
])

/** Of values of which there is one at least. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

const columns: readonly [title: string, value: (run: Run) => number, digits: number][] = [
  ['certificates/s', ({ perSecond }) => perSecond, 0],
  ['p50 ms', ({ p50Ms }) => p50Ms, 1],
  ['p99 ms', ({ p99Ms }) => p99Ms, 1],
  ['CPU µs/certificate', ({ cpuUs }) => cpuUs, 0],
  ['memory MB', ({ memoryBytes }) => memoryBytes / 1e6, 0],
]

function text(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits)
}

function row(cells: readonly string[]): string {
  const [drawing = '', peer = '', ...numbers] = cells
  const padded = numbers.map((cell, index) => cell.padStart((columns[index]?.[0].length ?? 0) + 2))
  return drawing.padEnd(8) + peer.padEnd(8) + padded.join('')
}

function peerRow(rounds: readonly Round[], drawing: Drawing, peer: string): string {
  const runs = rounds.map((round) => runOf(round.runs, peer))
  const cells = columns.map(([, value, digits]) => text(median(runs.map(value)), digits))
  return row([drawing, peer, ...cells])
}

function runOf(runs: Round['runs'], peer: string): Run {
  const run = runs[peer]
  if (run === undefined) throw new Error(`${peer} was not measured`)
  return run
}

function targetRow(rounds: readonly Round[], [drawing, peer, wanted]: Target) {
  const pairs = rounds.filter((round) => round.drawing === drawing).map(({ runs }) => runs)
  const both = pairs.map((runs) => [runOf(runs, 'gateway'), runOf(runs, peer)] as const)
  const rates = both.map(([gateway, other]) => gateway.perSecond / other.perSecond)
  const cpus = both.map(([gateway, other]) => other.cpuUs / gateway.cpuUs)
  const ratio = median(rates)
  const range = `${text(Math.min(...rates), 2)} to ${text(Math.max(...rates), 2)}`
  const verdict = ratio >= wanted ? 'reached' : 'MISSED'
  return (
    `${drawing.padEnd(8)}gateway : ${peer.padEnd(8)}${text(ratio, 2).padStart(6)}  (${range};` +
    ` by CPU ${text(median(cpus), 2)})  wanted ${wanted}: ${verdict}`
  )
}

/** The whole report, lines ended. */
export function table(rounds: readonly Round[], targets: readonly Target[]): string {
  const lines = drawings.flatMap((drawing) => {
    const those = rounds.filter((round) => round.drawing === drawing)
    return Object.keys(those[0]?.runs ?? {}).map((peer) => peerRow(those, drawing, peer))
  })
  const head = row(['QR', '', ...columns.map(([title]) => title)])
  const ratios = targets.map((target) => targetRow(rounds, target))
  return [head, ...lines, '', 'Rates, median of the pairs:', ...ratios, ''].join('\n')
}
