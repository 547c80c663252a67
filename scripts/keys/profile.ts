// Makes the keys that `npm run keys` writes, with their certificates by the program's own profile, or with requests.
// Refuses an authority that is none; writes no file.

import { createPrivateKey, type webcrypto, X509Certificate } from 'node:crypto'
import {
  authorityCertificate,
  es256,
  type KeyPair,
  loadVendor,
  nameOf,
  newKeys,
  type Period,
  pemOf,
  type Subject,
  signerCertificate,
  type Usage,
  usageExtensions,
} from '../../src/keys/certificate-profile.ts'

const algorithms = {
  ES256: es256,
  // More bits only make every verification slower (hcert-spec, Signature Algorithm: 2048).
  PS256: {
    name: 'RSA-PSS',
    hash: 'SHA-256',
    saltLength: 32,
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const

export type Algorithm = keyof typeof algorithms

export const algorithmNames = Object.keys(algorithms) as Algorithm[]

/** A new key and what was made for it: a certificate or a request, PEM. */
export interface Made {
  privateKey: Buffer
  pem: string
}

export interface SignerWish extends Usage {
  subject: Subject
  algorithm: Algorithm
}

async function made({ privateKey }: KeyPair, pem: string): Promise<Made> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey)
  return { privateKey: Buffer.from(pkcs8), pem }
}

/** A new certification authority of certificates (CSCA), signed by itself. */
export async function makeAuthority(subject: Subject, validity: Period): Promise<Made> {
  const keys = await newKeys(es256)
  return made(keys, pemOf(await authorityCertificate(keys, { subject, validity })))
}

/** The authority that signs: its certificate, and its private key in PKCS#8. */
export interface AuthorityFiles {
  certificate: string
  privateKey: Buffer
}

async function importedKey({ privateKey }: AuthorityFiles): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('pkcs8', privateKey, es256, false, ['sign'])
}

/** A signature by another key would be found when border guards refuse it. */
function refuseAuthority({ certificate, privateKey }: AuthorityFiles) {
  const authority = new X509Certificate(certificate)
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })
  if (!authority.ca) throw new Error('the certificate of the authority is none of an authority')
  if (!authority.checkPrivateKey(key)) throw new Error('the key is not that of the authority')
}

/** A new signer under an authority. @throws Error when it would outlive the authority, or that is none with its key */
export async function makeSigner(
  files: AuthorityFiles,
  { algorithm, ...wish }: SignerWish,
  { validity, use }: { validity: Period; use: Period },
): Promise<Made> {
  const x509 = await loadVendor()
  const certificate = new x509.X509Certificate(files.certificate)
  refuseAuthority(files)
  if (validity.until > certificate.notAfter)
    throw new Error('the signer would outlive its authority')
  const authority = { certificate, privateKey: await importedKey(files) }
  const keys = await newKeys(algorithms[algorithm])
  const signer = await signerCertificate(keys.publicKey, authority, { ...wish, validity, use })
  return made(keys, pemOf(signer))
}

/** A new key and the request (PKCS#10) for a real authority to certify it. */
export async function makeRequest({ subject, algorithm, ...usage }: SignerWish): Promise<Made> {
  const x509 = await loadVendor()
  const keys = await newKeys(algorithms[algorithm])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(subject),
    keys,
    signingAlgorithm: algorithms[algorithm],
    extensions: usageExtensions(x509, usage),
  })
  return made(keys, pemOf(request))
}
