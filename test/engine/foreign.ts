// Certificates as other countries write them, to the byte: every part of the message can be replaced by other bytes. And
// a verifier that trusts their keys and keeps no register.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Algorithm, algorithms } from '../../src/algorithms.ts'
import { createVerify } from '../../src/engine/verify.ts'
import { encodeCbor } from '../../src/hcert/cbor.ts'
import { encodeHc1 } from '../../src/hcert/hc1.ts'
import type { TrustedKey } from '../../src/keys/trust/list.ts'
import { readPicture } from '../../src/render/picture/read.ts'
import { noon } from './samples.ts'

const dayMs = 86_400_000
const seconds = (at: Date) => at.getTime() / 1000

export interface Issuer {
  trusted: TrustedKey
  keyId: Buffer
  privateKey: KeyObject
}

const pairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

export function issuerOf(alg: Algorithm = 'ES256', pair = pairs[alg]()): Issuer {
  const trusted: TrustedKey = {
    alg,
    publicKey: pair.publicKey,
    notBefore: new Date(noon.getTime() - 30 * dayMs),
    notAfter: new Date(noon.getTime() + 300 * dayMs),
    country: 'SE',
    extendedKeyUsage: undefined,
    certificate: undefined,
  }
  return { trusted, keyId: Buffer.from('00112233aabbccdd', 'hex'), privateKey: pair.privateKey }
}

export const event = {
  tg: '840539006',
  vp: '1119349007',
  mp: 'EU/1/20/1528',
  ma: 'ORG-100030215',
  dn: 2,
  sd: 2,
  dt: '2022-01-10',
  co: 'SE',
  is: 'Exempel',
  ci: 'URN:UVCI:01:SE:EXEMPEL',
}

export const testEvent = {
  tg: '840539006',
  tt: 'LP217198-3',
  ma: '1833',
  sc: '2022-02-10T08:00:00Z',
  tr: '260415000',
  co: 'SE',
  is: 'Exempel',
  ci: 'URN:UVCI:01:SE:EXEMPEL',
}

export const dcc = { ver: '1.3.0', nam: { fnt: 'EXEMPEL' }, dob: '1985', v: [event] }

/** A map of members that are written already. */
export function mapOf(...members: [key: Uint8Array, value: Uint8Array][]): Buffer {
  return Buffer.concat([Buffer.of(0xa0 | members.length), ...members.flat()])
}

/** The member of a map, in CBOR. */
export function member(key: number | string, value: unknown): [Uint8Array, Uint8Array] {
  return [encodeCbor(key), encodeCbor(value)]
}

/** A member whose value is written already. */
export function rawMember(key: number | string, value: Uint8Array): [Uint8Array, Uint8Array] {
  return [encodeCbor(key), value]
}

export function float64(value: number): Buffer {
  const bytes = Buffer.alloc(9, 0xfb)
  bytes.writeDoubleBE(value, 1)
  return bytes
}

export const claims = {
  iss: member(1, 'SE'),
  iat: member(6, seconds(noon) - 60),
  exp: member(4, seconds(noon) + 86_400),
  hcert: (certificate: object = dcc) => rawMember(-260, mapOf(member(1, certificate))),
}

export function cwtOf(certificate: object = dcc): Buffer {
  return mapOf(claims.iss, claims.exp, claims.iat, claims.hcert(certificate))
}

export interface Layers {
  /** Tags before the array, hex; 18 if absent. */
  tags?: string
  protectedBytes?: Uint8Array
  unprotected?: Map<unknown, unknown>
  payload?: Uint8Array
  /** In place of the signature that belongs there. */
  signature?: (bytes: Uint8Array) => Uint8Array
}

/** A signed message of these layers; what is not given is as most issuers write it. */
export function coseOf(by: Issuer, layers: Layers = {}): Buffer {
  const { alg } = by.trusted
  const { tags = 'd2', unprotected = new Map(), payload = cwtOf() } = layers
  const own = mapOf(member(1, algorithms[alg].label), member(4, by.keyId))
  const { protectedBytes = own } = layers
  const toSign = encodeCbor(['Signature1', protectedBytes, Buffer.alloc(0), payload])
  const key = { key: by.privateKey, ...parametersOf(alg) }
  const signed = layers.signature?.(toSign) ?? sign('sha256', toSign, key)
  const parts = encodeCbor([protectedBytes, unprotected, payload, signed])
  return Buffer.concat([Buffer.from(tags, 'hex'), parts])
}

function parametersOf(alg: Algorithm) {
  return algorithms[alg].parameters
}

export function hc1Of(by: Issuer, layers: Layers = {}): string {
  return encodeHc1(coseOf(by, layers))
}

/** At noon, with these keys trusted under whatever identifier. */
export function verifierOf(...trusted: TrustedKey[]) {
  return createVerify({
    trust: { leftOut: [], find: () => trusted } as never,
    keys: { all: [] },
    register: { status: async () => undefined },
    readPicture,
    clock: { now: () => noon },
  })
}

/** Verdict, and the first step that failed with its code. */
export async function verdictOf(by: Issuer, hc1: string, ...others: TrustedKey[]): Promise<string> {
  const { verdict, step } = await verifierOf(by.trusted, ...others)({ hc1 })
  const failed = step?.find(({ outcome }) => outcome === 'FAILED')
  return `${verdict} ${failed?.name ?? ''} ${failed?.code ?? ''}`.trimEnd()
}
