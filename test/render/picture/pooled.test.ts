import { expect } from 'chai'
import { Failure, type FailureCode, failures } from '../../../src/errors.ts'
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

  /** Of threads that do with a picture what they are told. */
  async function outcomeOf(deed: string) {
    const odd = new URL('../pool/threads/odd.js', import.meta.url)
    const timeouts = { workMs: 300, waitMs: 300 }
    const lossy = createPool({ threads: 1, queueMax: 0 }, () => undefined, odd, timeouts)
    const reading = createReadPicture(lossy)(Buffer.from(deed)).catch((error) => error)
    if (deed === 'closed') await lossy.close()
    const outcome = await reading
    await lossy.close()
    return outcome
  }

  it('takes a thread that hangs over a picture for the picture’s fault', async () => {
    for (const deed of ['hang', 'silent'])
      expect(await outcomeOf(deed), deed).to.deep.equal({ problem: 'PICTURE_FAILED' })
  })

  for (const [deed, what, detail] of [
    ['die', 'whose thread died', 'the thread ended'],
    ['throw', 'whose thread threw', 'TypeError'],
    ['problem', 'whose reader cannot be had', 'RangeError'],
    ['closed', 'whose pool was closed meanwhile', 'the pool was closed'],
  ] as const) {
    it(`says nothing of a picture ${what}: it is to be asked again`, async () => {
      const failure = await outcomeOf(deed)
      expect(failure).to.be.instanceOf(Failure)
      expect(failure).to.include({
        code: 'ENGINE_UNAVAILABLE',
        detail: `the reader of pictures: ${detail}`,
      })
      expect(failures[failure.code as FailureCode]).to.include({ retryable: true, kind: 'Server' })
    })
  }

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
