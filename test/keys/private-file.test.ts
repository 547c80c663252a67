import { chmodSync, chownSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { exposure, selfOf } from '../../src/keys/private-file.ts'
import { temporaryFolder } from './certificates.ts'

describe('a private file', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'key.pem')
  writeFileSync(path, 'private')
  after(() => rmSync(folder, { recursive: true }))

  const { uid, gid } = statSync(path)
  const ours = { user: uid, groups: [gid] }
  const stranger = { user: uid, groups: [gid + 1] }

  const table: [mode: number, self: typeof ours, problem: RegExp | undefined][] = [
    [0o600, ours, undefined],
    [0o400, ours, undefined],
    [0o440, ours, undefined],
    [0o640, ours, undefined],
    [0o644, ours, /others than its owner and group/],
    [0o601, ours, /others than its owner and group/],
    [0o660, ours, /its group may change it/],
    [0o440, stranger, /a group that is not the service’s/],
    [0o400, stranger, undefined],
  ]
  for (const [mode, self, expected] of table)
    it(`of mode ${mode.toString(8)}, ${self === ours ? 'of our group' : 'of another group'}, is ${expected ? 'exposed' : 'ours'}`, () => {
      chmodSync(path, mode)
      if (expected) expect(exposure(path, self)).to.match(expected)
      else expect(exposure(path, self)).to.equal(undefined)
    })

  it('belongs to us, or to root, as what an orchestrator mounts', function () {
    if (process.getuid?.() !== 0) this.skip()
    chmodSync(path, 0o440)
    const service = { user: 1000, groups: [gid] }
    expect(exposure(path, service)).to.equal(undefined)
    chownSync(path, 1001, gid)
    expect(exposure(path, service)).to.equal('it belongs to another user')
  })

  it('that is not there is not judged, nor any where there are no numbers', () => {
    expect(exposure(join(folder, 'none'), ours)).to.equal(undefined)
    expect(selfOf({})).to.equal(undefined)
    expect(selfOf()).to.include({ user: process.getuid?.() })
  })
})
