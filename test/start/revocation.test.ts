// From a revocation in one engine to a verdict in another: batches, feed over HTTPS, import; openssl judges between.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { type Config, readConfig } from '../../src/config.ts'
import { createRevocationFeed } from '../../src/doors/revocation.ts'
import { createRevocationList } from '../../src/engine/revocation-list.ts'
import { createHttpsClient } from '../../src/https.ts'
import { createSandboxUpload } from '../../src/keys/sandbox.ts'
import type { Log } from '../../src/log.ts'
import type { Listing } from '../../src/register/listing.ts'
import { migrate } from '../../src/register/migrate.ts'
import { createRegister, type Register } from '../../src/register/register.ts'
import { readBatch } from '../../src/revocation/batch.ts'
import { type Feed, openFeed } from '../../src/start/feed.ts'
import { type RevocationInUse, startRevocation } from '../../src/start/revocation.ts'
import { temporaryFolder } from '../keys/certificates.ts'
import { openTestEmbedded, type TestDatabase } from '../register/databases.ts'
import { newEntry, seals } from '../register/entries.ts'
import { makeAuthority, type TlsPair } from '../tls.ts'

const noon = new Date('2022-02-14T12:00:00Z')
let now = noon
const clock = { now: () => now }
const keyId = 'yLDu8UiEhxM='

