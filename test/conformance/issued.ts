// Reads certificates with what is not ours: Python with the package cbor2, beside the decoder in JavaScript of
// scripts/conformance/second-decoder.ts. Whether they are signed, openssl says: test/keys/openssl.ts.

import { execFileSync, spawnSync } from 'node:child_process'

/** What decode.py says of a certificate; bytes are hexadecimal. */
export interface PythonReading {
  /** The label in the header (RFC 9053 §2.1, RFC 8230 §2). */
  alg: number
  keyId: string
  issuer: unknown
  issuedAt: unknown
  expiresAt: unknown
  certificate: unknown
  /** The Sig_structure (RFC 9052 §4.4), built anew. */
  signed: string
  signature: string
}

/** The Python for which Debian installs packages. */
const python = '/usr/bin/python3'

/** Whether Python and its package cbor2 are there (Debian: python3-cbor2). */
export function hasPythonDecoder(): boolean {
  return spawnSync(python, ['-c', 'import cbor2']).status === 0
}

/** Every text in one run. @throws Error when one of them cannot be read */
export function readByPython(certificates: readonly string[]): PythonReading[] {
  const lines = execFileSync(python, ['test/conformance/decode.py'], {
    input: certificates.map((hc1) => `${hc1}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
