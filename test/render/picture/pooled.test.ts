import { expect } from 'chai'
import { Failure, type FailureCode } from '../../../src/errors.ts'
import { createReadPicture } from '../../../src/render/picture/pooled.ts'
import { createPool } from '../../../src/render/pool/pool.ts'
import { canvas, jpegOf, pngOf, upright } from './drawn.ts'

/** A pool that answers every job with a failure. */
const failing = (failure: Error) => createReadPicture({ draw: () => Promise.reject(failure) })

describe('the reader of pictures on the pool', () => {
  const pool = createPool({ threads: 1, queueMax: 4 }, () => undefined)
  after(() => pool.close())
  const readPicture = createReadPicture(pool)

  it('reads what it reads, and says what it cannot', async () => {
    const [text, none] = await Promise.all([
      readPicture(pngOf(upright('HC1:ZRAZOK'))),
      readPicture(jpegOf(canvas(40, 40))),
    ])
    expect([text, none]).to.deep.equal([{ text: 'HC1:ZRAZOK' }, { problem: 'PICTURE_NO_CODE' }])
  })

  it('takes a thread that dies or hangs over a picture for the picture’s fault', async () => {
    const read = failing(new Failure('RENDERING_FAILED', { detail: 'it took too long' }))
    expect(await read(Buffer.alloc(1))).to.deep.equal({ problem: 'PICTURE_FAILED' })
  })

  for (const [thrown, answered] of [
    ['RENDERING_OVERLOADED', 'OVERLOADED'],
    ['INTERNAL', 'INTERNAL'],
  ] as const satisfies [FailureCode, FailureCode][]) {
    it(`answers ${answered} where the pool says ${thrown}`, async () => {
      const thrownBy = await failing(new Failure(thrown))(Buffer.alloc(1)).catch((error) => error)
      expect(thrownBy).to.be.instanceOf(Failure).with.property('code', answered)
    })
  }

  it('hides no other error', async () => {
    const error = new TypeError('a bug')
    expect(await failing(error)(Buffer.alloc(1)).catch((one) => one)).to.equal(error)
  })
})
