// The whole reading, in the order of its steps: PREFIX, BASE45, ZLIB, CBOR, COSE, CWT. It trusts nothing
// it reads: signature, times, schema and revocation are checked by who holds keys and clock.

import { type CoseSign1, readCose } from './cose.ts'
import { type Cwt, readCwt } from './cwt.ts'
import { decodeHc1 } from './hc1.ts'

export interface ReadCertificate {
  readonly cose: CoseSign1
  readonly cwt: Cwt
  /** The payload, `cwt.certificate`: a `Dcc` once `schemaProblems` found nothing. */
  readonly dcc: unknown
  readonly coseBytes: Uint8Array
}

/** @throws HcertError of the step that failed. */
export function readHc1(text: string): ReadCertificate {
  return readCoseBytes(decodeHc1(text))
}

/** @throws HcertError of the steps CBOR, COSE or CWT. */
export function readCoseBytes(coseBytes: Uint8Array): ReadCertificate {
  const cose = readCose(coseBytes)
  const cwt = readCwt(cose.payload)
  return { cose, cwt, dcc: cwt.certificate, coseBytes }
}
