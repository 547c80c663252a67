// The reader of pictures on the pool's threads. A picture over which it does not end is said to be unreadable; a thread
// or a pool that was lost says nothing of the picture, and the caller is told to ask again.

import { Failure } from '../../errors.ts'
import { tookTooLong } from '../pool/drawer.ts'
import type { Pool } from '../pool/pool.ts'
import type { PictureReading } from './reading.ts'

/** @throws Failure OVERLOADED; ENGINE_UNAVAILABLE when its thread was lost or could not read any picture */
export function createReadPicture(pool: Pick<Pool, 'draw'>) {
  return async (bytes: Uint8Array): Promise<PictureReading> => {
    try {
      const answer = await pool.draw({ name: 'picture', input: { bytes } })
      return JSON.parse(answer.toString())
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      if (thrown.detail === tookTooLong) return { problem: 'PICTURE_FAILED' }
      throw ours(thrown)
    }
  }
}

/** As one who sent a picture to be read understands it: no document was to be made. */
function ours(failure: Failure): Failure {
  const { code, detail } = failure
  if (code === 'RENDERING_OVERLOADED') return new Failure('OVERLOADED')
  if (code !== 'RENDERING_FAILED') return failure
  return new Failure('ENGINE_UNAVAILABLE', { detail: `the reader of pictures: ${detail}` })
}
