// The seal that a request may ask for: a stand-alone XML document with the certificate and its signature, which
// survives any client, archive and re-serialisation as base64. Signs only with a key that is valid at that time.

import type { SealKey } from '../../keys/seal.ts'
import { kindOf, type Sealable, type SealKind, writeDocument } from './document.ts'
import { signEnveloped } from './signature.ts'

export interface Seal {
  readonly kind: SealKind
  /** Whether the certificate of the key is valid at that time; what it seals later, nobody would accept. */
  usable(at: Date): boolean
  /** The bytes of the sealed document, UTF-8. `at` is the signing time that it states. */
  seal(certificate: Sealable, at: Date): Buffer
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

export function createSeal(key: SealKey): Seal {
  const kind = kindOf(key.certificate)
  return {
    kind,
    usable: (at) => key.notBefore <= at && at <= key.notAfter,
    seal: (certificate, at) =>
      Buffer.from(declaration + signEnveloped(writeDocument(certificate, kind), key, at)),
  }
}
