// A certificate as an entry of a trust list.

import type { KeyObject, X509Certificate } from 'node:crypto'
import { algorithmOfKey } from '../../algorithms.ts'
import { countryOf, keyIdOf, periodOf, signsData } from '../certificate.ts'
import type { LeftOut, ListedKey } from './list.ts'

/** What the list itself says of a certificate, and goes before what the certificate says. */
interface Said {
  /** Base64. */
  keyId?: string | undefined
  country?: string | undefined
}

/** The key of a document signer, or why it is none. */
export function listedCertificate(
  certificate: X509Certificate,
  { keyId, country }: Said = {},
): ListedKey | LeftOut {
  const name = keyId ?? Buffer.from(keyIdOf(certificate)).toString('base64')
  if (!signsData(certificate)) return { reason: 'NOT_A_SIGNER', name }
  const publicKey = publicKeyOf(certificate)
  const alg = publicKey && algorithmOfKey(publicKey)
  if (!alg) return { reason: 'KEY_UNFIT', name }
  const key = {
    alg,
    certificate,
    publicKey,
    country: country ?? countryOf(certificate),
    extendedKeyUsage: certificate.keyUsage,
    ...periodOf(certificate),
  }
  return { keyId: name, key }
}

// Node throws where OpenSSL cannot decode the key, such as a DSTU 4145 one.
function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}
