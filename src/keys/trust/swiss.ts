// The third shape: the Swiss key list (`trust/v2/keys/updates`, `trust/v2/keys/list`). Keys without certificates: the
// list alone vouches for them, as long as they stand in it, and names no country.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Algorithm, algorithmOfKey } from '../../algorithms.ts'
import { isObject } from '../../json.ts'
import { type CertificateType, usageOf } from '../../usage.ts'
import { type LeftOut, type Listed, type ListedKey, sorted } from './list.ts'
import { inTurns } from './turns.ts'

interface Entry {
  keyId: string
  use: string
  alg: string
  subjectPublicKeyInfo?: unknown
  n?: unknown
  e?: unknown
  crv?: unknown
  x?: unknown
  y?: unknown
}

export interface SwissList {
  certs?: unknown[]
  /** Base64; a key that is not among them is no longer trusted. */
  activeKeyIds?: string[]
}

/** RS256 is what the list calls an RSA key; certificates are signed by it with PS256 all the same. */
const labels: Readonly<Record<Algorithm, readonly string[]>> = {
  ES256: ['ES256'],
  PS256: ['PS256', 'RS256'],
}

/** One letter a type; `l` is the Swiss certificate without content, which is no DCC. */
const typeOfLetter: Readonly<Record<string, CertificateType>> = {
  v: 'vaccination',
  t: 'test',
  r: 'recovery',
}

/** Every type. */
const useAll = 'sig'

/** The list tells no period: a key counts while it stands there. */
const always = { notBefore: new Date(-8.64e15), notAfter: new Date(8.64e15) }

const keyIdForm = /^[A-Za-z0-9+/]{11}=$/

const isText = (value: unknown): value is string => typeof value === 'string'

/** Whether it looks like this shape at all: keys, identifiers in force, or both. */
export function isSwissList(document: unknown): document is SwissList {
  if (!isObject(document)) return false
  const { certs, activeKeyIds } = document
  const idsFit = Array.isArray(activeKeyIds) && activeKeyIds.every(isText)
  const certsFit = Array.isArray(certs)
  return (certsFit || idsFit) && (certs === undefined || certsFit) && (!activeKeyIds || idsFit)
}

export async function readSwissList({ certs = [] }: SwissList): Promise<Listed> {
  return sorted(await inTurns(certs, readEntry))
}

function readEntry(entry: unknown): ListedKey | LeftOut {
  const { keyId, use, alg, ...parts } = (isObject(entry) ? entry : {}) as unknown as Entry
  const name = isText(keyId) && keyIdForm.test(keyId) ? keyId : ''
  const publicKey = publicKeyOf(parts as Entry)
  if (name === '' || !isText(use) || publicKey === undefined) return { reason: 'UNREADABLE', name }
  const fit = algorithmOfKey(publicKey)
  if (fit === undefined || !isText(alg) || !labels[fit].includes(alg))
    return { reason: 'KEY_UNFIT', name }
  const usages = usagesOfLetters(use)
  if (usages?.length === 0) return { reason: 'NOT_A_SIGNER', name }
  const unknown = { country: undefined, certificate: undefined }
  return {
    keyId: name,
    key: { alg: fit, publicKey, extendedKeyUsage: usages, ...always, ...unknown },
  }
}

function usagesOfLetters(use: string): string[] | undefined {
  if (use === useAll) return undefined
  const types = Object.entries(typeOfLetter).filter(([letter]) => use.includes(letter))
  return types.map(([, type]) => usageOf(type))
}

/** The key in whichever form the entry has it: whole, or as the numbers of RFC 7518 §6, in either alphabet. */
function publicKeyOf({ subjectPublicKeyInfo, n, e, crv, x, y }: Entry): KeyObject | undefined {
  try {
    if (isText(subjectPublicKeyInfo)) {
      const key = Buffer.from(subjectPublicKeyInfo, 'base64')
      return createPublicKey({ key, format: 'der', type: 'spki' })
    }
    if (isText(n) && isText(e)) return fromJwk({ kty: 'RSA', n: url(n), e: url(e) })
    if (crv === 'P-256' && isText(x) && isText(y))
      return fromJwk({ kty: 'EC', crv, x: url(x), y: url(y) })
    return undefined
  } catch {
    return undefined
  }
}

const fromJwk = (key: Record<string, string>) => createPublicKey({ key, format: 'jwk' })

const url = (text: string) => Buffer.from(text, 'base64').toString('base64url')
