// Settings of keys and secrets.

import type { Reader } from './reader.ts'
import type { KeyFiles } from './shape.ts'
import { signers } from './signers.ts'

/** `certificate.pem=key.pem`, comma between pairs. */
function keyFiles(read: Reader, name: string): KeyFiles[] {
  const pairs = (read.maybe(name) ?? '').split(',').filter((pair) => pair.trim() !== '')
  return pairs.flatMap((pair) => {
    const [certificate, key, ...rest] = pair.split('=').map((path) => path.trim())
    if (certificate && key && rest.length === 0) return [{ certificate, key }]
    read.problem(`${name}: certificate.pem=key.pem, comma between pairs`)
    return []
  })
}

function oneKey(read: Reader, name: string): KeyFiles | undefined {
  const [pair, ...more] = keyFiles(read, name)
  if (more.length > 0) read.problem(`${name}: one certificate.pem=key.pem`)
  return pair
}

export function keys(read: Reader) {
  return {
    signingKeys: keyFiles(read, 'SIGNING_KEYS'),
    signingPassphrase: read.maybe('SIGNING_KEY_PASSPHRASE'),
    ...signers(read),
    sealKey: oneKey(read, 'SEAL_KEY'),
    sealPassphrase: read.maybe('SEAL_KEY_PASSPHRASE'),
    revocationKey: oneKey(read, 'REVOCATION_KEY'),
    revocationPassphrase: read.maybe('REVOCATION_KEY_PASSPHRASE'),
    peppers: read.secrets('PEPPER'),
    deliveryKeys: read.secrets('DELIVERY_KEY'),
  }
}
