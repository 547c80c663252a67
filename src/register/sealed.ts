// Keyed hashes and encryption of what may not stand in clear. It knows nothing of certificates.
// Peppers and delivery keys carry an id; the first of each is written, both are read.
// A pepper may go only when all that was hashed under it is over: hashes cannot be made anew.

import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto'
import { Failure } from '../errors.ts'
import { createRandom } from '../random.ts'

export interface Secret {
  /** 1–32 letters, digits, `_`, `-`; stands in clear in the database. */
  id: string
  /** 32 bytes. */
  key: Uint8Array
}

export type Part = string | undefined

export interface Seals {
  /** The id of the pepper that `hash` uses. */
  pepperId: string
  /** HMAC-SHA-256 under the current pepper, 32 bytes. An absent part is not an empty one. */
  hash(domain: string, ...parts: readonly Part[]): Uint8Array
  /** The same under every active pepper, the current one first. */
  hashes(domain: string, ...parts: readonly Part[]): readonly Uint8Array[]
  /** Length of the key id, key id, nonce (12), ciphertext, tag (16). `context` is not kept. */
  seal(bytes: Uint8Array, context: Uint8Array): Uint8Array
  /** @throws Failure INTERNAL if the key is not here, or bytes or context are not the sealed ones */
  open(sealed: Uint8Array, context: Uint8Array): Uint8Array
  /** Whether it was sealed under the key that `seal` uses. */
  isCurrent(sealed: Uint8Array): boolean
  /** What tells each key from any other without telling the key. */
  fingerprints(): readonly Fingerprint[]
}

export interface Fingerprint {
  kind: 'pepper' | 'delivery key'
  id: string
  fingerprint: Uint8Array
}

export interface SealsOptions {
  peppers: readonly Secret[]
  deliveryKeys: readonly Secret[]
  randomBytes?: (length: number) => Uint8Array
}

type SecretKey = ReturnType<typeof createSecretKey>
type Keys = ReadonlyMap<string, SecretKey>

/** Gives 32 bytes for a text. */
type Mac = (text: string) => Uint8Array

const cipher = 'aes-256-gcm'
// NIST SP 800-38D §8.3: with random nonces a key may seal 2^32 times; a certificate takes two.
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32
const activeMax = 2

/** @throws Failure INTERNAL if a key is not 32 bytes, an id is malformed, or not 1–2 are active */
export function createSeals(options: SealsOptions): Seals {
  const random = createRandom(options.randomBytes)
  const peppers = macsOf(keysOf('pepper', options.peppers))
  const deliveryKeys = keysOf('delivery key', options.deliveryKeys)
  const [pepperId, pepper] = first(peppers)
  const [deliveryKeyId, deliveryKey] = first(deliveryKeys)
  const head = Buffer.from([deliveryKeyId.length, ...Buffer.from(deliveryKeyId)])
  return {
    pepperId,
    hash: (domain, ...parts) => pepper(framed(domain, parts)),
    hashes: (domain, ...parts) => {
      const text = framed(domain, parts)
      return Array.from(peppers.values(), (mac) => mac(text))
    },
    seal: (bytes, context) =>
      Buffer.concat([head, ...encrypt(deliveryKey, random(nonceBytes), bytes, context)]),
    isCurrent: (sealed) => head.equals(Buffer.from(sealed).subarray(0, head.length)),
    open: (sealed, context) => decrypt(deliveryKeys, Buffer.from(sealed), context),
    fingerprints: () => [
      ...fingerprintsOf('pepper', peppers),
      ...fingerprintsOf('delivery key', macsOf(deliveryKeys)),
    ],
  }
}

/** Netstrings, `-` where a part is absent: no two lists of parts give the same text. */
function framed(domain: string, parts: readonly Part[]): string {
  let text = netstring(domain)
  for (const part of parts) text += part === undefined ? '-' : netstring(part)
  return text
}

function netstring(part: string): string {
  return `${Buffer.byteLength(part)}:${part}`
}

/** Of SHA-256, bytes; and what HMAC combines with the key (RFC 2104 §2). */
const [blockBytes, innerPad, outerPad] = [64, 0x36, 0x5c]

/**
 * HMAC-SHA-256 of one-shot hashes: a certificate takes some eight, and an object of `createHmac` for each costs twice as
 * much. Digests come as strings, into Node's pool of small buffers, which is half as dear to collect.
 */
function createMac(key: Buffer): Mac {
  const block = Buffer.concat([key], blockBytes)
  const padded = (pad: number) => block.map((byte) => byte ^ pad)
  const inner = padded(innerPad)
  const outer = Buffer.concat([padded(outerPad), Buffer.alloc(keyBytes)])
  return (text) => {
    const bytes = Buffer.allocUnsafe(blockBytes + Buffer.byteLength(text))
    bytes.set(inner)
    bytes.write(text, blockBytes)
    outer.write(hash('sha256', bytes, 'binary'), blockBytes, 'latin1')
    return Buffer.from(hash('sha256', outer, 'binary'), 'latin1')
  }
}

function macsOf(keys: Keys): ReadonlyMap<string, Mac> {
  return new Map(Array.from(keys, ([id, key]) => [id, createMac(key.export())]))
}

function encrypt(key: SecretKey, nonce: Uint8Array, bytes: Uint8Array, context: Uint8Array) {
  const sealing = createCipheriv(cipher, key, nonce).setAAD(context)
  return [nonce, sealing.update(bytes), sealing.final(), sealing.getAuthTag()]
}

function decrypt(keys: Keys, sealed: Buffer, context: Uint8Array): Uint8Array {
  const idEnd = 1 + (sealed[0] ?? 0)
  const id = sealed.toString('latin1', 1, idEnd)
  const key = keys.get(id)
  if (key === undefined) throw broken(`no delivery key "${id}" is configured`)
  const nonceEnd = idEnd + nonceBytes
  try {
    const opening = createDecipheriv(cipher, key, sealed.subarray(idEnd, nonceEnd), {
      authTagLength: tagBytes,
    })
    opening.setAAD(context).setAuthTag(sealed.subarray(-tagBytes))
    return Buffer.concat([opening.update(sealed.subarray(nonceEnd, -tagBytes)), opening.final()])
  } catch {
    throw broken(`what delivery key "${id}" sealed was changed or belongs elsewhere`)
  }
}

function keysOf(kind: Fingerprint['kind'], secrets: readonly Secret[]): Keys {
  const keys = new Map(secrets.map(({ id, key }) => [id, checked(kind, id, key)]))
  if (keys.size !== secrets.length) throw broken(`two active ${kind}s bear the same id`)
  if (keys.size < 1 || keys.size > activeMax) throw broken(`one or two ${kind}s may be active`)
  return keys
}

function checked(kind: string, id: string, key: Uint8Array): SecretKey {
  if (!/^[\w-]{1,32}$/.test(id)) throw broken(`the id of a ${kind} is malformed`)
  if (key.length !== keyBytes) throw broken(`${kind} "${id}" is not ${keyBytes} bytes long`)
  return createSecretKey(key)
}

function first<T>(byId: ReadonlyMap<string, T>): [string, T] {
  return [...byId][0] as [string, T]
}

function fingerprintsOf(kind: Fingerprint['kind'], macs: ReadonlyMap<string, Mac>): Fingerprint[] {
  return Array.from(macs, ([id, mac]) => ({
    kind,
    id,
    fingerprint: mac(framed('fingerprint', [kind, id])),
  }))
}

function broken(text: string): Failure {
  return new Failure('INTERNAL', { cause: new Error(text) })
}
