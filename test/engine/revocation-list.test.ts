import { expect } from 'chai'
import { createRevocationList } from '../../src/engine/revocation-list.ts'
import type { Question, ToldBatch } from '../../src/register/listing.ts'

const told = (change: number, changes: Partial<ToldBatch> = {}): ToldBatch => ({
  change,
  batchId: `batch-${change}`,
  country: 'UA',
  keyId: 'AAECAwQFBgc=',
  kind: 'SIGNATURE',
  entries: 3,
  expires: new Date('2022-06-10T12:00:00Z'),
  changedAt: new Date('2022-02-10T12:00:00Z'),
  cms: Buffer.from('signed'),
  ...changes,
})

/** A register that gives a batch at a time, and what it was asked. */
function listOf(...batches: ToldBatch[]) {
  const asked: Question[] = []
  const listing = {
    async changed(question: Question) {
      asked.push(question)
      const left = batches.filter(({ change }) => change > question.after)
      return { batches: left.slice(0, 1), more: left.length > 1 }
    },
  }
  return { asked, list: createRevocationList({ listing }) }
}

describe('the list of revoked certificates', () => {
  it('tells of each batch what stands in its signed bytes, and these', async () => {
    const { list } = listOf(told(1))
    expect(await list({})).to.deep.equal({
      batch: [
        {
          batchId: 'batch-1',
          country: 'UA',
          changedAt: '2022-02-10T12:00:00.000Z',
          expires: '2022-06-10T12:00:00.000Z',
          deleted: false,
          keyId: 'AAECAwQFBgc=',
          hashType: 'SIGNATURE',
          entries: 3,
          cms: Buffer.from('signed').toString('base64'),
        },
      ],
    })
  })

  it('says of a batch without bytes that it is deleted', async () => {
    const { batch } = await listOf(told(1, { cms: undefined })).list({
      since: '2022-01-01T00:00:00Z',
    })
    expect(batch?.[0]).to.include({ deleted: true }).and.not.to.have.property('cms')
  })

  it('goes on where a page ended, with what the first one was asked', async () => {
    for (const since of [undefined, '2022-01-01T00:00:00+02:00', '1901-01-01T00:00:00Z']) {
      const { asked, list } = listOf(told(4), told(7), told(9))
      const ids: (string | undefined)[] = []
      let page = await list(since === undefined ? {} : { since })
      for (;;) {
        ids.push(page.batch?.[0]?.batchId)
        if (page.nextPageToken === undefined) break
        expect(page.nextPageToken).to.match(/^[!-~]{1,64}$/)
        page = await list({ pageToken: page.nextPageToken, since: '2030-01-01T00:00:00Z' })
      }
      expect(ids).to.deep.equal(['batch-4', 'batch-7', 'batch-9'])
      expect(asked.map(({ after }) => after)).to.deep.equal([0, 4, 7])
      for (const question of asked)
        expect(question.since).to.deep.equal(since === undefined ? undefined : new Date(since))
    }
  })

  it('refuses a token that it did not give', async () => {
    const { list, asked } = listOf(told(1))
    const made = ['1.2.3', '1.99999999999999', '1.--1'].map((text) =>
      Buffer.from(text).toString('base64url'),
    )
    for (const pageToken of ['', 'x', 'MS4y!', 'NA==', ...made])
      expect((await list({ pageToken })).fault?.faultCode, pageToken).to.equal('PAGE_TOKEN_UNKNOWN')
    expect(asked).to.deep.equal([])
  })

  it('is refused where no batches are made', async () => {
    const { fault } = await createRevocationList({})({})
    expect(fault?.faultCode).to.equal('REVOCATION_LIST_UNAVAILABLE')
  })
})
