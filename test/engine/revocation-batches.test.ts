import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { createBatchesOf } from '../../src/engine/revocation-batches.ts'
import type { HashKind } from '../../src/hcert/revocation.ts'
import type { Unlisted } from '../../src/register/listing.ts'
import { entryOf, readBatch } from '../../src/revocation/batch.ts'

const [first, second] = ['AAECAwQFBgc=', 'AAECAwQFBgQ=']
const sha256 = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16)

/** As the register gives it; to unseal what no entry needs is an error. */
function unlisted(keyId: string, expiresAt: string, uvci?: string): Unlisted {
  return {
    keyId,
    expiresAt: new Date(expiresAt),
    signatureHash: randomBytes(16),
    uvci: () => {
      if (uvci === undefined) throw new Error('unsealed')
      return uvci
    },
  }
}

/** Signs nothing: the content is what it gives. */
async function batchesOf(certificates: Unlisted[], kinds: HashKind[] = ['SIGNATURE']) {
  let made = 0
  const newId = () => `batch-${++made}`
  const batches = createBatchesOf({ country: 'UA', kinds, sign: (content) => content, newId })
  return (await batches(certificates)).map((batch) => ({ ...batch, read: readBatch(batch.cms) }))
}

describe('batches of what was revoked', () => {
  it('are of one key each and end with the last of their certificates', async () => {
    const batches = await batchesOf([
      unlisted(first, '2022-04-01T00:00:00Z'),
      unlisted(second, '2022-05-01T00:00:00Z'),
      unlisted(first, '2022-06-01T00:00:00Z'),
    ])
    expect(batches.map(({ keyId, entries, expires }) => [keyId, entries, expires])).to.deep.equal([
      [second, 1, new Date('2022-05-01T00:00:00Z')],
      [first, 2, new Date('2022-06-01T00:00:00Z')],
    ])
    for (const { read, ...batch } of batches)
      expect(read).to.deep.include({
        country: 'UA',
        keyId: batch.keyId,
        kind: 'SIGNATURE',
        expires: batch.expires,
      })
    expect(new Set(batches.map(({ batchId }) => batchId)).size).to.equal(2)
  })

  it('have a thousand entries at most', async () => {
    const many = Array.from({ length: 2001 }, () => unlisted(first, '2022-04-01T00:00:00Z'))
    const batches = await batchesOf(many)
    expect(batches.map(({ entries }) => entries)).to.deep.equal([1000, 1000, 1])
    const hashes = batches.flatMap(({ read }) =>
      Array.from({ length: read.hashes.length / 16 }, (_, at) =>
        Buffer.from(entryOf(read.hashes, at)).toString('hex'),
      ),
    )
    const given = many.map(({ signatureHash }) => Buffer.from(signatureHash).toString('hex'))
    expect(hashes.toSorted()).to.deep.equal(given.sort())
  })

  it('are one for each kind; SIGNATURE unseals nothing', async () => {
    const uvci = 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF'
    const kinds = ['SIGNATURE', 'UCI', 'COUNTRYCODEUCI'] as const
    const one = unlisted(first, '2022-04-01T00:00:00Z', uvci)
    const batches = await batchesOf([one], [...kinds])
    expect(batches.map(({ kind }) => kind)).to.deep.equal(kinds)
    expect(batches.map(({ read }) => Buffer.from(read.hashes))).to.deep.equal([
      one.signatureHash,
      sha256(uvci),
      sha256(`UA${uvci}`),
    ])
    await batchesOf([unlisted(first, '2022-04-01T00:00:00Z')])
  })

  it('hold their entries in an order that tells nothing of that of the register', async () => {
    const many = Array.from({ length: 50 }, () => unlisted(first, '2022-04-01T00:00:00Z'))
    const [batch] = await batchesOf(many)
    const entries = many.map(({ signatureHash }) => Buffer.from(signatureHash)).sort(Buffer.compare)
    expect(Buffer.from(batch?.read.hashes ?? [])).to.deep.equal(Buffer.concat(entries))
  })
})
