import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { type Config, readConfig } from '../../src/config.ts'
import { keyIdOf } from '../../src/keys/certificate.ts'
import { createSandboxKeys } from '../../src/keys/sandbox.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { type KeysInUse, startKeys } from '../../src/start/keys.ts'
import { checkPrivateFiles, engineFilesOf, linkFilesOf } from '../../src/start/private-files.ts'
import { type Made, makeCertificate, save, temporaryFolder } from '../keys/certificates.ts'

const noon = new Date('2022-02-10T10:00:00Z')
const everyMs = 20
const rollover = '2022-03-01T00:00:00+02:00'

const idOf = ({ certificate }: Made) => Buffer.from(keyIdOf(certificate)).toString('base64')

describe('signing keys at the start', () => {
  let folder: string
  let written = ''
  let metrics: ReturnType<typeof createMetrics>
  let started: KeysInUse | undefined
  let old: Made
  let next: Made
  const log = createLog(
    'info',
    new Writable({
      write(chunk, _encoding, done) {
        written += chunk
        done()
      },
    }),
  )

  before(async () => {
    old = await makeCertificate()
    next = await makeCertificate({ notBefore: '2022-02-01T00:00:00Z' })
  })
  beforeEach(() => {
    folder = temporaryFolder()
    written = ''
    metrics = createMetrics()
    save(folder, 'old', old)
    save(folder, 'next', next)
  })
  afterEach(() => {
    started?.close()
    started = undefined
    rmSync(folder, { recursive: true })
  })

  const row = (name: string, use: object = {}) => ({
    certificate: `${name}.pem`,
    signer: { file: `${name}.key.pem` },
    ...use,
  })
  const writeTable = (...rows: object[]) =>
    writeFileSync(join(folder, 'keys.json'), JSON.stringify(rows))
  const config = (changes: Partial<Config> = {}): Config => ({
    ...readConfig({ DATA_FOLDER: join(folder, 'data'), KEY_TABLE: join(folder, 'keys.json') }),
    ...changes,
  })
  const production = { environment: 'PRODUCTION' } as const

  async function start(changes: Partial<Config> = {}, at = noon): Promise<KeysInUse> {
    const parts = { config: config(changes), log, clock: { now: () => at }, everyMs }
    started = await startKeys({ ...parts, measure: metrics.measure })
    return started
  }

  function idAt(at: string | Date): string | undefined {
    const choice = started?.keys.choose('test', new Date(at))
    return choice && ('key' in choice ? choice.key.keyIdText : choice.refused)
  }

  /** Waits until the keys are as wanted; what never comes true fails by the test's own time. */
  async function until(holds: () => boolean) {
    while (!holds()) await pause(5)
  }

  const value = async (name: string) => {
    const lines = (await metrics.text()).split('\n')
    return lines
      .find((line) => line.startsWith(name))
      ?.slice(name.length)
      .trim()
  }

  it('roll over with overlap and without restart', async () => {
    writeTable(row('old'))
    const { keys } = await start()
    expect([idAt(noon), idAt(rollover)]).to.deep.equal([idOf(old), idOf(old)])
    writeTable(row('old'), row('next', { usedFrom: rollover }))
    await until(() => keys.all.length === 2)
    expect([idAt(noon), idAt(rollover)]).to.deep.equal([idOf(old), idOf(next)])
    expect(keys.all.map(({ keyIdText }) => keyIdText)).to.deep.equal([idOf(old), idOf(next)])
    await keys.ready(noon)
    expect(await value('engine_key_table_total{outcome="reloaded"}')).to.equal('1')
    expect(written).to.include('KEY_TABLE was read again')
  })

  it('stay in force when the new table is broken, which is told once, and follow when it is mended', async () => {
    writeTable(row('old'))
    const { keys } = await start()
    writeTable(row('old'), row('next', { usedFrom: 'soon' }))
    await until(() => written.includes('kept as they were'))
    await pause(5 * everyMs)
    expect(keys.all).to.have.length(1)
    const [line, ...more] = written.split('\n').filter((text) => text.includes('kept as'))
    expect(more).to.deep.equal([])
    const { message, detail } = JSON.parse(line ?? '')
    expect(message).to.equal('signing keys')
    expect(detail).to.match(/^kept as they were: KEY_TABLE .*row 2: usedFrom: a time with a zone/s)
    expect(written).not.to.include('INTERNAL')
    expect(await value('engine_key_table_total{outcome="refused"}')).to.equal('1')
    writeTable(row('next'))
    await until(() => idAt(noon) === idOf(next))
  })

  it('follow a table whose key arrives after it', async () => {
    writeTable(row('old'))
    await start()
    rmSync(join(folder, 'next.key.pem'))
    writeTable(row('next'))
    await until(() => written.includes('next.key.pem cannot be read'))
    expect(idAt(noon)).to.equal(idOf(old))
    save(folder, 'next', next)
    await until(() => idAt(noon) === idOf(next))
  })

  it('are read again when that is asked for, also where the table has not changed', async () => {
    writeTable(row('old'))
    const { reload } = await start()
    save(folder, 'old', next)
    reload()
    await until(() => idAt(noon) === idOf(next))
  })

  it('are the last of several tables that come at once', async () => {
    writeTable(row('old'))
    const { reload } = await start()
    writeTable(row('next'))
    reload()
    writeTable(row('old', { usedUntil: '2022-12-01T00:00:00Z' }))
    reload()
    await until(() => started?.keys.all[0]?.statedEnd !== undefined)
    await pause(5 * everyMs)
    expect(idAt(noon)).to.equal(idOf(old))
  })

  it('are not started with a table that two keys leave open', async () => {
    save(folder, 'next', await makeCertificate())
    writeTable(row('old'), row('next'))
    const error = await start().catch((thrown) => thrown)
    expect(error.message).to.match(/start at the same time/)
  })

  it('come from SIGNING_KEYS, or are the sandbox’s own', async () => {
    const paths = save(folder, 'old', old)
    await start({ keyTable: undefined, signingKeys: [paths] })
    expect(idAt(noon)).to.equal(idOf(old))
    started?.reload()
    started?.close()
    await start({ keyTable: undefined })
    expect(idAt(noon))
      .to.match(/^[\w+/]{11}=$/)
      .and.not.equal(idOf(old))
  })

  it('whose use is over need no private key any more, and are still ours', async () => {
    rmSync(join(folder, 'old.key.pem'))
    writeTable(row('old', { usedUntil: '2022-02-10T10:00:00Z' }), row('next'))
    const { keys } = await start()
    expect(keys.all.map(({ keyIdText }) => keyIdText)).to.deep.equal([idOf(old), idOf(next)])
    expect(idAt('2022-01-15T00:00:00Z')).to.equal(idOf(old))
    const [key] = keys.all
    for (const use of [key?.sign(new Uint8Array(1)), key?.ready()]) {
      const failure = await Promise.resolve(use).catch((thrown) => thrown)
      expect(failure).to.include({ code: 'SIGNER_UNAVAILABLE' })
    }
    await key?.close()
  })

  it('are never the sandbox’s in production', async () => {
    const { files } = await createSandboxKeys(join(folder, 'sandbox'), { at: noon })
    writeTable({ certificate: files.certificate, signer: { file: files.key } })
    const fromTable = await start(production).catch((thrown) => thrown)
    expect(fromTable.message).to.equal('KEY_TABLE: a sandbox key is refused in production')
    const set = { ...production, keyTable: undefined, signingKeys: [files] }
    const fromSetting = await start(set).catch((thrown) => thrown)
    expect(fromSetting.message).to.equal('SIGNING_KEYS: a sandbox key is refused in production')
  })

  it('lie in files of the service alone: production refuses others, a sandbox tells', async () => {
    writeTable(row('old'))
    const path = join(folder, 'old.key.pem')
    chmodSync(path, 0o644)
    const error = await start(production).catch((thrown) => thrown)
    expect(error.message).to.equal(
      `Private files:\n  KEY_TABLE ${path}: others than its owner and group may open it`,
    )
    await start()
    expect(written).to.include(`KEY_TABLE ${path}: others than`)
  })

  it('lie beside other private files, each checked under its setting', () => {
    const exposed = (name: string) => {
      const path = join(folder, name)
      writeFileSync(path, 'canary')
      chmodSync(path, 0o604)
      return path
    }
    const pair = (name: string) => ({ certificate: 'c.pem', key: exposed(name) })
    writeFileSync(join(folder, 'secrets.json'), '{}', { mode: 0o644 })
    const set = {
      ...production,
      dataFolder: folder,
      signingKeys: [pair('signing')],
      sealKey: pair('seal'),
      link: { ...pair('link'), pins: 'pins' },
      engine: { tls: { ...pair('engine'), authority: undefined } } as Config['engine'],
      pkcs11: { pinFile: exposed('pin') } as Config['pkcs11'],
      remoteSigner: { tls: pair('remote') } as Config['remoteSigner'],
    }
    const files = [...engineFilesOf(config(set)), ...linkFilesOf(config(set))]
    const lines = () => {
      try {
        checkPrivateFiles(set, log, files)
        return []
      } catch (error) {
        return (error as Error).message.split('\n').slice(1)
      }
    }
    const named = lines().map((line) => basename(line.trim().replace(/: .*/, '')))
    expect(named.sort()).to.deep.equal(
      ['signing', 'seal', 'link', 'engine', 'pin', 'remote', 'secrets.json'].sort(),
    )
    expect(lines().join()).to.match(/REMOTE_SIGNER_TLS_KEY.*ENGINE_TLS_KEY/s)
    for (const [, path] of files) if (path) chmodSync(path, 0o600)
    expect(lines()).to.deep.equal([])
  })

  it('tell how many days they may still be used, also of one that has left the table', async () => {
    writeTable(row('old', { usedUntil: '2022-03-31T00:00:00Z' }), row('next', { types: ['test'] }))
    await start()
    const days = (made: Made, type: string) =>
      value(`engine_signing_key_days_left{key_id="${idOf(made)}",type="${type}"}`)
    expect(await days(old, 'test')).to.equal('48')
    // The certificate ends on 1 January 2024; 60 days before it the last certificate has its whole lifetime.
    expect(await days(next, 'test')).to.equal('629')
    expect(await days(next, 'recovery')).to.equal(undefined)
    expect(await value('engine_signing_key_usable{type="recovery"}')).to.equal('1')
    const lines = written.match(/[^"]*days left[^"]*/g)
    expect(lines).to.have.members([
      `${idOf(old)} for test: 48 days left, another key follows`,
      `${idOf(old)} for vaccination: 48 days left, no key follows`,
      `${idOf(old)} for recovery: 48 days left, no key follows`,
    ])
    writeTable(row('next', { types: ['test'] }))
    await until(() => started?.keys.all.length === 1)
    expect(await days(old, 'test')).to.equal('Nan')
    expect(await value('engine_signing_key_usable{type="recovery"}')).to.equal('0')
    expect(await value('engine_signing_key_usable{type="test"}')).to.equal('1')
  })

  it('never show a private key or its passphrase, whatever is wrong with them', async () => {
    const passphrase = 'canary-passphrase-51'
    const pem = String(
      old.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'another-canary-73',
      }),
    )
    const inside = pem.split('\n').slice(1, -2)
    writeFileSync(join(folder, 'encrypted.key.pem'), pem, { mode: 0o600 })
    writeFileSync(join(folder, 'encrypted.pem'), old.certificate.toString())
    writeFileSync(join(folder, 'text.key.pem'), inside.join('\n'), { mode: 0o600 })
    writeFileSync(join(folder, 'text.pem'), pem)
    const said: string[] = []
    const seen = (error: Error): void => {
      said.push(`${error.message} ${error.stack}`)
      if (error.cause instanceof Error) seen(error.cause)
    }
    for (const name of ['encrypted', 'text']) {
      writeTable(row(name))
      await start({ signingPassphrase: passphrase }).catch(seen)
      const paths = { certificate: join(folder, 'old.pem'), key: join(folder, `${name}.key.pem`) }
      const set = { keyTable: undefined, signingKeys: [paths], signingPassphrase: passphrase }
      await start(set).catch(seen)
    }
    writeTable(row('old'))
    await start({ signingPassphrase: passphrase })
    writeTable(row('encrypted'))
    await until(() => written.includes('kept as they were'))
    expect(said).to.have.length.at.least(4)
    for (const secret of [passphrase, 'another-canary', ...inside])
      expect(said.join() + written).to.not.include(secret)
  })
})
