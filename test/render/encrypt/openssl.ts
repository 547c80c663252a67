// OpenSSL as the judge of envelopes: makes recipients as their owners would, and decrypts for them.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface MadeRecipient {
  /** DER, base64, as a request names it. */
  certificate: string
  /** What `openssl cms -decrypt` gives. @throws Error where it cannot */
  decrypt(cms: Uint8Array): Buffer
  remove(): void
}

const openssl = (args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' })

/**
 * @param key arguments of `-newkey`, as `rsa:2048` or `ec -pkeyopt ec_paramgen_curve:P-256`
 * @param extensions of the certificate, as OpenSSL writes them: `keyUsage=critical,keyAgreement`
 */
export function makeRecipient(
  key: string,
  extensions: readonly string[] = [],
  days = 30,
): MadeRecipient {
  const folder = mkdtempSync(join(tmpdir(), 'recipient-'))
  const file = (name: string) => join(folder, name)
  const [kind = '', ...options] = key.split(' ')
  openssl([
    ...['req', '-x509', '-newkey', kind, ...options, '-nodes', '-days', String(days)],
    ...['-subj', '/C=UA/O=Вигаданий отримувач/CN=Recipient', '-utf8'],
    ...extensions.flatMap((extension) => ['-addext', extension]),
    ...['-keyout', file('key.pem'), '-out', file('certificate.pem')],
  ])
  const der = openssl(['x509', '-in', file('certificate.pem'), '-outform', 'DER'])
  return {
    certificate: der.toString('base64'),
    decrypt(cms) {
      writeFileSync(file('cms.der'), cms)
      openssl([
        ...['cms', '-decrypt', '-inform', 'DER', '-in', file('cms.der'), '-binary'],
        ...['-inkey', file('key.pem'), '-recip', file('certificate.pem'), '-out', file('plain')],
      ])
      return readFileSync(file('plain'))
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
