// A private key wherever it lives: in a file, in a token behind PKCS#11, with a signing service. It
// signs; it never shows itself, and neither log nor error holds it or what opens it.

import type { KeyObject } from 'node:crypto'
import type { Algorithm } from '../../algorithms.ts'

export interface Signer {
  /**
   * The raw signature over the bytes, with SHA-256: ES256 64 bytes r‖s, PS256 as long as the modulus.
   * A file's answers at once. Calls may overlap and end in any order.
   * @throws Failure SIGNER_UNAVAILABLE
   */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Resolves when it can sign now. @throws Failure SIGNER_UNAVAILABLE */
  ready(): Promise<void>
  /** Lets go of what it holds; a call in flight may still end. */
  close(): Promise<void>
}

/** What a signer must fit: the public key of the certificate, and the algorithm that follows from it. */
export interface SignerFor {
  readonly publicKey: KeyObject
  readonly alg: Algorithm
}

/** Where a private key is, as the table of keys says it. */
export type SignerPlace =
  | { readonly file: string }
  | { readonly pkcs11: { readonly label?: string; readonly id?: string } }
  | { readonly remote: string }
