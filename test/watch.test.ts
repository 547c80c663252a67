import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Watch, watchFiles } from '../src/watch.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('watching files', () => {
  let folder: string
  let watch: Watch
  let changes: number
  let agains: boolean[]
  let succeeds: boolean
  const path = (name: string) => join(folder, name)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-watch-'))
    changes = 0
    agains = []
    succeeds = true
    writeFileSync(path('a'), 'one')
    writeFileSync(path('b'), 'two')
  })
  afterEach(() => {
    watch.stop()
    rmSync(folder, { recursive: true })
  })

  function start(...names: string[]) {
    const changed = (again: boolean) => {
      changes++
      agains.push(again)
      return succeeds
    }
    watch = watchFiles({ files: names.map(path), changed, everyMs: 5 })
  }

  it('tells of a new content once, whichever file it is', async () => {
    start('a', 'b')
    await pause(30)
    expect(changes).to.equal(0)
    writeFileSync(path('b'), 'three')
    await pause(40)
    expect(changes).to.equal(1)
  })

  it('tells nothing when a file is written with the same content', async () => {
    start('a')
    writeFileSync(path('a'), 'one')
    await pause(30)
    expect(changes).to.equal(0)
  })

  it('tells of what is added to a folder, taken from it and replaced in it', async () => {
    mkdirSync(path('folder'))
    start('folder')
    const steps = [
      () => writeFileSync(path('folder/one'), '1'),
      () => writeFileSync(path('folder/new'), '2'),
      () => renameSync(path('folder/new'), path('folder/one')),
      () => symlinkSync(path('nowhere'), path('folder/broken')),
      () => rmSync(path('folder/one')),
    ]
    for (const [at, step] of steps.entries()) {
      step()
      await pause(40)
      expect(changes).to.equal(at + 1)
    }
  })

  it('tells when contents are exchanged between files', async () => {
    start('a', 'b')
    renameSync(path('a'), path('c'))
    renameSync(path('b'), path('a'))
    renameSync(path('c'), path('b'))
    await pause(40)
    expect(changes).to.equal(1)
  })

  it('tells when a link leads elsewhere, as Kubernetes replaces secrets', async () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(path(version))
      writeFileSync(path(`${version}/pins`), version)
    }
    symlinkSync('v1', path('data'))
    symlinkSync('data/pins', path('pins'))
    start('pins')
    symlinkSync('v2', path('data.new'))
    renameSync(path('data.new'), path('data'))
    await pause(40)
    expect(changes).to.equal(1)
  })

  it('tells when a file goes and when it comes back', async () => {
    start('a')
    rmSync(path('a'))
    await pause(40)
    expect(changes).to.equal(1)
    writeFileSync(path('a'), 'one')
    await pause(40)
    expect(changes).to.equal(2)
  })

  it('tells again at each look of a content that failed, until it succeeds', async () => {
    start('a')
    succeeds = false
    writeFileSync(path('a'), 'other')
    await pause(40)
    expect(changes).to.be.above(2)
    expect(agains.slice(0, 3)).to.deep.equal([false, true, true])
    succeeds = true
    await pause(20)
    const after = changes
    await pause(30)
    expect(changes).to.equal(after)
  })

  it('tells a content anew that failed before another one', async () => {
    start('a')
    succeeds = false
    writeFileSync(path('a'), 'other')
    await pause(30)
    writeFileSync(path('a'), 'one')
    await pause(30)
    agains.length = 0
    writeFileSync(path('a'), 'other')
    await pause(30)
    expect(agains.slice(0, 2)).to.deep.equal([false, true])
  })

  it('tells when a content is taken back that has failed', async () => {
    start('a')
    succeeds = false
    writeFileSync(path('a'), 'other')
    watch.look()
    writeFileSync(path('a'), 'one')
    await pause(20)
    succeeds = true
    await pause(20)
    const after = changes
    await pause(20)
    expect(agains[1]).to.equal(false)
    expect(changes).to.equal(after).and.to.be.above(2)
  })

  it('looks at once when it is told to, and tries what failed as if it were new', () => {
    start('a')
    watch.look()
    expect(agains).to.deep.equal([])
    succeeds = false
    writeFileSync(path('a'), 'other')
    watch.look()
    watch.look()
    expect(agains).to.deep.equal([false, false])
  })

  it('tells nothing after its end', async () => {
    start('a')
    watch.stop()
    writeFileSync(path('a'), 'other')
    await pause(30)
    expect(changes).to.equal(0)
  })
})
