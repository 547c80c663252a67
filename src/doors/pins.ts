// What stands in the link's files: our certificate with its key, and the fingerprints of the security servers
// that may call us. Asks for no authority, host name or validity: each side knows the other's certificate itself.

import { createHash, createPrivateKey, timingSafeEqual, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Paths: two PEM files and the list of pins. */
export interface LinkFiles {
  certificate: string
  key: string
  pins: string
}

export interface LinkSecrets {
  /** PEM; behind our certificate more may stand. */
  cert: Buffer
  key: Buffer
  /** SHA-256 of whole certificates (DER), 32 bytes each. */
  pins: readonly Buffer[]
  own: X509Certificate
}

/** Every node of a cluster of security servers, old and new certificates, and room to spare. */
const pinsMax = 1000

const pinRule = /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$|^[0-9a-f]{64}$/i

/** `AB:CD:…`, as the security server and OpenSSL show it. */
export function fingerprintText(fingerprint: Buffer): string {
  return (fingerprint.toString('hex').toUpperCase().match(/../g) ?? []).join(':')
}

/** SHA-256 of a certificate's bytes. */
export function fingerprintOf({ raw }: X509Certificate): Buffer {
  return createHash('sha256').update(raw).digest()
}

/** Compares with every pin, each in constant time. */
export function isPinned(pins: readonly Buffer[], fingerprint: Buffer): boolean {
  return pins.filter((pin) => timingSafeEqual(pin, fingerprint)).length > 0
}

/** @throws Error that names the setting and the rule, never what the file holds */
export function readLinkFiles(files: LinkFiles): LinkSecrets {
  const cert = read('TLS_CERTIFICATE', files.certificate)
  const key = read('TLS_KEY', files.key)
  const own = parsed('TLS_CERTIFICATE: no PEM certificate', () => new X509Certificate(cert))
  const pair = parsed('TLS_KEY: no PEM private key without passphrase', () => createPrivateKey(key))
  if (!own.checkPrivateKey(pair)) throw new Error('TLS_KEY: not the key of TLS_CERTIFICATE')
  return { cert, key, own, pins: readPins(read('CLIENT_PINS', files.pins).toString()) }
}

function readPins(text: string): Buffer[] {
  const pins = text.split(/\r?\n/).flatMap((line, at) => {
    const pin = line.replace(/#.*/, '').trim()
    if (pin === '') return []
    if (!pinRule.test(pin)) throw new Error(`CLIENT_PINS line ${at + 1}: a SHA-256, 64 hex digits`)
    return [Buffer.from(pin.replaceAll(':', ''), 'hex')]
  })
  if (pins.length === 0) throw new Error('CLIENT_PINS: at least one fingerprint')
  if (pins.length > pinsMax) throw new Error(`CLIENT_PINS: at most ${pinsMax} fingerprints`)
  return pins
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${setting}: cannot be read (${code})`)
  }
}

function parsed<T>(problem: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(problem)
  }
}
