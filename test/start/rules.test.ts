import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Log } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { type RulesInUse, startRules } from '../../src/start/rules.ts'
import { document } from '../engine/business-rules/samples.ts'

describe('the business rules of a running program', () => {
  let folder: string
  let started: RulesInUse | undefined
  let lines: string[]
  const metrics = createMetrics()
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-rules-'))
    lines = []
  })
  afterEach(() => {
    started?.close()
    rmSync(folder, { recursive: true })
  })

  const write = (name: string, content: string) => writeFileSync(join(folder, name), content)
  async function start(rulesFolder: string | undefined): Promise<RulesInUse> {
    const log: Log = {
      event: (event, detail) => lines.push(`${event}: ${detail}`),
      failure: ({ detail }) => lines.push(`failure: ${detail}`),
      message: () => undefined,
    }
    started = await startRules({ rulesFolder }, log, metrics.measure)
    return started
  }
  const covers = (country: string) => started?.book.covers('Acceptance', country)
  async function until(holds: () => boolean | undefined) {
    for (let left = 800; left > 0 && !holds(); left--)
      await new Promise((done) => setTimeout(done, 25))
    expect(holds()).to.equal(true)
  }

  it('are none without a folder', async () => {
    const { book, reload, close } = await start(undefined)
    const wanted = {
      type: 'Acceptance',
      country: 'XA',
      certificateType: 'test',
      at: new Date(),
    } as const
    expect(book.choose(wanted)).to.deep.equal([])
    reload()
    close()
  })

  it('are read again when they change, and when it is told to', async () => {
    write('a.json', JSON.stringify(document))
    const { reload } = await start(folder)
    expect([covers('XA'), covers('XB')]).to.deep.equal([true, false])
    write('b.json', JSON.stringify({ ...document, Identifier: 'VR-XB-0001', Country: 'XB' }))
    reload()
    await until(() => covers('XB'))
    rmSync(join(folder, 'b.json'))
    await until(() => covers('XB') === false)
    expect(lines).to.deep.equal(
      [1, 2, 1].map((count) => `business rules: ${folder}: ${count} documents`),
    )
    expect(await metrics.text()).to.match(/^engine_business_rules 1$/m)
  }).timeout(25_000)

  it('stay in force when those that come cannot be read', async () => {
    write('a.json', JSON.stringify(document))
    const { reload } = await start(folder)
    write('b.json', '{"secret"')
    reload()
    await until(() => lines.length === 2)
    expect(covers('XA')).to.equal(true)
    const broken = join(folder, 'b.json')
    expect(lines[1]).to.equal(`business rules: kept as they were: ${broken}: no JSON`)
    rmSync(folder, { recursive: true })
    reload()
    await until(() => lines.length === 3)
    expect(lines[2]).to.equal(`business rules: kept as they were: ${folder}: ENOENT`)
    expect(covers('XA')).to.equal(true)
    expect(await metrics.text()).to.match(/^engine_business_rules_failures_total 2$/m)
    folder = mkdtempSync(join(tmpdir(), 'gateway-rules-'))
  })

  it('let nothing start when they are wrong or not there', async () => {
    write('a.json', '[1]')
    const problem = async (from: string) => start(from).catch((error: Error) => error)
    expect(((await problem(folder)) as Error).message).to.match(/a\.json: no object$/)
    expect(await problem(join(folder, 'none'))).to.have.property('code', 'ENOENT')
  })
})
