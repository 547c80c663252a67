// OpenSSL's own program as judge of signatures, and as one that signs digests as an HSM does: node signs
// no digest.

import { execFileSync } from 'node:child_process'
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Algorithm } from '../../src/algorithms.ts'

const pss = ['rsa_padding_mode:pss', 'rsa_pss_saltlen:32']

/** Runs in a folder of its own with the given files. */
function openssl(files: Record<string, string | Uint8Array>, parameters: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  try {
    return execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A raw signature over a SHA-256 digest. @param pem the private key */
export function signDigest(pem: string, alg: Algorithm, digest: Uint8Array): Buffer {
  const options = alg === 'PS256' ? [...pss, 'digest:sha256'] : []
  const signature = openssl({ key: pem, digest }, [
    ...['pkeyutl', '-sign', '-inkey', 'key', '-in', 'digest'],
    ...options.flatMap((option) => ['-pkeyopt', option]),
  ])
  return alg === 'PS256' ? signature : rawOf(signature)
}

/** Whether OpenSSL accepts a raw signature over the bytes. */
export function verifies(
  publicKey: KeyObject,
  alg: Algorithm,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const files = {
    key: publicKey.export({ type: 'spki', format: 'pem' }),
    bytes,
    signature: alg === 'PS256' ? signature : derOf(Buffer.from(signature)),
  }
  const options = alg === 'PS256' ? pss.flatMap((option) => ['-sigopt', option]) : []
  try {
    openssl(files, [
      ...['dgst', '-sha256', '-verify', 'key', '-signature', 'signature'],
      ...options,
      'bytes',
    ])
    return true
  } catch {
    return false
  }
}

/** SEQUENCE of two INTEGERs → r‖s of P-256. */
function rawOf(der: Buffer): Buffer {
  const lengthR = der[3] ?? 0
  const r = der.subarray(4, 4 + lengthR)
  const s = der.subarray(6 + lengthR)
  return Buffer.concat([r, s].map((part) => Buffer.concat([Buffer.alloc(32), part]).subarray(-32)))
}

/** r‖s → SEQUENCE of two INTEGERs, as OpenSSL wants it. */
function derOf(raw: Buffer): Buffer {
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map((part) => {
    const start = part.findIndex((byte) => byte !== 0)
    const short = part.subarray(start)
    const value = (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), short]) : short
    return Buffer.concat([Buffer.of(2, value.length), value])
  })
  const content = Buffer.concat(integers)
  return Buffer.concat([Buffer.of(0x30, content.length), content])
}