describe('revocation lists of a running program', () => {
  let opened: TestDatabase
  let register: Register
  let folder: string
  let events: string[]
  let measured: unknown[][]
  const running: RevocationInUse[] = []

  const log: Log = {
    message: () => undefined,
    event: (event, detail) => void events.push(`${event}: ${detail}`),
    failure: ({ code }) => void events.push(`failure: ${code}`),
  }

  before(async () => {
    opened = await openTestEmbedded()
    const { database } = opened
    await migrate(database)
    register = createRegister({ database, seals, clock: () => new Date(), deliveryTtlMs: 60_000 })
  })
  after(() => register.close())
  beforeEach(() => {
    folder = temporaryFolder()
    events = []
    measured = []
  })
  afterEach(async () => {
    now = noon
    for (const one of running.splice(0)) await one.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const configOf = (
    settings: Record<string, string> = {},
    changes: Partial<Config> = {},
  ): Config => ({
    ...readConfig({ DATA_FOLDER: folder, ...settings }),
    ...changes,
  })

  async function start(config = configOf(), from: Pick<Register, 'listing'> = register) {
    const measure = (...told: unknown[]) => void measured.push(told)
    const started = await startRevocation(config, { log, clock, measure, register: from })
    running.push(started)
    return started
  }

  async function revoked() {
    const entry = newEntry({ keyId })
    await register.record(entry)
    const revocation = { reason: 'OTHER', fraud: false, at: noon }
    await register.revoke([entry.uvci], entry.owner, revocation)
    return { issuer: 'UA', uvci: entry.uvci, signatureHash: entry.revocationHash }
  }

  const problemOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: Error) => error.message,
    )

  /** Waits for what is done in the background. */
  async function until(holds: () => boolean) {
    for (let left = 200; left > 0 && !holds(); left--) await pause(20)
    expect(holds()).to.equal(true)
  }

  it('are made with a sandbox’s own key, and openssl finds them signed by it', async () => {
    const certificate = await revoked()
    const { listing } = await start()
    const list = createRevocationList({ listing })
    const { batch } = await list({})
    const cms = join(folder, 'batch.cms')
    writeFileSync(cms, batch?.at(-1)?.cms ?? '')
    const upload = join(folder, 'upload', 'upload.pem')
    // As docs/revocation.md tells a verifier to do it.
    const der = execFileSync('openssl', ['base64', '-d', '-A', '-in', cms])
    const trust = [
      '-CAfile',
      upload,
      '-partial_chain',
      '-purpose',
      'any',
      '-no_check_time',
      '-binary',
    ]
    const content = execFileSync('openssl', ['cms', '-verify', '-inform', 'DER', ...trust], {
      input: der,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const read = readBatch(content)
    expect(read).to.deep.include({ country: 'UA', keyId, kind: 'SIGNATURE' })
    expect(Buffer.from(read.hashes).includes(Buffer.from(certificate.signatureHash))).to.equal(true)
    expect(measured).to.deep.include(['revocation_batches', 1, 'made'])
    expect(events.join('\n')).to.match(/revocation list: SIGNATURE, key until 20/)
  })

  it('are not made in production without a key, and no sandbox’s key makes them', async () => {
    const production = configOf({}, { environment: 'PRODUCTION' })
    expect((await start(production)).listing).to.equal(undefined)
    expect(events).to.include('revocation list: none: no REVOCATION_KEY')
    const revocationKey = await createSandboxUpload(join(folder, 'upload'), { at: noon })
    const wrong = start({ ...production, revocationKey })
    expect(await problemOf(wrong)).to.match(/^REVOCATION_KEY: a sandbox key/)
  })

  it('are told to be unmade when the register fails, and the program runs on', async () => {
    const listing: Listing = { ...register.listing, list: () => Promise.reject(new Error('away')) }
    await start(configOf(), { listing })
    expect(events).to.include('failure: INTERNAL')
    expect(measured).to.deep.include(['revocation_listing_failures', 1])
  })

  it('are not signed with a key that has expired', async () => {
    const config = configOf()
    let lists = 0
    const list: Listing['list'] = async () => {
      // The certificate ends while the program runs.
      now = new Date('2025-01-01T00:00:00Z')
      lists++
      return { made: 0, deleted: 0 }
    }
    config.revocation.periodMs = 20
    await start(config, { listing: { ...register.listing, list } })
    await until(() => events.includes('failure: INTERNAL'))
    expect(lists).to.equal(1)
    expect(measured).to.deep.include(['revocation_listing_failures', 1])
  })

  it('tell how many batches were deleted', async () => {
    const listing: Listing = { ...register.listing, list: async () => ({ made: 0, deleted: 2 }) }
    await start(configOf(), { listing })
    expect(measured).to.deep.include(['revocation_batches', 2, 'deleted'])
  })

  it('of others need the certificates of those whom one believes', async () => {
    const trust = join(folder, 'nowhere')
    const settings = { REVOCATION_SOURCES: folder, REVOCATION_TRUST: trust }
    expect(await problemOf(start(configOf(settings)))).to.include('nowhere')
    expect(() => readConfig({ REVOCATION_SOURCES: folder })).to.throw(/REVOCATION_TRUST/)
  })

  it('come from a folder, and again when told to', async () => {
    const [source, trust] = [join(folder, 'batches'), join(folder, 'trust')]
    const certificate = await revoked()
    const { listing } = await start()
    for (const one of [source, trust]) mkdirSync(one)
    writeFileSync(join(trust, 'ua.pem'), readFileSync(join(folder, 'upload', 'upload.pem')))
    const settings = { REVOCATION_SOURCES: source, REVOCATION_TRUST: trust }
    const started = await start(configOf(settings))
    const { batch = [] } = await createRevocationList({ listing })({})
    for (const { batchId, cms = '' } of batch) writeFileSync(join(source, `${batchId}.cms`), cms)
    await until(() => measured.some(([name]) => name === 'revocation_import'))
    started.reload()
    await until(() => started.revoked?.has(certificate, 'UA', keyId) ?? false)
    expect(
      started.revoked?.has({ ...certificate, signatureHash: Buffer.alloc(16) }, 'UA', keyId),
    ).to.equal(false)
  })

  describe('travel over HTTPS', () => {
    let feed: Feed | undefined
    let tls: TlsPair
    before(async () => {
      tls = await (await makeAuthority())('feed')
    })
    afterEach(() => feed?.close())

    async function openedFeed(settings: Record<string, string>) {
      const { listing } = await start()
      const engine = { revocationList: createRevocationList({ listing }) }
      const config = configOf({ FEED_PORT: '0', ...settings })
      feed = await openFeed(config, createRevocationFeed({ engine }), log)
      return feed?.port
    }

    it('from one engine to another, which knows them after a restart without the first', async () => {
      const certificate = await revoked()
      const secure = { FEED_TLS_CERTIFICATE: tls.certificate, FEED_TLS_KEY: tls.key }
      const port = await openedFeed(secure)
      const trust = join(folder, 'trust')
      mkdirSync(trust)
      writeFileSync(join(trust, 'ua.pem'), readFileSync(join(folder, 'upload', 'upload.pem')))
      const settings = configOf({
        REVOCATION_SOURCES: `https://localhost:${port}/revocation`,
        REVOCATION_TRUST: trust,
        REVOCATION_TLS_AUTHORITY: tls.authority,
      })
      const other = await start(settings)
      await until(() => other.revoked?.has(certificate, 'UA', keyId) ?? false)
      await other.close()
      await feed?.close()
      const again = await start(settings)
      expect(again.revoked?.has(certificate, 'UA', keyId)).to.equal(true)
      await until(() => measured.some((told) => told.includes('UNREACHABLE')))
      expect(again.revoked?.has(certificate, 'UA', keyId)).to.equal(true)
    })

    it('to anyone who asks, by entity tag', async () => {
      const port = await openedFeed({
        FEED_TLS_CERTIFICATE: tls.certificate,
        FEED_TLS_KEY: tls.key,
      })
      const client = createHttpsClient({
        url: `https://localhost:${port}`,
        token: undefined,
        tls: undefined,
        authority: tls.authority,
        timeoutMs: 5000,
        bytesMax: 1_000_000,
        random: Math.random,
      })
      const first = await client.get('/revocation')
      const etag = first.status === 200 ? (first.headers.etag ?? '') : ''
      const second = await client.get('/revocation', { 'If-None-Match': etag })
      expect([first.status, second.status]).to.deep.equal([200, 304])
    })

    it('or plain, for a proxy on the same machine; not at all without a port', async () => {
      const port = await openedFeed({})
      expect((await fetch(`http://127.0.0.1:${port}/revocation`)).status).to.equal(200)
      expect(events).to.include(`revocation feed: 127.0.0.1:${port}`)
      expect(await openFeed(configOf(), () => undefined, log)).to.equal(undefined)
    })
  })
})
