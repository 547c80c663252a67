// What the first bytes of a PNG or JPEG say of its size, read before anything is unpacked: a picture of half a
// megabyte can claim pixels for gigabytes. It takes no pixel apart and judges nothing else.

export interface Frame {
  readonly kind: 'png' | 'jpeg'
  /** Pixels. */
  readonly width: number
  readonly height: number
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

/** The frame, or undefined for bytes that are neither PNG nor JPEG or do not say their size. */
export function frameOf(bytes: Buffer): Frame | undefined {
  if (bytes.subarray(0, 8).equals(pngSignature)) return pngFrame(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegFrame(bytes) : undefined
}

/** IHDR is the first chunk, of 13 bytes (PNG 3 §11.2.1). */
function pngFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined
  return sized({ kind: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) })
}

/** Start of frame: C0 to CF but for tables (C4, CC) and the reserved C8 (ITU-T T.81, table B.1). */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** Segments stand one behind the other, each with its length, until the frame. */
function jpegFrame(bytes: Buffer): Frame | undefined {
  let at = 2
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number
    if (isFrame(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)]
      return sized({ kind: 'jpeg', width, height })
    }
    // A byte of padding may stand before a marker (T.81 §B.1.1.2).
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

/** A JPEG may say its height behind its lines (T.81 §B.2.5); nobody writes such a one. */
function sized(frame: Frame): Frame | undefined {
  return frame.width > 0 && frame.height > 0 ? frame : undefined
}
