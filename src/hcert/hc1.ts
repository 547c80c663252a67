// The text in the QR code: prefix, base45, zlib (hcert-spec, Transport Encodings). Knows nothing of
// what it packs.

import { deflateSync, type InputType, inflateSync, type ZlibOptions } from 'node:zlib'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { HcertError, type ReadingFault } from './steps.ts'

/** Of the text in the QR code. */
export const hc1Prefix = 'HC1:'

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
  return hc1Prefix + encodeBase45(deflateSync(cose, { level: 9, chunkSize }))
}

/** The COSE bytes. @throws HcertError of the steps PREFIX, BASE45 or ZLIB. */
export function decodeHc1(text: string): Uint8Array {
  return inflate(decodeBase45(withoutPrefix(text)))
}

/** @throws HcertError `PREFIX_WRONG`, or `PREFIX_TEXT_TOO_LONG`: no QR code holds it. */
export function withoutPrefix(text: string): string {
  if (!text.startsWith(hc1Prefix)) throw new HcertError('PREFIX_WRONG')
  if (text.length > textMax) throw new HcertError('PREFIX_TEXT_TOO_LONG')
  return text.slice(hc1Prefix.length)
}

/** With `info`, node answers the engine as well; its types do not know. */
const inflateWithInfo = inflateSync as unknown as (
  bytes: InputType,
  options: ZlibOptions,
) => { buffer: Buffer; engine: { bytesWritten: number } }

/** By the code of node's error; every other one is a broken stream. */
const faultsOfNode: Readonly<Record<string, ReadingFault>> = {
  Z_BUF_ERROR: 'ZLIB_CUT',
  ERR_BUFFER_TOO_LARGE: 'ZLIB_TOO_LARGE',
}

/** At most 64 KiB. @throws HcertError of the step ZLIB. */
export function inflate(bytes: Uint8Array): Uint8Array {
  if (!isZlib(bytes)) throw new HcertError('ZLIB_NOT_COMPRESSED')
  const { buffer, engine } = inflated(bytes)
  if (engine.bytesWritten !== bytes.length) throw new HcertError('ZLIB_TRAILING_BYTES')
  return buffer
}

/** The header: method 8, and a check over its two bytes (RFC 1950 §2.2). */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}

function inflated(bytes: Uint8Array) {
  try {
    return inflateWithInfo(bytes, { maxOutputLength: inflatedMax, info: true, chunkSize })
  } catch (cause) {
    const { code = '' } = cause as { code?: string }
    throw new HcertError(faultsOfNode[code] ?? 'ZLIB_BROKEN', cause)
  }
}
