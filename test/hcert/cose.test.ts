import { generateKeyPairSync, type RSAPSSKeyPairKeyObjectOptions, sign } from 'node:crypto'
import { expect } from 'chai'
import { algorithmOfKey, algorithms } from '../../src/algorithms.ts'
import { decodeCbor, encodeCbor } from '../../src/hcert/cbor.ts'
import {
  type CoseSign1,
  readCose,
  revocationHash,
  signCose,
  verifyCose,
} from '../../src/hcert/cose.ts'
import type { ReadingFault } from '../../src/hcert/steps.ts'
import { expectRefusal } from './refused.ts'
import { flipped, keyId, sha256, signed, signerOf, verificationKey } from './samples.ts'

const payload = Buffer.from('payload')
const signature = Buffer.alloc(64, 7)

/** A message of our making, with whatever headers. */
function message(
  protectedHeader: unknown,
  unprotectedHeader: unknown,
  ...rest: unknown[]
): Uint8Array {
  return encodeCbor([
    protectedHeader instanceof Map ? encodeCbor(protectedHeader) : protectedHeader,
    unprotectedHeader,
    ...(rest.length === 0 ? [payload, signature] : rest),
  ])
}

/** The same, signed by the ES256 key. */
function signedMessage(
  protectedBytes: Uint8Array,
  unprotectedHeader: Map<unknown, unknown>,
): Uint8Array {
  const toSign = encodeCbor(['Signature1', protectedBytes, Buffer.alloc(0), payload])
  const made = signerOf('ES256').sign(toSign)
  return encodeCbor([protectedBytes, unprotectedHeader, payload, made])
}

function boundKeyPair(hash: string, saltLength: number) {
  const bound = { hashAlgorithm: hash, mgf1HashAlgorithm: hash, saltLength }
  const options: unknown = { modulusLength: 2048, ...bound }
  return generateKeyPairSync('rsa-pss', options as RSAPSSKeyPairKeyObjectOptions)
}

const full = new Map<number, unknown>([
  [1, -7],
  [4, keyId],
])

