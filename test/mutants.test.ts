// 10,000 mutated messages against a whole gateway, a process of its own: each is answered as the protocol wants it, and
// afterwards the process is as it was. The same messages on every run; MUTANTS_SEED chooses others.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Acquaintance, meet } from '../scripts/conformance/acquaintance.ts'
import { readCase } from '../scripts/conformance/cases.ts'
import { createState, fill } from '../scripts/conformance/placeholders.ts'
import { send } from '../scripts/conformance/send.ts'
import { walk } from '../scripts/conformance/walk.ts'
import { type Certificate, personalValues } from './mutants/corpus.ts'
import { createLane, type Kind, kinds, type Tally } from './mutants/lanes.ts'
import { residentAtRest } from './mutants/resident.ts'
import { type Running, start } from './processes.ts'
import { openTestPostgres, serverUrl } from './register/databases.ts'

const seed = Number(process.env.MUTANTS_SEED ?? 20_220_120)

/** Of every kind; together 10,000. */
const messages = 2500
/** Connections of every kind at once. */
const lanesPerKind = 2
/** After so much of all messages the memory is measured first: until then tables and caches fill. */
const warmPart = 0.3
const mebibyte = 1024 * 1024
/** What may be added between that and the end, bytes; the embedded database keeps pages of what was issued. */
const growthMax = (serverUrl === undefined ? 60 : 30) * mebibyte

/** A hang is found, and a failure made smaller, until then, milliseconds; a slow machine needs two minutes for all. */
const timeMaxMs = 300_000

const mebibytes = (bytes: number) => `${(bytes / mebibyte).toFixed(1)} MiB`

/** Whether a line holds one of the values as a word of its own: an edit may make a number of many zeros. */
function names(line: string, values: ReadonlySet<string>): boolean {
  const isWord = (value: string) => {
    const [before = '', ...rest] = line.split(value)
    const ends = [before, ...rest.slice(0, -1)].map((text) => text.at(-1) ?? '')
    return rest.some((after, at) => !/[\p{L}\p{N}]/u.test(`${ends[at]}${after[0] ?? ''}`))
  }
  return [...values].some((value) => line.includes(value) && isWord(value))
}

/** One certificate, for the messages that ask about one. */
async function issue(url: string, { facts }: Acquaintance): Promise<Certificate> {
  const [step] = readCase('IssueVaccinationCertificate_v1/minimal').steps
  const { body } = await send(url, fill(step?.request ?? Buffer.alloc(0), createState(facts)))
  const text = (name: string) => new RegExp(`<${name}>([^<]+)`).exec(String(body))?.[1] as string
  return { uvci: text('uvci'), hc1: text('hc1'), cose: text('cose') }
}

describe('10,000 mutated messages', function () {
  this.timeout(2 * timeMaxMs)
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  const tally: Tally = { answered: 0, faults: 0, closed: 0 }
  let postgres: Awaited<ReturnType<typeof openTestPostgres>> | undefined
  let gateway: Running | undefined
  let url = ''
  let port = 0
  let met: Acquaintance
  let grown = Number.NaN

  before(async () => {
    if (serverUrl !== undefined) postgres = await openTestPostgres(serverUrl)
    const settings = { DATA_FOLDER: folder, DATABASE_URL: postgres?.url }
    // An embedded database leaves hundreds of megabytes behind when it is made; what falls hides what rises.
    const maker = postgres === undefined ? await start('gateway', settings) : undefined
    await maker?.end()
    gateway = await start('gateway', settings)
    port = gateway.port
    url = `http://127.0.0.1:${port}`
    met = await meet(`${url}/ws`)
  })

  after(async () => {
    await gateway?.end('SIGKILL')
    await postgres?.close()
    rmSync(folder, { recursive: true })
  })

  async function sendAll(kind: Kind, lane: number, part: number, certificate: Certificate) {
    const name = `${kind.name}-${lane}-${part}`
    const { exchange, close } = createLane({ name, port, certificate, tally })
    const settings = {
      seed: seed + lane + Math.round(100 * part),
      numRuns: Math.round((messages / lanesPerKind) * part),
      interruptAfterTimeLimit: timeMaxMs,
      markInterruptAsFailure: true,
    }
    try {
      await fc.assert(kind.property(exchange), settings)
    } finally {
      close()
    }
  }

  async function sendPart(part: number, certificate: Certificate) {
    const lanes = Array.from({ length: lanesPerKind }, (_, lane) => lane)
    const all = kinds.flatMap((kind) => lanes.map((lane) => sendAll(kind, lane, part, certificate)))
    for (const ended of await Promise.allSettled(all))
      if (ended.status === 'rejected') throw ended.reason
  }

  it(`are answered with 200 or 500 and what the checker accepts, seed ${seed}`, async () => {
    const certificate = await issue(`${url}/ws`, met)
    await sendPart(warmPart, certificate)
    const warm = await residentAtRest(url)
    await sendPart(1 - warmPart, certificate)
    grown = (await residentAtRest(url)) - warm
    const { answered, faults, closed } = tally
    console.log(`      ${answered} answered, of them ${faults} with a fault`)
    console.log(
      `      ${closed} of broken HTTP closed without an answer; memory +${mebibytes(grown)}`,
    )
    expect(answered + closed).to.equal(10_000)
    expect(answered - faults).to.be.above(1000)
    expect(faults).to.be.above(1000)
  })

  it('leave the memory flat', () => {
    expect(grown).to.be.below(growthMax)
  })

  it('leave a gateway that is ready and answers an ordinary message', async () => {
    expect((await fetch(`${url}/health/ready`)).status).to.equal(200)
    const ordinary = readCase('IssueVaccinationCertificate_v1/minimal')
    expect(await walk(ordinary, `${url}/ws`, met.facts)).to.deep.equal([])
  })

  it('leave no line of an error in the log, and none that names a person', () => {
    const lines = gateway?.lines ?? []
    expect(lines.filter(({ message }) => message === 'message').length).to.be.above(10_000 - 500)
    expect(lines.filter(({ level }) => level === 'error')).to.deep.equal([])
    const people = personalValues()
    expect(people.size).to.be.above(10)
    expect(lines.filter((line) => names(JSON.stringify(line), people))).to.deep.equal([])
  })
})
