// Settings of where signing keys are: their table, a token, a signing service.

import { tlsFiles } from './link.ts'
import type { Reader } from './reader.ts'
import type { Pkcs11Config, RemoteSignerConfig } from './shape.ts'

/** As many as the threads on which Node signs beside its own; more would only wait there. */
const sessionsDefault = 4

function pkcs11(read: Reader): Pkcs11Config | undefined {
  const module = read.maybe('PKCS11_MODULE')
  if (module === undefined) return undefined
  const [token, pinFile, pin] = ['TOKEN', 'PIN_FILE', 'PIN'].map((part) =>
    read.maybe(`PKCS11_${part}`),
  )
  const named = read.maybe('PKCS11_SLOT') !== undefined
  const slot = named ? read.integer('PKCS11_SLOT', 0, 0, 2 ** 32 - 1) : undefined
  if (named && token) read.problem('PKCS11_TOKEN or PKCS11_SLOT, not both')
  if ((pinFile === undefined) === (pin === undefined))
    read.problem('PKCS11_MODULE: needs PKCS11_PIN_FILE, or else PKCS11_PIN')
  const sessions = read.integer('PKCS11_SESSIONS', sessionsDefault, 1, 64)
  // A network HSM takes 0.5 to 10 ms; one that takes this long hangs.
  const timeoutMs = read.integer('PKCS11_TIMEOUT_MS', 5000, 100, 60_000)
  return { module, token, slot, pinFile, pin, sessions, timeoutMs }
}

function remoteSigner(read: Reader): RemoteSignerConfig | undefined {
  const url = read.maybe('REMOTE_SIGNER_URL')
  if (url === undefined) return undefined
  if (!/^https:\/\/[^/\s]+\/?$/.test(url)) read.problem('REMOTE_SIGNER_URL: https://host:port')
  const tls = tlsFiles(read, 'REMOTE_SIGNER')
  if (!tls) read.problem('REMOTE_SIGNER_URL: needs REMOTE_SIGNER_TLS_CERTIFICATE and _KEY')
  const timeoutMs = read.integer('REMOTE_SIGNER_TIMEOUT_MS', 5000, 100, 60_000)
  const { certificate = '', key = '', authority } = tls ?? {}
  return { url: url.replace(/\/$/, ''), tls: { certificate, key }, authority, timeoutMs }
}

export function signers(read: Reader) {
  const keyTable = read.maybe('KEY_TABLE')
  if (keyTable !== undefined && read.maybe('SIGNING_KEYS') !== undefined)
    read.problem('KEY_TABLE or SIGNING_KEYS, not both')
  return { keyTable, pkcs11: pkcs11(read), remoteSigner: remoteSigner(read) }
}
