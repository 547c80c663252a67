import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { type OpenOptions, openRegister, type Register } from '../../src/register/register.ts'
import { openTestPostgres, serverUrl } from './databases.ts'
import { newEntry, sameMessage, secret } from './entries.ts'

describe('the register of a running program', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'register-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  const open = (overrides: Partial<OpenOptions> = {}) =>
    openRegister({
      databaseUrl: undefined,
      folder,
      peppers: [secret('p1')],
      deliveryKeys: [secret('d1')],
      deliveryTtlMs: 60_000,
      clock: () => new Date(),
      ...overrides,
    })

  const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
    promise.then(
      () => expect.fail('was opened'),
      (error) => error,
    )

  async function recordsAndFindsAgain(reopen: () => Promise<Register>) {
    const entry = newEntry()
    const first = await reopen()
    expect(await first.record(entry)).to.include({ outcome: 'ISSUED' })
    await first.close()
    const second = await reopen()
    expect(await second.record(sameMessage(entry))).to.include({ uvci: entry.uvci })
    await second.close()
  }

  it('is embedded in its folder, and survives a restart', async function () {
    this.timeout(60_000)
    await recordsAndFindsAgain(open)
  })

  it('refuses a pepper that changed under its id, and lets the folder go', async function () {
    this.timeout(60_000)
    await (await open()).close()
    const changed = { ...secret('p2'), id: 'p1' }
    const failure = await failureOf(open({ peppers: [changed] }))
    expect(failure.code).to.equal('INTERNAL')
    expect(String(failure.cause)).to.match(/pepper "p1" is not the one/)
    expect(existsSync(join(folder, 'lock'))).to.equal(false)
  })

  it('is REGISTER_UNAVAILABLE without its server', async () => {
    const failure = await failureOf(open({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' }))
    expect(failure).to.be.instanceOf(Failure)
    expect(failure.code).to.equal('REGISTER_UNAVAILABLE')
  })

  if (serverUrl === undefined) {
    it('over PostgreSQL: skipped, TEST_DATABASE_URL is not set', function () {
      this.skip()
    })
  } else {
    it('lies on the server whose URL is given', async () => {
      const { url, close } = await openTestPostgres(serverUrl as string)
      await recordsAndFindsAgain(() => open({ databaseUrl: url }))
      await close()
    })
  }
})
