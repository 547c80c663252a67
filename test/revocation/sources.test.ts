// Folders and gateways that give really signed batches, and what becomes of the table.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Fetched, NoAnswer } from '../../src/https.ts'
import { signCms } from '../../src/keys/cms.ts'
import type { Batch } from '../../src/revocation/batch.ts'
import { createFolderSource } from '../../src/revocation/folder.ts'
import { createGatewaySource } from '../../src/revocation/gateway.ts'
import { createHolding, entriesMax, type Holding } from '../../src/revocation/holding.ts'
import { createImport } from '../../src/revocation/import.ts'
import { createKept } from '../../src/revocation/kept.ts'
import { type RefusedBatch, type Source, SourceError } from '../../src/revocation/source.ts'
import { createRevocationTable, type RevocationTable } from '../../src/revocation/table.ts'
import { type Made, temporaryFolder } from '../keys/certificates.ts'
import { later, newBatch, noon, signedBy, uploaderOf } from './batches.ts'

describe('the sources of revocation batches', () => {
  let uploader: Made
  let stranger: Made
  let trusted: Made[]
  let now: Date
  let table: RevocationTable
  let holding: Holding
  let refused: RefusedBatch[]
  const tell = (reason: RefusedBatch) => void refused.push(reason)
  before(async () => {
    uploader = await uploaderOf('XA')
    stranger = await uploaderOf('XB')
  })
  beforeEach(() => {
    now = noon
    trusted = [uploader]
    refused = []
    table = createRevocationTable()
    holding = newHolding()
  })

  const newHolding = () =>
    createHolding({
      table,
      now: () => now,
      uploaders: () => trusted.map(({ certificate }) => certificate),
    })
  const cms = (changes: Partial<Batch> = {}, by = uploader) => signedBy(by, newBatch(changes))

  async function problemOf(work: Promise<void>): Promise<string> {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error instanceof SourceError ? error.problem : `not refused: ${error}`
  }

  describe('a holding', () => {
    it('believes whom it trusts, about their own country', () => {
      expect(holding.add('one', cms())).to.equal('HELD')
      expect(holding.add('two', cms({}, stranger))).to.equal('SIGNATURE')
      trusted = [uploader, stranger]
      expect(holding.add('two', cms({}, stranger))).to.equal('COUNTRY')
      expect(holding.add('two', cms({ country: 'XB' }, stranger))).to.equal('HELD')
      expect(holding.add('three', signCms(Buffer.from('{}'), uploader, noon))).to.equal('FORMAT')
      expect(holding.ids()).to.deep.equal(['one', 'two'])
      expect(table.size()).to.equal(4)
    })

    it('believes an uploader whose certificate names no country about any', async () => {
      trusted = [await uploaderOf('XA'), { ...(await uploaderOf('XB')) }]
      const nobody = await import('../keys/certificates.ts').then(({ makeCertificate }) =>
        makeCertificate({ subject: 'CN=Test uploader' }),
      )
      trusted.push(nobody)
      expect(holding.add('one', cms({ country: 'XC' }, nobody))).to.equal('HELD')
    })

    it('puts a new batch in the place of the old one, and keeps the old one when the new one is wrong', () => {
      holding.add('one', cms({ hashes: randomBytes(48) }))
      expect(holding.add('one', cms({}, stranger))).to.equal('SIGNATURE')
      expect(table.size()).to.equal(3)
      holding.add('one', cms({ hashes: randomBytes(16) }))
      expect(table.size()).to.equal(1)
    })

    it('takes out what is over, and does not take it in', () => {
      holding.add('one', cms())
      holding.add('two', cms({ expires: new Date('2023-01-01T00:00:00Z') }))
      now = later
      expect(holding.expire()).to.deep.equal(['one'])
      expect(holding.ids()).to.deep.equal(['two'])
      expect(holding.add('one', cms())).to.equal('EXPIRED')
    })

    it('takes no more entries than the memory is meant for', () => {
      const full = createHolding({
        table: { ...table, size: () => entriesMax },
        now: () => now,
        uploaders: () => [uploader.certificate],
      })
      expect(full.add('one', cms())).to.equal('TOO_MANY')
    })
  })

  describe('a folder', () => {
    let folder: string
    let source: Source
    beforeEach(() => {
      folder = temporaryFolder()
      source = createFolderSource(folder)
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))
    const put = (name: string, content: Uint8Array | string) =>
      writeFileSync(join(folder, name), content)
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

    it('gives DER and base64, and nothing of other names', async () => {
      put('one.cms', cms())
      put('two.b64', `${base64(cms()).replace(/(.{64})/g, '$1\n')}\n`)
      put('README.txt', 'not a batch')
      mkdirSync(join(folder, 'three.cms'))
      await source.load(holding)
      await source.refresh(holding, tell)
      expect(holding.ids()).to.deep.equal(['one.cms', 'two.b64'])
      expect(refused).to.deep.equal([])
    })

    it('is followed: a file that comes, changes or goes', async () => {
      put('one.cms', cms())
      await source.refresh(holding, tell)
      put('one.cms', cms({ hashes: randomBytes(16) }))
      put('two.cms', cms())
      await source.refresh(holding, tell)
      expect(table.size()).to.equal(3)
      rmSync(join(folder, 'two.cms'))
      await source.refresh(holding, tell)
      expect(table.size()).to.equal(1)
    })

    it('leaves what was held when a file turns bad, and takes it when its signer is trusted', async () => {
      put('one.cms', cms())
      await source.refresh(holding, tell)
      put('one.cms', 'broken')
      put('two.cms', cms({ country: 'XB' }, stranger))
      put('three.cms', Buffer.alloc(600_000))
      await source.refresh(holding, tell)
      expect(refused.sort()).to.deep.equal(['FORMAT', 'SIGNATURE', 'SIGNATURE'])
      expect(holding.ids()).to.deep.equal(['one.cms'])
      trusted.push(stranger)
      await source.refresh(holding, tell)
      expect(holding.ids()).to.deep.equal(['one.cms', 'two.cms'])
    })

    it('does not believe again what is over', async () => {
      put('one.cms', cms())
      await source.refresh(holding, tell)
      now = later
      await source.refresh(holding, tell)
      expect(table.size()).to.equal(0)
    })

    it('that is gone is told, and its batches stay', async () => {
      put('one.cms', cms())
      await source.refresh(holding, tell)
      rmSync(folder, { recursive: true })
      expect(await problemOf(source.refresh(holding, tell))).to.equal('UNREADABLE')
      expect(table.size()).to.equal(2)
    })

    it('with one file that cannot be read gives all others', async () => {
      symlinkSync('nowhere', join(folder, 'a.cms'))
      put('b.cms', cms())
      expect(await problemOf(source.refresh(holding, tell))).to.equal('UNREADABLE')
      expect(holding.ids()).to.deep.equal(['b.cms'])
    })
  })

  /** Answers as the EU gateway does: changes since a time, that time included, two at once. */
  function createGateway() {
    const changes: { batchId: string; date: string; deleted: boolean; cms: Uint8Array }[] = []
    const asked: string[] = []
    let seconds = 0
    const gateway = {
      asked,
      broken: undefined as Fetched | NoAnswer | undefined,
      put(batchId: string, bytes: Uint8Array, deleted = false) {
        const date = new Date(noon.getTime() + ++seconds * 1000).toISOString()
        changes.splice(0, changes.length, ...changes.filter((one) => one.batchId !== batchId))
        changes.push({ batchId, date, deleted, cms: bytes })
      },
      async get(path: string, headers: Readonly<Record<string, string>> = {}) {
        asked.push(path)
        if (gateway.broken) return gateway.broken
        if (path === '/list') return listed(headers['If-Modified-Since'])
        const found = changes.find(({ batchId }) => path === `/list/${batchId}`)
        if (found === undefined) return answer(404, '')
        return found.deleted
          ? answer(410, '')
          : answer(200, Buffer.from(found.cms).toString('base64'))
      },
    }
    function listed(since: string | undefined) {
      const found = changes.filter(({ date }) => since === undefined || date >= since)
      if (found.length === 0) return answer(204, '')
      const batches = found.slice(0, 2).map(({ cms, ...one }) => ({ ...one, country: 'XA' }))
      return answer(200, JSON.stringify({ more: found.length > 2, batches }))
    }
    return gateway
  }

  const answer = (status: number, text: string): Fetched => ({ status, text, headers: {} })

  describe('a gateway', () => {
    let folder: string
    let gateway: ReturnType<typeof createGateway>
    beforeEach(() => {
      folder = join(temporaryFolder(), 'kept')
      gateway = createGateway()
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))
    const sourceOf = () =>
      createGatewaySource({ client: gateway, path: '/list', kept: createKept(folder) })
    const refresh = () => sourceOf().refresh(holding, tell)

    it('is read page by page, and then asked for what changed', async () => {
      for (const id of ['a', 'b', 'c', 'd', 'e']) gateway.put(id, cms())
      await refresh()
      expect(holding.ids().sort()).to.deep.equal(['a', 'b', 'c', 'd', 'e'])
      gateway.asked.length = 0
      gateway.put('f', cms())
      await refresh()
      expect(gateway.asked).to.deep.equal(['/list', '/list/f'])
      gateway.asked.length = 0
      await refresh()
      expect(gateway.asked).to.deep.equal(['/list'])
    })

    it('that never gave anything is not asked again for the same', async () => {
      await refresh()
      expect(gateway.asked).to.deep.equal(['/list'])
    })

    it('takes batches back', async () => {
      gateway.put('a', cms())
      gateway.put('b', cms())
      await refresh()
      gateway.put('a', cms(), true)
      await refresh()
      expect(holding.ids()).to.deep.equal(['b'])
      expect(existsSync(join(folder, 'a.cms'))).to.equal(false)
    })

    it('is believed after a restart without it, and carries on where it was', async () => {
      gateway.put('a', cms())
      gateway.put('b', cms({ expires: new Date(noon.getTime() + 1000) }))
      await refresh()
      table = createRevocationTable()
      holding = newHolding()
      now = new Date(noon.getTime() + 2000)
      gateway.broken = { status: undefined, problem: 'ECONNREFUSED' }
      const source = sourceOf()
      await source.load(holding)
      expect(await problemOf(source.refresh(holding, tell))).to.equal('UNREACHABLE')
      expect(holding.ids()).to.deep.equal(['a'])
      expect(readdirSync(folder).sort()).to.deep.equal(['a.cms', 'progress.json'])
      gateway.broken = undefined
      gateway.asked.length = 0
      await source.refresh(holding, tell)
      expect(gateway.asked).to.deep.equal(['/list', '/list/b'])
      expect(refused).to.deep.equal([])
    })

    it('is asked again for what was not believed', async () => {
      gateway.put('a', cms({ country: 'XB' }, stranger))
      gateway.put('b', cms())
      await refresh()
      await refresh()
      expect(refused).to.deep.equal(['SIGNATURE', 'SIGNATURE'])
      trusted.push(stranger)
      await refresh()
      expect(holding.ids().sort()).to.deep.equal(['a', 'b'])
      await refresh()
      expect(refused).to.have.length(2)
    })

    it('is asked again for what is not believed any more after a restart', async () => {
      gateway.put('a', cms())
      gateway.put('b', cms())
      await refresh()
      writeFileSync(join(folder, 'a.cms'), 'changed on the disk')
      holding = newHolding()
      await sourceOf().load(holding)
      expect(holding.ids()).to.deep.equal(['b'])
      await refresh()
      expect(holding.ids()).to.deep.equal(['b', 'a'])
    })

    it('forgets on the disk, too, what is over', async () => {
      gateway.put('a', cms())
      await refresh()
      now = later
      gateway.broken = answer(503, '')
      expect(await problemOf(refresh())).to.equal('ANSWER')
      expect(existsSync(join(folder, 'a.cms'))).to.equal(false)
    })

    it('that loses a batch between list and question is no failure', async () => {
      gateway.put('a', cms())
      const client = {
        get: (path: string, headers?: Record<string, string>) =>
          path === '/list' ? gateway.get(path, headers) : Promise.resolve(answer(410, '')),
      }
      const source = createGatewaySource({ client, path: '/list', kept: createKept(folder) })
      await source.refresh(holding, tell)
      expect(holding.ids()).to.deep.equal([])
    })

    const change = { batchId: 'a', date: '2022-02-10T12:00:00Z', deleted: false }
    const nonsense: [string, string, Fetched | NoAnswer][] = [
      ['UNREACHABLE', 'no answer', { status: undefined, problem: 'TIMEOUT' }],
      ['ANSWER', 'another status', answer(403, '')],
      ['ANSWER', 'no JSON', answer(200, '<html>')],
      ['ANSWER', 'a list of nothing', answer(200, '[]')],
      ['ANSWER', 'no batches', answer(200, '{"batches":{}}')],
      ['ANSWER', 'batches that are texts', answer(200, '{"batches":["a"]}')],
      ...[{ batchId: '../a' }, { batchId: 1 }, { date: 'now' }, { date: 1 }, { deleted: 'no' }].map(
        (wrong): [string, string, Fetched] => [
          'ANSWER',
          JSON.stringify(wrong),
          answer(200, JSON.stringify({ batches: [{ ...change, ...wrong }] })),
        ],
      ),
    ]
    for (const [problem, title, broken] of nonsense)
      it(`that answers with ${title} is told, and its batches stay`, async () => {
        gateway.put('a', cms())
        await refresh()
        gateway.broken = broken
        expect(await problemOf(refresh())).to.equal(problem)
        expect(table.size()).to.equal(2)
      })

    it('is told when a batch cannot be had or is too large, and asked again', async () => {
      gateway.put('a', cms())
      for (const [broken, problem] of [
        [answer(500, ''), 'ANSWER'],
        [answer(200, 'A'.repeat(600_000)), 'TOO_MUCH'],
      ] as const) {
        const client = {
          get: (path: string, headers?: Record<string, string>) =>
            path === '/list' ? gateway.get(path, headers) : Promise.resolve(broken),
        }
        const source = createGatewaySource({ client, path: '/list', kept: createKept(folder) })
        expect(await problemOf(source.refresh(holding, tell))).to.equal(problem)
      }
      await refresh()
      expect(holding.ids()).to.deep.equal(['a'])
    })

    it('with one batch that cannot be had gives all others, and that one later', async () => {
      for (const id of ['a', 'b', 'c', 'd']) gateway.put(id, cms())
      const isBroken = (path: string) => path === '/list/b'
      const client = {
        get: (path: string, headers?: Record<string, string>) =>
          isBroken(path) ? Promise.resolve(answer(500, '')) : gateway.get(path, headers),
      }
      const source = createGatewaySource({ client, path: '/list', kept: createKept(folder) })
      expect(await problemOf(source.refresh(holding, tell))).to.equal('ANSWER')
      expect(holding.ids().sort()).to.deep.equal(['a', 'c', 'd'])
      expect(await problemOf(source.refresh(holding, tell))).to.equal('ANSWER')
      await refresh()
      expect(holding.ids().sort()).to.deep.equal(['a', 'b', 'c', 'd'])
    })

    it('that gives no batch at all is left until the next turn', async () => {
      for (let at = 0; at < 30; at++) gateway.put(`batch-${at}`, cms())
      let asked = 0
      const client = {
        get: (path: string, headers?: Record<string, string>) => {
          if (path === '/list') return gateway.get(path, headers)
          asked++
          return Promise.resolve(answer(500, ''))
        },
      }
      const source = createGatewaySource({ client, path: '/list', kept: createKept(folder) })
      expect(await problemOf(source.refresh(holding, tell))).to.equal('ANSWER')
      expect(asked).to.be.within(2, 25)
    })

    it('that lists without end is left', async () => {
      let seconds = 0
      const client = {
        get: async (path: string) => {
          if (path !== '/list') return answer(404, '')
          const date = new Date(noon.getTime() + ++seconds * 1000).toISOString()
          return answer(
            200,
            JSON.stringify({ more: true, batches: [{ ...change, date, deleted: true }] }),
          )
        },
      }
      const source = createGatewaySource({ client, path: '/list', kept: createKept(folder) })
      expect(await problemOf(source.refresh(holding, tell))).to.equal('TOO_MUCH')
    })

    it('is read from the beginning when its progress cannot be read', async () => {
      gateway.put('a', cms())
      await refresh()
      for (const broken of ['{', '[]', '{"since":1,"again":[1,"../b"]}']) {
        writeFileSync(join(folder, 'progress.json'), broken)
        gateway.asked.length = 0
        await refresh()
        expect(gateway.asked).to.deep.equal(['/list'])
      }
    })
  })

  describe('an import', () => {
    const measured: [name: string, value: number, ...labels: string[]][] = []
    const events: string[] = []
    const failures: string[] = []
    beforeEach(() => {
      for (const list of [measured, events, failures]) list.length = 0
    })

    function importOf(sources: Source[], readUploaders = async () => [uploader.certificate]) {
      return createImport({
        sources,
        table,
        readUploaders,
        now: () => now,
        machineNow: () => new Date(5000),
        log: {
          event: (event, detail) => void events.push(`${event} ${detail}`),
          failure: ({ code }) => void failures.push(code),
        },
        measure: (...told) => void measured.push(told),
      })
    }

    const good: Source = {
      load: async (into) => void into.add('kept', cms()),
      refresh: async (into) => void into.add('new', cms()),
    }
    const bad: Source = {
      load: async () => undefined,
      refresh: () => Promise.reject(new SourceError('UNREACHABLE', 'ECONNREFUSED')),
    }

    it('loads what is kept, then follows the sources, and measures', async () => {
      const imported = importOf([good])
      await imported.load()
      expect(table.size()).to.equal(2)
      await imported.refresh()
      expect(measured).to.deep.equal([
        ['revocation_entries', 2],
        ['revocation_import', 5000, '1'],
        ['revocation_entries', 4],
      ])
    })

    it('lets a source that fails hold up no other, and tells of it', async () => {
      await importOf([bad, good]).refresh()
      expect(measured).to.deep.include(['revocation_import_failures', 1, '1', 'UNREACHABLE'])
      expect(measured).to.deep.include(['revocation_import', 5000, '2'])
      expect(events).to.deep.equal(['revocation source 1 kept as it was: UNREACHABLE ECONNREFUSED'])
    })

    it('tells a fault of ours as one', async () => {
      const faulty = { ...good, refresh: () => Promise.reject(new TypeError('oh')) }
      await importOf([faulty]).refresh()
      expect(measured).to.deep.include(['revocation_import_failures', 1, '1', 'INTERNAL'])
      expect(failures).to.deep.equal(['INTERNAL'])
    })

    it('counts the batches that are not believed', async () => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'one.cms'), cms({}, stranger))
      await importOf([createFolderSource(folder)]).refresh()
      expect(measured).to.deep.include(['revocation_batches_refused', 1, '1', 'SIGNATURE'])
      expect(events).to.deep.equal(['revocation source 1: 1 batches were not believed'])
      rmSync(folder, { recursive: true })
    })

    it('keeps the uploaders it has when they cannot be read again', async () => {
      let reads = 0
      const imported = importOf([good], async () => {
        if (++reads > 1) throw new Error('a file is wrong')
        return [uploader.certificate]
      })
      await imported.load()
      await imported.refresh()
      expect(table.size()).to.equal(4)
      expect(events).to.deep.equal(['revocation uploaders kept as they were: a file is wrong'])
    })

    it('takes one turn at a time', async () => {
      let turns = 0
      const slow = { ...good, refresh: async () => void turns++ }
      const imported = importOf([slow])
      await Promise.all([imported.refresh(), imported.refresh()])
      expect(turns).to.equal(1)
      await imported.refresh()
      expect(turns).to.equal(2)
    })
  })
})
