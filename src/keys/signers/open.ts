// Finds the signer of a certificate at the place that the table of keys names, and makes sure that it
// is the certificate's. Token and signing service are reached for when a key is there, and not before.

import { createHttpsClient, type HttpsClient } from '../../https.ts'
import { proveSigner, type SigningCertificate, signerOfFile } from '../signing.ts'
import type { TokenSettings } from './login.ts'
import { createTokenSigner } from './pkcs11.ts'
import { createRemoteSigner, signBytesMax } from './remote.ts'
import type { Signer, SignerPlace } from './signer.ts'
import { openToken, type Token } from './token.ts'

export interface RemoteSignerSettings {
  /** `https://host:port` */
  url: string
  tls: { certificate: string; key: string }
  authority: string | undefined
  /** Time for a signature with all its attempts, milliseconds. */
  timeoutMs: number
}

export interface SignerSettings {
  /** Of encrypted private keys in files. */
  passphrase: string | undefined
  pkcs11: TokenSettings | undefined
  remoteSigner: RemoteSignerSettings | undefined
}

export interface Signers {
  /** @throws Error that says what is wrong with place or key; Failure SIGNER_UNAVAILABLE */
  open(certificate: SigningCertificate, place: SignerPlace): Promise<Signer>
  close(): void
}

export function createSigners(settings: SignerSettings): Signers {
  let token: Promise<Token> | undefined

  function tokenInUse(): Promise<Token> {
    if (!settings.pkcs11) throw new Error('a key is in a token, and PKCS11_MODULE is not set')
    // A module that could not be loaded may be there when the table is read again.
    token ??= openToken(settings.pkcs11).catch((thrown) => {
      token = undefined
      throw thrown
    })
    return token
  }

  /** Anew for each row: a renewed certificate of ours is shown when the table is read again. */
  function newClient(): HttpsClient {
    if (!settings.remoteSigner)
      throw new Error('a key is with a signing service, and REMOTE_SIGNER_URL is not set')
    return createHttpsClient({
      ...settings.remoteSigner,
      token: undefined,
      bytesMax: signBytesMax,
      random: Math.random,
    })
  }

  return {
    async open(certificate, place) {
      if ('file' in place) return signerOfFile(certificate, place.file, settings.passphrase)
      const signer =
        'pkcs11' in place
          ? createTokenSigner(await tokenInUse(), place.pkcs11, certificate)
          : createRemoteSigner(newClient(), place.remote, certificate)
      await proveSigner(certificate, signer)
      return signer
    },
    close() {
      token?.then((opened) => opened.close()).catch(() => undefined)
    },
  }
}
