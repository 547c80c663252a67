import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import type { SigningKeys } from '../../src/keys/signing.ts'
import { type KeySource, openTable } from '../../src/start/key-table.ts'
import { temporaryFolder } from '../keys/certificates.ts'

const everyMs = 5

describe('the table of keys while one of its contents is being loaded', () => {
  let folder: string
  let table: KeySource
  let loads: { ends(name: string): void; fails(): void }[]

  /** Loads that end when a test says so, as those of a slow token. */
  function load(): Promise<SigningKeys> {
    return new Promise((resolve, reject) => {
      const keys = (name: string) => ({ name }) as unknown as SigningKeys
      loads.push({
        ends: (name) => resolve(keys(name)),
        fails: () => reject(new Error('no token')),
      })
    })
  }

  const write = (text: string) => writeFileSync(join(folder, 'keys.json'), text)
  const inForce = () => (table.inForce() as unknown as { name: string }).name
  const log = { event: () => undefined, failure: () => undefined, message: () => undefined }

  async function until(holds: () => boolean) {
    while (!holds()) await pause(1)
  }

  async function loading(count: number) {
    await until(() => loads.length === count)
    return loads[count - 1] as (typeof loads)[number]
  }

  beforeEach(() => {
    folder = temporaryFolder()
    loads = []
    write('one')
  })
  afterEach(() => {
    table.stop()
    rmSync(folder, { recursive: true })
  })

  async function open(during: () => void = () => undefined) {
    const opening = openTable(join(folder, 'keys.json'), load, {
      log,
      measure: () => undefined,
      everyMs,
    })
    during()
    loads[0]?.ends('one')
    table = await opening
  }

  it('is loaded once more when that is asked for meanwhile', async () => {
    await open()
    table.reload()
    table.reload()
    ;(await loading(2)).ends('two')
    ;(await loading(3)).ends('three')
    await until(() => inForce() === 'three')
    await pause(10 * everyMs)
    expect(loads).to.have.length(3)
  })

  it('is loaded once more when that is asked for during a load that fails', async () => {
    await open()
    table.reload()
    table.reload()
    ;(await loading(2)).fails()
    ;(await loading(3)).ends('three')
    await until(() => inForce() === 'three')
  })

  it('ends with the content that stands there, also where another was taken back', async () => {
    await open()
    write('two')
    const second = await loading(2)
    await pause(4 * everyMs)
    write('one')
    await pause(4 * everyMs)
    second.ends('two')
    ;(await loading(3)).ends('one again')
    await until(() => inForce() === 'one again')
    await pause(10 * everyMs)
    expect(loads).to.have.length(3)
  })
})
