// `npm run bench -- engine`: CPU of the engine's own steps for one certificate on one core, against the bare signature and
// verification of the same run. Exit code 1 when a target is missed.

import { parseArgs } from 'node:util'
import { measureRounds } from './engine/measure.ts'
import { report } from './engine/report.ts'
import { workToMeasure } from './engine/work.ts'

/** Rounds of about 0.2 s each. */
const full = { rounds: 60, warmUp: 15 }
const quick = { rounds: 5, warmUp: 2 }

/** @throws Error when an argument is unknown, or what is to be measured does not work */
export async function benchEngine(args: string[], say: (line: string) => void): Promise<boolean> {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false } } })
  const size = values.quick ? quick : full
  say(`${size.rounds} rounds, Node ${process.version}`)
  const { text, reached } = report(await measureRounds(await workToMeasure(), size))
  say(text)
  if (values.quick) say('A quick run: it shows that the bench works, not how fast anything is.')
  return reached || values.quick
}
