// The text in the QR code: prefix, base45, zlib (hcert-spec, Transport Encodings). Knows nothing of
// what it packs.

import { deflateSync, type InputType, inflateSync, type ZlibOptions } from 'node:zlib'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { HcertError } from './steps.ts'

const prefix = 'HC1:'

/** Characters: the largest QR code, version 40 at level L, holds no more. */
const textMax = 4296

/** Bytes: certificates have 300–700; a bomb of 4,296 characters could grow to 2.9 MB. */
const inflatedMax = 64 * 1024

/** Bytes; node would allocate sixteen times as many for each certificate. */
const chunkSize = 1024

/**
 * Of level 1, 6 and 9 none is faster (14–15 µs) or shorter, for ids and signatures do not compress;
 * 9 gives the header 78DA that nearly all published codes have.
 */
export function encodeHc1(cose: Uint8Array): string {
  return prefix + encodeBase45(deflateSync(cose, { level: 9, chunkSize }))
}

/** The COSE bytes. @throws HcertError `PREFIX`, `BASE45` or `ZLIB`. */
export function decodeHc1(text: string): Uint8Array {
  return inflate(decodeBase45(withoutPrefix(text)))
}

/** @throws HcertError `PREFIX`: anything but exactly `HC1:`, or a text that no QR code holds. */
export function withoutPrefix(text: string): string {
  if (!text.startsWith(prefix)) throw new HcertError('PREFIX', 'not HC1:')
  if (text.length > textMax) throw new HcertError('PREFIX', 'longer than any QR code')
  return text.slice(prefix.length)
}

/** With `info`, node answers the engine as well; its types do not know. */
const inflateWithInfo = inflateSync as unknown as (
  bytes: InputType,
  options: ZlibOptions,
) => { buffer: Buffer; engine: { bytesWritten: number } }

/**
 * @throws HcertError `ZLIB`: no zlib header (RFC 1950), a broken or cut stream, bytes after it, or
 * over 64 KiB.
 */
export function inflate(bytes: Uint8Array): Uint8Array {
  const { buffer, engine } = inflated(bytes)
  if (engine.bytesWritten !== bytes.length) throw new HcertError('ZLIB', 'bytes after the stream')
  return buffer
}

function inflated(bytes: Uint8Array) {
  try {
    return inflateWithInfo(bytes, { maxOutputLength: inflatedMax, info: true, chunkSize })
  } catch (cause) {
    throw new HcertError('ZLIB', 'not a whole zlib stream within the limit', cause)
  }
}
