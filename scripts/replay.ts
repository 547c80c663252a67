// Replays the fixtures against a running gateway, or records a new one from a live exchange. Changes nothing but
// in the sandbox of the fixtures' own world, and prints no value of a person. Options and exit codes: options.ts.

import { writeFileSync } from 'node:fs'
import { type Acquaintance, meet } from './conformance/acquaintance.ts'
import type { Case } from './conformance/cases.ts'
import { junit } from './conformance/junit.ts'
import { masked } from './conformance/mask.ts'
import { type Options, readOptions, usage, WrongUsage } from './conformance/options.ts'
import { record } from './conformance/record.ts'
import { countOf, json, type Result } from './conformance/result.ts'
import { askedFor, type Chosen, choose } from './conformance/select.ts'
import { walk } from './conformance/walk.ts'

/** Certificates of tests live 72 hours; the fixtures' samples are taken just before the world begins. */
const freshDays = 2

const exit = { asExpected: 0, differs: 1, refused: 2, wrongUsage: 3 } as const

/** Everything printed goes out here. */
const say = (line: string) => console.log(masked(line))
const complain = (line: string) => console.error(masked(line))

function list(options: Options): number {
  for (const { name, tags } of askedFor(options)) say(`${name}  ${tags.join(' ')}`)
  return exit.asExpected
}

const hints: Readonly<Record<string, string>> = {
  once: 'this case can be walked once in the life of a sandbox',
  unreviewed: 'the answer was recorded and nobody has confirmed it yet',
}

async function replayed(
  one: Case,
  url: string,
  options: Options,
  met: Acquaintance,
): Promise<Result> {
  const started = performance.now()
  const problems = await walk(one, url, met.facts, options)
  const ms = performance.now() - started
  const remark = problems.length === 0 ? options.road.remark(one) : ''
  say(`${problems.length === 0 ? 'ok    ' : 'DIFFER'} ${one.name} (${Math.round(ms)} ms)${remark}`)
  const told = problems.length === 0 ? [] : one.tags.flatMap((tag) => hints[tag] ?? [])
  for (const line of [...problems, ...told]) say(`       ${line}`)
  return { one, ms, problems }
}

/** Says what is not walked, and that the world is old. */
function announce({ left, refused }: Chosen, { foreign, days }: Acquaintance) {
  if (days > freshDays)
    say(`The world's clock has run ${Math.floor(days)} days: restart the sandbox.`)
  if (left.length === 0) return
  if (refused) complain(`REFUSED to run ${left.length} cases that change data: ${foreign}.`)
  else say(`Not run: ${left.length} cases that change data or speak of the sandbox's world.`)
}

function report(results: readonly Result[], options: Options, url: string, startedAt: Date) {
  const { junit: junitFile, json: jsonFile, through, readOnly } = options
  const occasion = { url, startedAt, throughSecurityServer: through, readOnly }
  if (junitFile !== undefined) writeFileSync(junitFile, junit(results))
  if (jsonFile !== undefined) writeFileSync(jsonFile, json(results, occasion))
}

async function replay(url: string, options: Options): Promise<number> {
  const startedAt = new Date()
  const cases = askedFor(options)
  const met = await meet(url, options.identities)
  const chosen = choose(cases, met, options.readOnly)
  announce(chosen, met)
  const results: Result[] = []
  for (const one of chosen.running) results.push(await replayed(one, url, options, met))
  const left = chosen.left.map(({ one, reason }) => ({ one, ms: 0, problems: [], left: reason }))
  report([...results, ...left], options, url, startedAt)
  const differing = countOf(results, 'differs')
  say(`${results.length} cases, ${differing} differ`)
  if (differing > 0) return exit.differs
  return chosen.refused ? exit.refused : exit.asExpected
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  const { url, record: recording } = options
  if (url === undefined || options.list) return list(options)
  if (recording === undefined) return replay(url, options)
  const problems = await record(url, recording, options, say)
  return problems.length === 0 ? exit.asExpected : exit.differs
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    const wrong = error instanceof WrongUsage
    complain(error.message || 'nobody answers there')
    if (wrong) console.error(usage)
    process.exitCode = wrong ? exit.wrongUsage : exit.refused
  },
)
