// The little of DER (X.690 §10, §11) that an envelope needs: its elements written, and those of a certificate found.

const tags = { integer: 0x02, octetString: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 }

/** An element of any tag around its content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const digits = length.subarray(length.findIndex((byte) => byte !== 0))
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, body])
}

export const sequence = (...content: readonly Uint8Array[]) => element(tags.sequence, ...content)
export const set = (...content: readonly Uint8Array[]) => element(tags.set, ...content)
export const octets = (bytes: Uint8Array) => element(tags.octetString, bytes)

/** A whole number below 128. */
export const small = (value: number) => element(tags.integer, Buffer.from([value]))

/** `[number]` around whole elements: EXPLICIT of one, IMPLICIT of a constructed one's content. */
export const context = (number: number, ...content: readonly Uint8Array[]) =>
  element(0xa0 | number, ...content)

/** `[number] IMPLICIT OCTET STRING`. */
export const contextOctets = (number: number, bytes: Uint8Array) => element(0x80 | number, bytes)

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return element(tags.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Seven bits a byte, all but the last marked (X.690 §8.19.2). */
function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(0x80 | (rest & 0x7f))
  return digits
}

export interface Read {
  readonly tag: number
  readonly content: Buffer
  /** With tag and length. */
  readonly whole: Buffer
}

/** The elements that follow each other in bytes that OpenSSL has taken for DER. @throws RangeError where they are none */
export function elementsOf(bytes: Buffer): Read[] {
  const found: Read[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes.readUInt8(at)
    const first = bytes.readUInt8(at + 1)
    const digits = first < 0x80 ? 0 : first & 0x7f
    const start = at + 2 + digits
    const end = start + (digits === 0 ? first : bytes.readUIntBE(at + 2, digits))
    if (end > bytes.length) throw new RangeError('an element is cut off')
    found.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) })
    at = end
  }
  return found
}
