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
  const measure = () => undefined
  const start = (settings: Record<string, string> = {}) => {
    const config = readConfig({ DATA_FOLDER: folder, ...settings })
    return startThreadedEngine(config, log, { world, clock }, measure)
  }
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
    expect(failure.detail).to.match(/^TypeError/)
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

  describe('when its thread', () => {
    const folderOf = { DATA_FOLDER: folder }
    const begun = (name: string) => {
      const file = new URL(`threads/${name}.js`, import.meta.url)
      return startThreadedEngine(readConfig(folderOf), log, { world, clock }, measure, file)
    }
    const codeOf = (work: Promise<unknown>) => work.then(String, (failure: Failure) => failure.code)
    const status = { uvci: 'URN:UVCI:01:UA:00000000000000000000000000000000' }

    for (const [does, name] of [
      ['fails', 'failing'],
      ['leaves', 'leaving'],
    ] as const) {
      it(`${does}, says so to whoever waits and whoever calls later, and is lost`, async () => {
        const { engine, lost, close } = await begun(name)
        const calls = [1, 2, 3].map(() => codeOf(engine.status(status, caller())))
        expect(await Promise.all(calls)).to.deep.equal(Array(3).fill('ENGINE_UNAVAILABLE'))
        await lost
        expect(await codeOf(engine.ready())).to.equal('ENGINE_UNAVAILABLE')
        await close()
      })
    }

    it('fails, tells the log, without the text of what was thrown', () => {
      const failed = failures.filter(({ detail }) => detail === 'the engine’s thread failed')
      expect(failed).to.have.length(1)
      expect(JSON.stringify(failed)).not.to.include('Вигадана')
    })

    it('does not answer, is not ready in time, takes so many calls and no more, and can be closed', async () => {
      const { engine, lost, close } = await begun('mute')
      const started = performance.now()
      expect(await codeOf(engine.ready())).to.equal('ENGINE_UNAVAILABLE')
      expect(performance.now() - started).to.be.within(1900, 4000)
      const calls = Array.from({ length: 4096 }, () => codeOf(engine.status(status, caller())))
      expect(await codeOf(engine.status(status, caller()))).to.equal('OVERLOADED')
      let isLost = false
      void lost.then(() => {
        isLost = true
      })
      await close()
      expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['ENGINE_UNAVAILABLE']))
      expect(isLost).to.equal(false)
    })

    it('ends before it has started, does not start', async () => {
      const error = await begun('silent').catch((thrown) => thrown)
      expect(error.message).to.include('ended before it had started')
    })
  })
})
