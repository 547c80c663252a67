// CMS EnvelopedData (RFC 5652 §6) for one recipient: AES-256 in CBC mode, its key by RSAES-OAEP with SHA-256 (RFC 4056) or by
// ephemeral ECDH (RFC 5753). It hides; who sent it is told by the signature of the message that it travels in.

import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
} from 'node:crypto'
import { context, contextOctets, octets, oid, sequence, set, small } from './der.ts'
import type { Recipient } from './recipient.ts'

const empty = Buffer.alloc(0)
const algorithm = (dotted: string, parameters: Uint8Array = empty) =>
  sequence(oid(dotted), parameters)

const oids = {
  data: '1.2.840.113549.1.7.1',
  envelopedData: '1.2.840.113549.1.7.3',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
}

/** RFC 4055 §4.1: RSAES-OAEP with SHA-256, also in its mask. */
const sha256 = algorithm('2.16.840.1.101.3.4.2.1')
const mask = algorithm('1.2.840.113549.1.1.8', sha256)
const oaep = algorithm('1.2.840.113549.1.1.7', sequence(context(0, sha256), context(1, mask)))

/** RFC 3565 §2.3.2: no parameters. */
const keyWrap = algorithm('2.16.840.1.101.3.4.1.45')

/** RFC 5753 §7.1.4: dhSinglePass-stdDH with the curve's hash in the key derivation. */
const agreements = {
  'P-256': { hash: 'sha256', scheme: algorithm('1.3.132.1.11.1', keyWrap) },
  'P-384': { hash: 'sha384', scheme: algorithm('1.3.132.1.11.2', keyWrap) },
} as const

const keyBytes = 32
const blockBytes = 16

type Random = (length: number) => Uint8Array

/** RFC 5652 §6.2.1: version 0, since the recipient is named by issuer and serial number. */
function keyTransport({ publicKey, issuerAndSerialNumber }: Recipient, key: Uint8Array): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const encrypted = publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, key)
  return sequence(small(0), issuerAndSerialNumber, oaep, octets(encrypted))
}

/** RFC 5753 §7.2, ECC-CMS-SharedInfo: what the key is for, and its length in bits. */
const sharedInfo = sequence(
  keyWrap,
  context(2, octets(Buffer.from([0, 0, (keyBytes * 8) >> 8, (keyBytes * 8) & 0xff]))),
)

/** SEC 1 §3.6.1 (ANSI X9.63): one block of the hash is enough for the key. */
function derived(secret: Uint8Array, hash: string): Buffer {
  const counter = Buffer.from([0, 0, 0, 1])
  const digest = createHash(hash).update(secret).update(counter).update(sharedInfo).digest()
  return digest.subarray(0, keyBytes)
}

/** RFC 3394 §2.2.3.1. */
const wrapStart = Buffer.alloc(8, 0xa6)

function wrapped(key: Uint8Array, by: Uint8Array): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', by, wrapStart)
  return Buffer.concat([cipher.update(key), cipher.final()])
}

/** RFC 5652 §6.2.2, RFC 5753 §3.1.1: the ephemeral key as `[1] OriginatorPublicKey`, which is built like a public key's DER. */
function keyAgreement(
  { publicKey, issuerAndSerialNumber }: Recipient,
  curve: keyof typeof agreements,
  key: Uint8Array,
): Buffer {
  const { hash, scheme } = agreements[curve]
  const ephemeral = generateKeyPairSync('ec', { namedCurve: curve })
  const originator = ephemeral.publicKey.export({ type: 'spki', format: 'der' })
  originator[0] = 0xa1
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey })
  const encrypted = octets(wrapped(key, derived(secret, hash)))
  const keys = sequence(sequence(issuerAndSerialNumber, encrypted))
  return context(1, small(3), context(0, originator), scheme, keys)
}

/** DER of a ContentInfo with the bytes for the recipient alone. */
export function enveloped(bytes: Uint8Array, recipient: Recipient, random: Random): Buffer {
  const { kind } = recipient
  const [key, start] = [random(keyBytes), random(blockBytes)]
  const cipher = createCipheriv('aes-256-cbc', key, start)
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()])
  const info = kind === 'rsa' ? keyTransport(recipient, key) : keyAgreement(recipient, kind, key)
  const content = sequence(
    oid(oids.data),
    algorithm(oids.aes256Cbc, octets(start)),
    contextOctets(0, encrypted),
  )
  // §6.1: version 0 where all recipients are of version 0, else 2.
  const data = sequence(small(kind === 'rsa' ? 0 : 2), set(info), content)
  return sequence(oid(oids.envelopedData), context(0, data))
}
