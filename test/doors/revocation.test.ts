import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { GetRevocationList_v1, RevocationBatch } from '../../src/contract/types.ts'
import { createRevocationFeed } from '../../src/doors/revocation.ts'
import { refusal } from '../../src/errors.ts'

const batch = (number: number, changes: Partial<RevocationBatch> = {}): RevocationBatch => ({
  batchId: `batch-${number}`,
  country: 'UA',
  changedAt: `2022-02-10T12:00:0${number}.000Z`,
  expires: '2022-06-10T12:00:00.000Z',
  deleted: false,
  keyId: 'AAECAwQFBgc=',
  hashType: 'SIGNATURE',
  entries: 3,
  cms: Buffer.from(`signed ${number}`).toString('base64'),
  ...changes,
})

describe('the feed of revocation batches', () => {
  let server: Server
  let url: string
  let time: number
  let batches: RevocationBatch[]
  let asked: GetRevocationList_v1[]
  let failing: Error | 'refused' | undefined

  /** Gives two batches a page. */
  const engine = {
    async revocationList(request: GetRevocationList_v1) {
      asked.push(request)
      if (failing instanceof Error) throw failing
      if (failing) return { fault: refusal('REVOCATION_LIST_UNAVAILABLE') }
      const [since = '', from = '0'] = request.pageToken?.split('|') ?? [request.since]
      const found = batches.filter(({ changedAt }) => changedAt >= since)
      const next = Number(from) + 2
      return {
        batch: found.slice(Number(from), next),
        ...(next < found.length ? { nextPageToken: `${since}|${next}` } : {}),
      }
    },
  }

  beforeEach(async () => {
    time = 0
    asked = []
    failing = undefined
    batches = [batch(1), batch(2), batch(3)]
    server = createServer(createRevocationFeed({ engine, elapsed: () => time }))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/revocation`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const get = (path = '', headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${url}${path}`, { headers, method })
  const idsOf = async (response: Response) => {
    const { batches } = (await response.json()) as { batches: RevocationBatch[] }
    return batches.map(({ batchId, deleted }) => `${batchId}${deleted ? ' deleted' : ''}`)
  }

  it('lists all batches as the EU gateway does, those changed longest ago first', async () => {
    batches = [batch(2), batch(1)]
    const response = await get()
    expect(response.status).to.equal(200)
    expect(response.headers.get('content-type')).to.equal('application/json')
    expect(await response.json()).to.deep.equal({
      more: false,
      batches: [1, 2].map((number) => ({
        batchId: `batch-${number}`,
        country: 'UA',
        date: `2022-02-10T12:00:0${number}.000Z`,
        deleted: false,
        expires: '2022-06-10T12:00:00.000Z',
        kid: 'AAECAwQFBgc=',
        hashType: 'SIGNATURE',
      })),
    })
  })

  it('gives a batch in base64, for long', async () => {
    const response = await get('/batch-3?anything')
    expect(response.headers.get('content-type')).to.equal('application/cms')
    expect(response.headers.get('cache-control')).to.equal('public, max-age=86400')
    expect(Buffer.from(await response.text(), 'base64').toString()).to.equal('signed 3')
  })

  it('tells a deleted batch from one that never was', async () => {
    const { cms, ...rest } = batch(3, { deleted: true })
    batches[2] = rest
    expect((await get('/batch-3')).status).to.equal(410)
    expect((await get('/batch-4')).status).to.equal(404)
    expect(await idsOf(await get())).to.deep.equal(['batch-1', 'batch-2', 'batch-3 deleted'])
  })

  it('sends nothing to who has it: by entity tag, or by time', async () => {
    for (const path of ['', '/batch-1']) {
      const etag = (await get(path)).headers.get('etag') as string
      expect((await get(path, { 'If-None-Match': `"other", ${etag}` })).status).to.equal(304)
      expect((await get(path, { 'If-None-Match': '"other"' })).status).to.equal(200)
    }
    const modified = (await get()).headers.get('last-modified') as string
    expect(modified).to.equal('Thu, 10 Feb 2022 12:00:03 GMT')
    for (const [since, status] of [
      [modified, 304],
      ['2022-02-10T12:00:03Z', 304],
      ['Thu, 10 Feb 2022 12:00:02 GMT', 200],
      ['nonsense', 200],
    ] as const)
      expect((await get('', { 'If-Modified-Since': since })).status, since).to.equal(status)
    const both = { 'If-Modified-Since': modified, 'If-None-Match': '"other"' }
    expect((await get('', both)).status).to.equal(200)
  })

  it('answers HEAD without the bytes, and nothing else but GET', async () => {
    for (const path of ['', '/batch-1']) {
      const head = await get(path, {}, 'HEAD')
      expect(head.status).to.equal(200)
      expect(Number(head.headers.get('content-length'))).to.be.above(0)
      expect(await head.text()).to.equal('')
    }
    const post = await get('', {}, 'POST')
    expect(post.status).to.equal(405)
    expect(post.headers.get('allow')).to.equal('GET, HEAD')
  })

  it('knows no other path', async () => {
    for (const path of ['/', '/a/b', '/..%2f', 's'])
      expect((await get(path)).status, path).to.equal(404)
    expect(asked).to.deep.equal([])
  })

  it('asks the engine once for a crowd, and for half a minute no more', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get()))
    expect(asked.map(({ pageToken }) => pageToken === undefined)).to.deep.equal([true, false])
    time = 29_999
    await get('/batch-1')
    expect(asked).to.have.length(2)
  })

  it('then asks only for what changed, and takes it over', async () => {
    await get()
    time = 30_000
    asked.length = 0
    batches.push(batch(4))
    expect(await idsOf(await get())).to.have.length(4)
    expect(asked[0]).to.deep.equal({ since: '2022-02-10T12:00:03.000Z' })
  })

  it('reads all anew every hour: the register may be another one', async () => {
    await get()
    time = 3_600_000
    batches = [batch(1)]
    expect(await idsOf(await get())).to.deep.equal(['batch-1'])
  })

  it('gives what it has while the engine does not answer, and asks it again half a minute later', async () => {
    await get()
    failing = new Error('away')
    time = 30_000
    expect(await idsOf(await get())).to.have.length(3)
    const before = asked.length
    time = 59_999
    await get()
    expect(asked).to.have.length(before)
  })

  it('says for how long it has nothing', async () => {
    for (const problem of [new Error('away'), 'refused'] as const) {
      failing = problem
      const response = await get()
      expect(response.status).to.equal(503)
      expect(response.headers.get('retry-after')).to.equal('60')
    }
    failing = undefined
    expect((await get()).status).to.equal(200)
  })

  it('of nothing is a list without a time', async () => {
    batches = []
    const response = await get('', { 'If-Modified-Since': 'Thu, 10 Feb 2022 12:00:03 GMT' })
    expect(response.headers.get('last-modified')).to.equal(null)
    expect(await response.json()).to.deep.equal({ more: false, batches: [] })
  })
})
