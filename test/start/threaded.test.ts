import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { clockFrom } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { Failure } from '../../src/errors.ts'
import type { Log } from '../../src/log.ts'
import type { EngineInUse } from '../../src/start/local.ts'
import { startThreadedEngine } from '../../src/start/threaded.ts'
import { readWorld } from '../../src/world.ts'
import { caller, person, vaccination } from '../engine/samples.ts'

describe('the engine on a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'threaded-'))
  const events: string[] = []
  const failures: Failure[] = []
  const log: Log = {
    message: () => undefined,
    event: (event) => events.push(event),
    failure: (failure) => failures.push(failure),
  }
  const world = readWorld('fixtures/world.json')
  const clock = clockFrom(new Date(world.clock))
  const start = (settings: Record<string, string> = {}) =>
    startThreadedEngine(readConfig({ DATA_FOLDER: folder, ...settings }), log, { world, clock })
  let started: EngineInUse

  before(async () => {
    started = await start()
  })
  after(async () => {
    await started.close()
    rmSync(folder, { recursive: true })
  })

  const issue = (recordId: string) =>
    started.engine.issue('vaccination', { person, event: { ...vaccination, recordId } }, caller())

  it('issues at the world’s time and says what it opened', async () => {
    const { certificate } = await issue('thread-1')
    expect(certificate?.outcome).to.equal('ISSUED')
    const issuedAt = Date.parse(certificate?.issuedAt ?? '')
    expect(Math.abs(issuedAt - clock.now().getTime())).to.be.lessThan(30_000)
    expect(events).to.include('register')
  })

  it('answers many calls at once, each its own', async () => {
    const ids = Array.from({ length: 40 }, (_, at) => `many-${at}`)
    const answers = await Promise.all(ids.map(issue))
    expect(new Set(answers.map(({ certificate }) => certificate?.uvci)).size).to.equal(40)
    const again = await Promise.all(ids.map(issue))
    const uvcis = (list: typeof answers) => list.map(({ certificate }) => certificate?.uvci)
    expect(uvcis(again)).to.deep.equal(uvcis(answers))
  })

  it('is ready, and says what is wrong by its code', async () => {
    await started.engine.ready()
    const wrong = { person: undefined, event: vaccination } as never
    const failure = await started.engine.issue('vaccination', wrong, caller()).catch((e) => e)
    expect(failure).to.be.instanceOf(Failure).with.property('code', 'INTERNAL')
    expect(failures.map(({ code }) => code)).to.include('INTERNAL')
    expect(failures[0]?.detail).to.match(/^TypeError/)
  })

  it('does not start beside another one, nor with keys that are none', async () => {
    const locked = await start().catch((error) => error)
    expect(locked).to.be.instanceOf(Failure).with.property('code', 'REGISTER_LOCKED')
    const elsewhere = mkdtempSync(join(tmpdir(), 'threaded-'))
    const wrong = { DATA_FOLDER: elsewhere, SIGNING_KEYS: 'none.pem=none.pem' }
    const refused = await start(wrong).catch((error) => error)
    expect(refused.message).to.include('none.pem')
    rmSync(elsewhere, { recursive: true })
  })
})
