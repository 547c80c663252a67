// `npm run bench`: what one process of the gateway issues, beside what is possible at most (ceiling) and what
// well-known packages give without further thought (naive); or beside an earlier commit (`--against`). Measures;
// decides nothing: exit code 0 unless the bench itself fails. With `engine`: the engine's own steps alone (engine.ts);
// with `revocation`: the table of revoked certificates alone (revocation.ts).

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchEngine } from './engine.ts'
import { measureAll, startLoad } from './measure.ts'
import { startAgainst, startPeers } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { benchRevocation } from './revocation.ts'
import { readSettings, type Settings } from './settings.ts'
import { table, targets, targetsAgainst } from './table.ts'

/** What is to be ended, the last one first. */
type Endings = (() => Promise<void> | void)[]

async function databaseUrl({ databaseUrl }: Settings, endings: Endings): Promise<string> {
  if (databaseUrl !== undefined) return databaseUrl
  const { url, stop } = await startPostgres()
  endings.push(stop)
  return url
}

async function bench(settings: Settings, endings: Endings) {
  const { rounds, runMs, concurrency, quick, profileFolder, against } = settings
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const url = await databaseUrl(settings, endings)
  const load = startLoad()
  endings.push(load.stop)
  const places = { databaseUrl: url, folder, profileFolder }
  const keep = (stop: () => Promise<void>) => endings.push(stop)
  const peers = await (against === undefined
    ? startPeers(places, keep)
    : startAgainst(against, places, keep))
  say(`${rounds} rounds of ${runMs} ms, ${concurrency} connections, Node ${process.version}`)
  const progress = (done: number) => process.stderr.write(`round ${done} of ${rounds}\n`)
  const results = await measureAll(peers, load, settings, progress)
  say(`\n${table(results, against === undefined ? targets : targetsAgainst)}`)
  if (quick) say('A quick run: it shows that the bench works, not how fast anything is.')
  if (profileFolder) say('The gateway was profiled, which slows it down.')
}

function say(line: string) {
  process.stdout.write(`${line}\n`)
}

const endings: Endings = []

async function end() {
  for (let last = endings.pop(); last !== undefined; last = endings.pop()) await last()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => end().finally(() => process.exit(1)))
}

try {
  const [first, ...rest] = process.argv.slice(2)
  if (first === 'engine') process.exitCode = (await benchEngine(rest, say)) ? 0 : 1
  else if (first === 'revocation') process.exitCode = benchRevocation(say) ? 0 : 1
  else await bench(readSettings(process.argv.slice(2), process.env), endings)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`)
  process.exitCode = 1
} finally {
  await end()
}
