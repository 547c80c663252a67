// Payloads of an invented person and keys made afresh, for the tests of this folder.

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Algorithm, algorithms } from '../../src/algorithms.ts'
import { type Signer, signCose } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import type { Dcc } from '../../src/hcert/payload.ts'

const person = {
  ver: '1.3.0',
  nam: { fn: 'Квітка-Вигадана', fnt: 'KVITKA<VYHADANA', gn: 'Зоря', gnt: 'ZORIA' },
  dob: '1986-02-27',
}

const entry = {
  tg: '840539006',
  co: 'UA',
  is: 'Ministry of Health of Ukraine',
  ci: 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF',
}

export const vaccination: Dcc = {
  ...person,
  v: [
    {
      ...entry,
      vp: '1119349007',
      mp: 'EU/1/20/1528',
      ma: 'ORG-100030215',
      dn: 2,
      sd: 2,
      dt: '2021-11-02',
    },
  ],
}

export const test: Dcc = {
  ...person,
  t: [
    {
      ...entry,
      tt: 'LP6464-4',
      nm: 'PCR',
      sc: '2022-01-10T09:30:00+02:00',
      tr: '260415000',
      tc: 'Вигадана лабораторія',
    },
  ],
}

export const recovery: Dcc = {
  ...person,
  r: [{ ...entry, fr: '2021-10-01', df: '2021-10-12', du: '2022-03-30' }],
}

export const claims = {
  issuer: 'UA',
  issuedAt: 1_641_800_000,
  expiresAt: 1_673_300_000,
  certificate: vaccination,
}

export const keyId = Buffer.from('0011223344556677', 'hex')

const keyPairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

export function verificationKey(alg: Algorithm): { alg: Algorithm; publicKey: KeyObject } {
  return { alg, publicKey: keyPairs[alg].publicKey }
}

export function signerOf(alg: Algorithm, privateKey = keyPairs[alg].privateKey): Signer {
  const key = { key: privateKey, ...algorithms[alg].parameters }
  return { alg, keyId, sign: (bytes) => sign('sha256', bytes, key) }
}

export function signed(payload: Uint8Array = writeCwt(claims), alg: Algorithm = 'ES256') {
  return signCose(payload, signerOf(alg)) as Uint8Array
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** The bytes with one of them changed. */
export function flipped(bytes: Uint8Array, at: number, bits = 1): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ bits : byte))
}
