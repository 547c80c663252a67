// Keeps the bytes of a part as they come, once. Large pieces are kept as they are; small ones are copied together,
// because a piece may be one byte long and keep much more than itself in memory.

export interface Blocks {
  readonly length: number
  /** The bytes must not change afterwards. */
  add(bytes: Buffer): void
  /** The bytes from the beginning, at most so many. */
  first(bytesMax: number): Buffer
  /** All of them, in order, without joining them. */
  [Symbol.iterator](): Iterator<Buffer>
}

/** A piece that is kept as it is has so many bytes, and is at least half of the memory that it keeps. */
const wholeBytesMin = 16_384
/** The first block, bytes; each further one is as long as what is there, so that small parts stay small. */
const firstBlockBytes = 1024
const blockBytesMax = 65_536

export function createBlocks(): Blocks {
  const pieces: Buffer[] = []
  let block = Buffer.alloc(0)
  /** What of the block was copied since the last piece that was kept whole. */
  let [from, to] = [0, 0]
  let length = 0

  function closeRun() {
    if (to > from) pieces.push(block.subarray(from, to))
    from = to
  }

  function copy(bytes: Buffer) {
    for (let at = 0; at < bytes.length; ) {
      if (to === block.length) {
        closeRun()
        const size = Math.min(Math.max(length, firstBlockBytes), blockBytesMax)
        block = Buffer.allocUnsafeSlow(size)
        ;[from, to] = [0, 0]
      }
      const copied = bytes.copy(block, to, at)
      at += copied
      to += copied
      length += copied
    }
  }

  return {
    get length() {
      return length
    },
    add(bytes) {
      if (bytes.length < wholeBytesMin || bytes.length * 2 < bytes.buffer.byteLength)
        return copy(bytes)
      closeRun()
      pieces.push(bytes)
      length += bytes.length
    },
    first(bytesMax) {
      const all = [...pieces, block.subarray(from, to)]
      const [only = block, ...others] = all.filter((piece) => piece.length > 0)
      if (others.length === 0) return only.subarray(0, Math.min(bytesMax, length))
      return Buffer.concat([only, ...others], Math.min(bytesMax, length))
    },
    *[Symbol.iterator]() {
      yield* pieces
      if (to > from) yield block.subarray(from, to)
    },
  }
}
