import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { openEmbedded } from '../../src/register/embedded.ts'
import { lockFile } from '../../src/register/lock.ts'

async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act()
    return 'none'
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}

async function finishedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid as number
}

describe('the embedded database', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-'))
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const lock = () => join(folder, 'lock')
  const heldBy = (pid: number, host = hostname()) => writeFileSync(lock(), `${pid} 1.5 ${host}\n`)

  /** Another process that opens the folder, writes a row and stays. */
  async function keeper(): Promise<ChildProcess> {
    const module = new URL('../../src/register/embedded.js', import.meta.url).href
    const script = `
      const { openEmbedded } = await import(${JSON.stringify(module)})
      const database = await openEmbedded({ folder: ${JSON.stringify(folder)} })
      await database.exec('CREATE TABLE kept (a integer); INSERT INTO kept VALUES (7)')
      console.log('open')
      setInterval(() => {}, 1000)`
    const args = ['--input-type=module', '-e', script]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout as NodeJS.ReadableStream, 'data')
    return child
  }

  it('refuses a folder that another process has open, and takes it over when that one died', async function () {
    this.timeout(60_000)
    const child = await keeper()
    expect(await codeOf(() => openEmbedded({ folder }))).to.equal('REGISTER_LOCKED')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const database = await openEmbedded({ folder })
    expect(await database.query('SELECT a FROM kept')).to.deep.equal([{ a: 7 }])
    expect(await codeOf(() => openEmbedded({ folder }))).to.equal('REGISTER_LOCKED')
    await database.close()
    expect(existsSync(lock())).to.equal(false)
  })

  it('lets the folder go when it cannot be opened', async () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be')
    expect(await codeOf(() => openEmbedded({ folder }))).not.to.equal('none')
    expect(existsSync(lock())).to.equal(false)
  })

  it('is held by no process that is gone', async () => {
    heldBy(await finishedProcess())
    lockFile(lock())()
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('is held by no earlier process of our own number, as a restarted container has it', () => {
    heldBy(process.pid)
    const unlock = lockFile(lock())
    expect(readFileSync(lock(), 'utf8')).to.match(new RegExp(`^${process.pid} `))
    unlock()
  })

  it('is held by a process of this machine that runs, and by this one', async () => {
    heldBy(process.ppid)
    expect(await codeOf(() => lockFile(lock()))).to.equal('REGISTER_LOCKED')
    rmSync(lock())
    const unlock = lockFile(lock())
    expect(await codeOf(() => lockFile(lock()))).to.equal('REGISTER_LOCKED')
    unlock()
  })

  it('is held by whoever is on another machine: nobody can ask', async () => {
    heldBy(await finishedProcess(), 'another-host')
    expect(await codeOf(() => lockFile(lock()))).to.equal('REGISTER_LOCKED')
  })

  it('says what is wrong when the lock file cannot be made', async () => {
    expect(await codeOf(() => lockFile(join(folder, 'absent', 'lock')))).to.match(/ENOENT/)
  })
})
