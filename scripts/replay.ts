// Replays the fixtures against a running gateway: npm run replay -- URL [case …] [--junit FILE].
// Exit code 0: all as expected; 1: a case differs; 2: refused to change another world, or nobody answers.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Acquaintance, meet } from './conformance/acquaintance.ts'
import { type Case, readCases } from './conformance/cases.ts'
import { junit, type Result } from './conformance/junit.ts'
import { walk } from './conformance/walk.ts'

const usage = 'npm run replay -- URL [case …] [--junit FILE]'

/** Certificates of tests live 72 hours; the fixtures' samples are taken just before the world begins. */
const freshDays = 2

async function replayed(one: Case, url: string, { facts }: Acquaintance): Promise<Result> {
  const started = performance.now()
  const problems = await walk(one, url, facts)
  const ms = performance.now() - started
  console.log(`${problems.length === 0 ? 'ok    ' : 'DIFFER'} ${one.name} (${Math.round(ms)} ms)`)
  for (const problem of problems) console.log(`       ${problem}`)
  return { name: one.name, ms, problems }
}

/** The cases that may run there; says so of those that may not. */
function allowed(cases: readonly Case[], { foreign, days }: Acquaintance): readonly Case[] {
  if (days > freshDays)
    console.log(`The world's clock has run ${Math.floor(days)} days: restart the sandbox.`)
  if (foreign === undefined) return cases
  const reading = cases.filter(({ changes }) => !changes)
  const refused = cases.length - reading.length
  if (refused > 0) console.error(`REFUSED to run ${refused} cases that change data: ${foreign}.`)
  return reading
}

async function replay(url: string, wanted: readonly string[], junitFile: string | undefined) {
  const cases = readCases(wanted)
  if (cases.length === 0) throw new Error('no such case')
  const met = await meet(url)
  const running = allowed(cases, met)
  const results: Result[] = []
  for (const one of running) results.push(await replayed(one, url, met))
  if (junitFile !== undefined) writeFileSync(junitFile, junit(results))
  const differing = results.filter(({ problems }) => problems.length > 0).length
  console.log(`${results.length} cases, ${differing} differ`)
  if (differing > 0) return 1
  return running.length < cases.length ? 2 : 0
}

/** A bare address means its `/ws`. */
function serviceUrl(text: string): string {
  const url = new URL(text)
  if (url.pathname === '/') url.pathname = '/ws'
  return url.href
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { junit: { type: 'string' } },
  })
  const [url, ...wanted] = positionals
  if (url === undefined) throw new Error(usage)
  return replay(serviceUrl(url), wanted, values.junit)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    console.error(error.message || 'nobody answers there')
    process.exitCode = 2
  },
)
