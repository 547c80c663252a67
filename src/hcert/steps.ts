// The steps by which a text becomes a certificate, and the one failure that names the step at which
// reading ended and why. Where and why reading ends is what a verifier answers with, so both are
// data; no fault quotes what was read.

/** In their order: prefix, base45, zlib, CBOR, COSE, CWT. */
export const readingSteps = ['PREFIX', 'BASE45', 'ZLIB', 'CBOR', 'COSE', 'CWT'] as const

export type ReadingStep = (typeof readingSteps)[number]

/** Every way in which reading may end, and the step to which it belongs. */
export const readingFaults = {
  PREFIX_WRONG: 'PREFIX',
  PREFIX_TEXT_TOO_LONG: 'PREFIX',
  BASE45_LENGTH: 'BASE45',
  BASE45_CHARACTER: 'BASE45',
  BASE45_OVERFLOW: 'BASE45',
  ZLIB_NOT_COMPRESSED: 'ZLIB',
  ZLIB_BROKEN: 'ZLIB',
  ZLIB_CUT: 'ZLIB',
  ZLIB_TOO_LARGE: 'ZLIB',
  ZLIB_TRAILING_BYTES: 'ZLIB',
  CBOR_CUT: 'CBOR',
  CBOR_TRAILING_BYTES: 'CBOR',
  CBOR_DUPLICATE_KEY: 'CBOR',
  CBOR_KEY_TYPE: 'CBOR',
  CBOR_TOO_DEEP: 'CBOR',
  CBOR_NOT_UTF8: 'CBOR',
  CBOR_INTEGER_TOO_LARGE: 'CBOR',
  CBOR_SIMPLE_VALUE: 'CBOR',
  CBOR_ILL_FORMED: 'CBOR',
  COSE_TAG: 'COSE',
  COSE_NOT_FOUR_PARTS: 'COSE',
  COSE_PART_NOT_BYTES: 'COSE',
  COSE_HEADER_NOT_MAP: 'COSE',
  COSE_CRITICAL_HEADER: 'COSE',
  CWT_NOT_CLAIMS: 'CWT',
  CWT_NO_CERTIFICATE: 'CWT',
  CWT_NO_TIME: 'CWT',
  CWT_FORBIDDEN_NAME: 'CWT',
} as const satisfies Record<string, ReadingStep>

export type ReadingFault = keyof typeof readingFaults

/** Thrown by everything in this folder that reads bytes from outside, and by nothing else. */
export class HcertError extends Error {
  readonly code: ReadingFault
  readonly step: ReadingStep

  constructor(code: ReadingFault, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.name = 'HcertError'
    this.code = code
    this.step = readingFaults[code]
  }
}