describe('cose', () => {
  for (const alg of ['ES256', 'PS256'] as const) {
    it(`signs with ${alg} what it reads and verifies`, () => {
      const cose = readCose(signed(payload, alg))
      expect(cose.alg).to.equal(alg)
      expect(cose.keyId).to.deep.equal(keyId)
      expect(cose.payload).to.deep.equal(payload)
      expect(verifyCose(cose, verificationKey(alg))).to.equal(true)
    })

    it(`finds every change under ${alg}: payload, protected header, signature`, () => {
      const cose = readCose(signed(payload, alg))
      for (const part of ['payload', 'protectedBytes', 'signature'] as const) {
        for (let at = 0; at < cose[part].length; at += 5) {
          const changed = { ...cose, [part]: flipped(cose[part], at) }
          expect(verifyCose(changed, verificationKey(alg)), `${part} ${at}`).to.equal(false)
        }
      }
    })

    it(`answers false under ${alg} to a signature of any other length`, () => {
      const cose = readCose(signed(payload, alg))
      for (const length of [0, 3, 63, 65, 70, 255, 257, 384]) {
        const other = { ...cose, signature: Buffer.alloc(length, 1) }
        expect(verifyCose(other, verificationKey(alg)), `${length}`).to.equal(false)
      }
    })
  }

  it('writes tag 18, algorithm and key id protected in this order, and nothing unprotected', () => {
    const bytes = signed(payload)
    expect(Buffer.from(bytes).toString('hex', 0, 18)).to.equal(
      `d2844da2012604480011223344556677a0${'47'}`,
    )
    expect(decodeCbor(bytes.subarray(1))).to.have.length(4)
  })

  it('answers a promise to a signer that takes its time', async () => {
    const slow = { ...signerOf('ES256'), sign: async () => signature }
    const pending = signCose(payload, slow)
    expect(pending).to.be.instanceOf(Promise)
    expect(readCose(await pending).signature).to.deep.equal(signature)
  })

  for (const [what, prefix] of [
    ['untagged', ''],
    ['under tag 18', 'd2'],
    ['under tags 61 and 18', 'd83dd2'],
  ] as const) {
    it(`reads a message ${what}`, () => {
      const bytes = Buffer.concat([Buffer.from(prefix, 'hex'), signed(payload).subarray(1)])
      expect(verifyCose(readCose(bytes), verificationKey('ES256'))).to.equal(true)
    })
  }

  const foreign: readonly [string, Uint8Array, ReadingFault][] = [
    ['a MAC (tag 17)', Buffer.concat([Buffer.of(0xd1), message(full, new Map())]), 'COSE_TAG'],
    ['tag 61 alone', Buffer.concat([Buffer.of(0xd8, 61), message(full, new Map())]), 'COSE_TAG'],
    ['nothing', new Uint8Array(0), 'CBOR_CUT'],
    ['a map', encodeCbor(new Map()), 'COSE_NOT_FOUR_PARTS'],
    ['three parts', message(full, new Map(), payload), 'COSE_NOT_FOUR_PARTS'],
    ['five parts', message(full, new Map(), payload, signature, signature), 'COSE_NOT_FOUR_PARTS'],
    ['a detached payload', message(full, new Map(), null, signature), 'COSE_PART_NOT_BYTES'],
    ['a list of signatures', message(full, new Map(), payload, []), 'COSE_PART_NOT_BYTES'],
    [
      'a protected header that is a map',
      encodeCbor([full, new Map(), payload, signature]),
      'COSE_PART_NOT_BYTES',
    ],
    [
      'a protected header of another type',
      message(encodeCbor([1]), new Map()),
      'COSE_HEADER_NOT_MAP',
    ],
    ['an unprotected header of another type', message(full, []), 'COSE_HEADER_NOT_MAP'],
    ['a broken protected header', message(Buffer.of(0xa1), new Map()), 'CBOR_CUT'],
    [
      'a critical parameter',
      message(new Map<number, unknown>([[2, [4]]]), new Map()),
      'COSE_CRITICAL_HEADER',
    ],
  ]
  for (const [what, bytes, fault] of foreign) {
    it(`refuses ${what}`, () => {
      expectRefusal(() => readCose(bytes), fault)
    })
  }

  const unprotected = new Map<number, unknown>([
    [1, -7],
    [4, Buffer.from('other')],
  ])
  const headers: readonly [string, Map<number, unknown>, Map<number, unknown>, string, string][] = [
    ['protected before unprotected', full, unprotected, 'ES256', keyId.toString('hex')],
    ['unprotected where nothing is protected', new Map(), unprotected, 'ES256', '6f74686572'],
    ['no algorithm that is foreign', new Map([[1, -35]]), new Map(), 'undefined', 'undefined'],
    [
      'no protected foreign algorithm for an unprotected one',
      new Map([[1, 0]]),
      unprotected,
      'undefined',
      '6f74686572',
    ],
    ['no key id that is text', new Map([[4, 'x']]), new Map(), 'undefined', 'undefined'],
    [
      'past a content type',
      new Map<number, unknown>([...full, [3, 61]]),
      new Map(),
      'ES256',
      keyId.toString('hex'),
    ],
  ]
  for (const [what, inner, outer, alg, id] of headers) {
    it(`takes header parameters: ${what}`, () => {
      const cose = readCose(message(inner, outer))
      expect(String(cose.alg)).to.equal(alg)
      expect(
        cose.keyId === undefined ? 'undefined' : Buffer.from(cose.keyId).toString('hex'),
      ).to.equal(id)
    })
  }

  it('verifies a message whose protected header is no bytes at all', () => {
    const cose = readCose(signedMessage(Buffer.alloc(0), full))
    expect(cose.keyId).to.deep.equal(keyId)
    expect(verifyCose(cose, verificationKey('ES256'))).to.equal(true)
  })

  it('verifies over the protected bytes as received, not as we would write them', () => {
    const cose = readCose(signedMessage(Buffer.from('bf180126ff', 'hex'), new Map()))
    expect(verifyCose(cose, verificationKey('ES256'))).to.equal(true)
  })

  it('answers false when the header names another algorithm than the key has', () => {
    const cose = readCose(signed(payload))
    expect(verifyCose({ ...cose, alg: 'PS256' }, verificationKey('ES256'))).to.equal(false)
    expect(verifyCose({ ...cose, alg: undefined }, verificationKey('ES256'))).to.equal(false)
    expect(verifyCose(cose, verificationKey('PS256'))).to.equal(false)
  })

  it('answers false to a key that does not fit its algorithm', () => {
    const cose = readCose(signed(payload))
    const rsa = verificationKey('PS256').publicKey
    expect(verifyCose(cose, { alg: 'ES256', publicKey: rsa })).to.equal(false)
  })

  it('refuses the curve P-384 even for a signature it made itself', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const cose = readCose(signCose(payload, signerOf('ES256', privateKey)) as Uint8Array)
    expect(verifyCose(cose, { alg: 'ES256', publicKey })).to.equal(false)
  })

  it('refuses a PS256 signature with another salt length', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const salt20 = { ...algorithms.PS256.parameters, saltLength: 20 }
    const other = signCose(payload, {
      ...signerOf('PS256'),
      sign: (bytes) => sign('sha256', bytes, { key: privateKey, ...salt20 }),
    })
    expect(verifyCose(readCose(other as Uint8Array), { alg: 'PS256', publicKey })).to.equal(false)
  })

  it('takes an RSA-PSS key that is bound to SHA-256 and a salt of 32, and none bound otherwise', () => {
    const { privateKey, publicKey } = boundKeyPair('sha256', 32)
    const cose = readCose(signCose(payload, signerOf('PS256', privateKey)) as Uint8Array)
    expect(verifyCose(cose, { alg: 'PS256', publicKey })).to.equal(true)
    for (const other of [boundKeyPair('sha512', 32), boundKeyPair('sha256', 33)]) {
      expect(algorithmOfKey(other.publicKey)).to.equal(undefined)
      expect(verifyCose(cose, { alg: 'PS256', publicKey: other.publicKey })).to.equal(false)
    }
  })

  it('tells the algorithm that a key is for', () => {
    expect(algorithmOfKey(verificationKey('ES256').publicKey)).to.equal('ES256')
    expect(algorithmOfKey(verificationKey('PS256').publicKey)).to.equal('PS256')
    expect(algorithmOfKey(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)).to.equal(
      undefined,
    )
    expect(algorithmOfKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)).to.equal(
      undefined,
    )
    expect(algorithmOfKey(generateKeyPairSync('ed25519').publicKey)).to.equal(undefined)
  })

  it('hashes r of an ECDSA signature and the whole of any other for the revocation list', () => {
    const cose: CoseSign1 = readCose(
      message(full, new Map(), payload, Buffer.from([...Array(64).keys()])),
    )
    const first16 = (bytes: Uint8Array) => sha256(bytes).subarray(0, 16)
    expect(revocationHash(cose)).to.deep.equal(first16(cose.signature.subarray(0, 32)))
    expect(revocationHash({ ...cose, alg: 'PS256' })).to.deep.equal(first16(cose.signature))
    expect(revocationHash({ ...cose, alg: undefined })).to.deep.equal(first16(cose.signature))
  })
})
