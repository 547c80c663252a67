// The bytes of all messages that are held at once, from their first byte to their answer: many slow or large
// senders together must not use up the memory.

import type { IncomingMessage } from 'node:http'
import { Failure } from '../errors.ts'

/** What has come of one message; to be counted up as it comes. */
export interface Receipt {
  bytes: number
  /** Nothing of it is held any more; what still comes is only counted. */
  drop(): void
}

export interface Receipts {
  /**
   * When the sum is too large, the request of the piece too many emits a Failure OVERLOADED as its error.
   * `keptMax`: most bytes of this message that are kept, when it may be larger than others.
   */
  open(request: IncomingMessage, keptMax?: number): Receipt
  /** Bytes held now. */
  held(): number
}

export interface ReceiptsParts {
  /** Most bytes of one message that are kept; larger ones are read to their end and dropped. */
  bytesMax: number
  /** Most bytes of all messages. */
  sumMax: number
}

/** What a piece costs besides its bytes: a message may come in chunks of one byte. */
const pieceBytes = 128

export function createReceipts({ bytesMax, sumMax }: ReceiptsParts): Receipts {
  let sum = 0

  function open(request: IncomingMessage, keptMax = bytesMax): Receipt {
    let [counted, held, dropped] = [0, 0, false]
    const drop = () => {
      dropped = true
      sum -= held
      held = 0
    }
    const count = (bytes: number) => {
      const piece = bytes - counted
      counted = bytes
      if (dropped) return
      if (counted > keptMax) return drop()
      held += piece + pieceBytes
      sum += piece + pieceBytes
      if (sum > sumMax) request.emit('error', new Failure('OVERLOADED'))
    }
    return {
      drop,
      get bytes() {
        return counted
      },
      set bytes(bytes) {
        count(bytes)
      },
    }
  }

  return { open, held: () => sum }
}
