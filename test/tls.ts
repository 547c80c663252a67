// An authority for one test, and certificates of it for localhost, good for client and server alike.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadVendor } from '../src/keys/certificate-profile.ts'

/** Paths of PEM files. */
export interface TlsPair {
  certificate: string
  key: string
  authority: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const usages: ('sign' | 'verify')[] = ['sign', 'verify']
const dayMs = 86_400_000
const serialNumber = () => `01${randomBytes(8).toString('hex')}`

/** A new authority; the function it gives makes a certificate under it, with everything in files. */
export async function makeAuthority(): Promise<(name: string) => Promise<TlsPair>> {
  const x509 = await loadVendor()
  const folder = mkdtempSync(join(tmpdir(), 'gateway-tls-'))
  const keys = await crypto.subtle.generateKey(algorithm, true, usages)
  const validity = {
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
    signingAlgorithm: algorithm,
  }
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: serialNumber(),
    name: `CN=Invented authority ${randomBytes(4).toString('hex')}`,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  const save = (name: string, pem: string) => {
    const path = join(folder, name)
    writeFileSync(path, `${pem}\n`, { mode: 0o600 })
    return path
  }
  const authorityPath = save('authority.pem', authority.toString('pem'))

  return async (name) => {
    const own = await crypto.subtle.generateKey(algorithm, true, usages)
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity,
      serialNumber: serialNumber(),
      subject: `CN=${name}`,
      issuer: authority.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
        new x509.ExtendedKeyUsageExtension([
          x509.ExtendedKeyUsage.serverAuth,
          x509.ExtendedKeyUsage.clientAuth,
        ]),
      ],
    })
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey)
    return {
      certificate: save(`${name}.pem`, certificate.toString('pem')),
      key: save(`${name}.key.pem`, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')),
      authority: authorityPath,
    }
  }
}

/** A new certificate that signs itself, as a security server's internal one does. */
export async function makeSelfSigned(name: string): Promise<Omit<TlsPair, 'authority'>> {
  const x509 = await loadVendor()
  const folder = mkdtempSync(join(tmpdir(), 'gateway-tls-'))
  const keys = await crypto.subtle.generateKey(algorithm, true, usages)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + dayMs),
    signingAlgorithm: algorithm,
    serialNumber: serialNumber(),
    name: `CN=${name}`,
    keys,
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const paths = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  writeFileSync(paths.certificate, certificate.toString('pem'))
  writeFileSync(paths.key, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), { mode: 0o600 })
  return paths
}
