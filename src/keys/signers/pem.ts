// A signer whose private key is in a PEM file: read once, kept in the process, used at once.
// Asynchronous signing would double the latency and gain nothing.

import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Algorithm, algorithms } from '../../algorithms.ts'
import type { Signer } from './signer.ts'

const nothing = async () => undefined

export function createPemSigner(privateKey: KeyObject, alg: Algorithm): Signer {
  const parameters = { key: privateKey, ...algorithms[alg].parameters }
  return { sign: (bytes) => sign('sha256', bytes, parameters), ready: nothing, close: nothing }
}

/**
 * The private key in a PEM file.
 * @throws Error that names the file, and neither what it holds nor the passphrase
 */
export function readPrivateKey(file: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({
      key: readFileSync(file),
      ...(passphrase === undefined ? {} : { passphrase }),
    })
  } catch (cause) {
    throw new Error(`${file} cannot be read as a PEM private key, or its passphrase is wrong`, {
      cause,
    })
  }
}
