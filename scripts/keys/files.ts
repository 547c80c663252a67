// The files that the tool leaves: never over another, private keys for their owner alone.

import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Made } from './profile.ts'

const modes = { private: 0o600, public: 0o644 }

/** PKCS#8 as PEM; encrypted when there is a passphrase (RFC 8018, AES-256). */
function keyText(privateKey: Buffer, passphrase: string | undefined): string {
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })
  const secret = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return key.export({ type: 'pkcs8', format: 'pem', ...secret }).toString()
}

/** The passphrase in a file: its first line. @throws Error when the line is empty */
export function readPassphrase(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const [line = ''] = readFileSync(file, 'utf8').split(/\r?\n/)
  if (line === '') throw new Error('the first line of the passphrase file is empty')
  return line
}

/**
 * Writes `NAME.pem` (or `NAME.csr`) and `NAME.key.pem`; says their paths.
 * @throws Error when one of them exists
 */
export function writeMade(
  { folder, name, ending }: { folder: string; name: string; ending: 'pem' | 'csr' },
  { pem, privateKey }: Made,
  passphrase: string | undefined,
): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const paths = [join(folder, `${name}.${ending}`), join(folder, `${name}.key.pem`)] as const
  const there = paths.find(existsSync)
  if (there) throw new Error(`${there} exists already`)
  writeFileSync(paths[1], keyText(privateKey, passphrase), { mode: modes.private, flag: 'wx' })
  writeFileSync(paths[0], pem, { mode: modes.public, flag: 'wx' })
  return [...paths]
}

/** The private key of a PEM file, PKCS#8. @throws Error that names the file and never its content */
export function readKey(file: string, passphrase: string | undefined): Buffer {
  try {
    const secret = passphrase === undefined ? {} : { passphrase }
    const key = createPrivateKey({ key: readFileSync(file), ...secret })
    return key.export({ type: 'pkcs8', format: 'der' })
  } catch {
    throw new Error(`${file} cannot be read as a PEM private key, or its passphrase is wrong`)
  }
}
