import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openAccessFile } from '../../src/access/file.ts'
import { clientId, services } from './samples.ts'

const grantTo = (subsystem: string) =>
  JSON.stringify({ grants: [{ client: `TEST/GOV/00000001/${subsystem}`, services: '*' }] })

describe('the access file', () => {
  let folder: string
  let path: string
  let changes: [string, string][]
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'))
    path = join(folder, 'access.json')
    changes = []
    writeFileSync(path, grantTo('CLINIC'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = () =>
    openAccessFile({ path, services, changed: (outcome, text) => changes.push([outcome, text]) })
  const isGranted = (file: ReturnType<typeof open>, subsystemCode: string) =>
    file.list().scopeOf(clientId({ subsystemCode }), services[0] as string) !== undefined

  it('is read again when its content changed, and not otherwise', () => {
    const file = open()
    expect(isGranted(file, 'CLINIC')).to.equal(true)
    writeFileSync(path, grantTo('CLINIC'))
    expect(file.reload()).to.equal('unchanged')
    writeFileSync(path, grantTo('OTHER'))
    expect(file.reload()).to.equal('reloaded')
    expect([isGranted(file, 'CLINIC'), isGranted(file, 'OTHER')]).to.deep.equal([false, true])
    expect(changes).to.deep.equal([['reloaded', '']])
  })

  const broken: [title: string, break_: () => void, told: RegExp][] = [
    [
      'holds half a file',
      () => writeFileSync(path, grantTo('OTHER').slice(0, 40)),
      /a JSON object/,
    ],
    ['breaks a rule', () => writeFileSync(path, '{"grants":[{}]}'), /grants\[0\]\.client/],
    ['is gone', () => rmSync(path), /cannot be read \(ENOENT\)/],
    ['is huge', () => writeFileSync(path, ' '.repeat(1_048_577)), /at most 1048576 bytes/],
  ]
  for (const [title, break_, told] of broken) {
    it(`keeps the list before when it ${title}, tells it once, and takes the next good one`, () => {
      const file = open()
      break_()
      expect([file.reload(), file.reload()]).to.deep.equal(['refused', 'refused'])
      expect(isGranted(file, 'CLINIC')).to.equal(true)
      expect(changes).to.have.length(1)
      expect(changes[0]?.[1]).to.match(told)
      writeFileSync(path, grantTo('OTHER'))
      expect(file.reload()).to.equal('reloaded')
      expect(isGranted(file, 'OTHER')).to.equal(true)
    })

    it(`refuses to be opened when it ${title}`, () => {
      break_()
      expect(open).to.throw(told)
    })
  }

  it('takes the list before again after a broken one', () => {
    const file = open()
    writeFileSync(path, 'x')
    file.reload()
    writeFileSync(path, grantTo('CLINIC'))
    expect(file.reload()).to.equal('reloaded')
  })
})
