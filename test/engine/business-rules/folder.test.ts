import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readRulesFolder } from '../../../src/engine/business-rules/folder.ts'
import { document } from './samples.ts'

describe('a folder of rules', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-rules-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (name: string, content: unknown) =>
    writeFileSync(
      join(folder, name),
      typeof content === 'string' ? content : JSON.stringify(content),
    )
  const problem = async () => {
    const thrown = await readRulesFolder(folder).catch((error: Error) => error)
    return (thrown as Error).message
  }
  const numbered = (at: number) => ({
    ...document,
    Identifier: `VR-XA-${String(at).padStart(4, '0')}`,
  })

  it('gives the rules of its files, one or many in each, and ignores others', async () => {
    write('a.json', document)
    write('b.JSON', [{ ...document, Version: '1.1.0' }, numbered(2)])
    write('c.json', [])
    write('README.md', 'about these rules')
    const names = (await readRulesFolder(folder)).map(
      ({ identifier, version }) => `${identifier} ${version}`,
    )
    expect(names).to.deep.equal(['VR-XA-0001 1,0,0', 'VR-XA-0001 1,1,0', 'VR-XA-0002 1,0,0'])
  })

  const bad: [string, unknown, RegExp][] = [
    [
      'a rule that is none',
      [document, { ...document, Version: 'secret' }],
      /bad\.json: VR-XA-0001: Version: missing or wrong$/,
    ],
    ['a file that is no JSON', '{"secret"', /bad\.json: no JSON$/],
    ['a file nested too deeply', '['.repeat(100_000), /bad\.json: nested too deeply$/],
    ['a file too large', ' '.repeat(8 * 1024 * 1024 + 1), /bad\.json is too large for rules$/],
    [
      'a rule twice in one version',
      [document, document],
      /: VR-XA-0001 1\.0\.0 stands there twice$/,
    ],
    [
      'more rules than there are',
      Array.from({ length: 5001 }, (_, at) => numbered(at)),
      /holds too many rules$/,
    ],
  ]
  for (const [title, content, expected] of bad)
    it(`is refused whole for ${title}`, async () => {
      write('a.json', numbered(3))
      write('bad.json', content)
      expect(await problem()).to.match(expected)
      expect(await problem()).not.to.include('secret')
    })

  it('is refused with more files than there are rules, and when it is not there', async () => {
    for (let at = 0; at <= 5000; at++) write(`${at}.json`, '[]')
    expect(await problem()).to.match(/holds too many files$/)
    const none = await readRulesFolder(join(folder, 'none')).catch((error: Error) => error)
    expect(none).to.have.property('code', 'ENOENT')
  })

  it('of the fixtures can be read', async () => {
    const rules = await readRulesFolder('fixtures/rules')
    const countries = new Set(rules.map(({ country }) => country))
    expect([...countries].sort()).to.deep.equal(['XA', 'XB'])
    expect(new Set(rules.map(({ identifier }) => identifier.slice(0, 2)))).to.have.property(
      'size',
      5,
    )
  })
})
