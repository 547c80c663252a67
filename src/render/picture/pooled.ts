// The reader of pictures on the pool's threads: what hangs or dies over a picture is the picture's fault and no other
// caller's.

import { Failure } from '../../errors.ts'
import type { Pool } from '../pool/pool.ts'
import type { PictureReading } from './reading.ts'

/** @throws Failure OVERLOADED */
export function createReadPicture(pool: Pick<Pool, 'draw'>) {
  return async (bytes: Uint8Array): Promise<PictureReading> => {
    try {
      const answer = await pool.draw({ name: 'picture', input: { bytes } })
      return JSON.parse(answer.toString())
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      if (thrown.code === 'RENDERING_FAILED') return { problem: 'PICTURE_FAILED' }
      throw thrown.code === 'RENDERING_OVERLOADED' ? new Failure('OVERLOADED') : thrown
    }
  }
}
