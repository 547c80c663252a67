// A revocation batch of the EU, version 1: the JSON that a country signs (Implementing Decision (EU) 2022/483, Annex,
// and the gateway's RevocationBatch). Strict in what it reads: a batch is believed whole or not at all.

import { entryBytes, type HashKind, isHashKind } from '../hcert/revocation.ts'
import { isObject, JsonError, parseJson } from '../json.ts'

export interface Batch {
  /** ISO 3166-1 alpha-2. */
  country: string
  /** When the last of its certificates ends. */
  expires: Date
  /** Base64 of eight bytes, or UNKNOWN_KID. */
  keyId: string
  kind: HashKind
  /** The entries, 16 bytes each, one behind the other. */
  hashes: Uint8Array
}

/** The gateway takes no more in one batch, and none without. */
export const batchEntriesMax = 1000

/** Where the key that signed the certificates is not known. */
export const unknownKeyId = 'UNKNOWN_KID'

/** Thrown with a text of our own; never with a part of the batch. */
export class BatchError extends Error {}

/** UTF-8 JSON in one line, times to the second. */
export function writeBatch({ country, expires, keyId, kind, hashes }: Batch): Uint8Array {
  const entries = Array.from({ length: hashes.length / entryBytes }, (_, at) => ({
    hash: Buffer.from(entryOf(hashes, at)).toString('base64'),
  }))
  const time = `${expires.toISOString().slice(0, 19)}Z`
  const content = { country, expires: time, kid: keyId, hashType: kind, entries }
  return Buffer.from(JSON.stringify(content))
}

export function entryOf(hashes: Uint8Array, at: number): Uint8Array {
  return hashes.subarray(at * entryBytes, (at + 1) * entryBytes)
}

const countryForm = /^[A-Z]{2}$/
/** RFC 3339 with a zone; any number of decimals. */
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/
const keyIdForm = /^[A-Za-z0-9+/]{10}[AEIMQUYcgkosw048]=$/
/** Base64 of exactly 16 bytes, spare bits zero: one hash has one spelling. */
const hashForm = /^[A-Za-z0-9+/]{21}[AQgw]==$/

/** A batch is an object of a list of objects. */
const depthMax = 3

type Members = Readonly<Record<string, unknown>>

const isText = (value: unknown, form: RegExp): value is string =>
  typeof value === 'string' && form.test(value)

const isHash = (entry: unknown) =>
  isObject(entry) && Object.keys(entry).length === 1 && isText(entry.hash, hashForm)

/** What each member must be; there are no others. */
const rules: Readonly<Record<string, (value: unknown) => boolean>> = {
  country: (value) => isText(value, countryForm),
  expires: (value) => isText(value, timeForm) && !Number.isNaN(Date.parse(value)),
  kid: (value) => value === unknownKeyId || isText(value, keyIdForm),
  hashType: isHashKind,
  entries: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= batchEntriesMax &&
    value.every(isHash),
}

/** @throws BatchError that says which member is wrong */
export function readBatch(content: Uint8Array): Batch {
  const batch = membersOf(content)
  const stranger = Object.keys(batch).some((name) => !Object.hasOwn(rules, name))
  if (stranger) throw new BatchError('a member that the format does not know')
  const wrong = Object.keys(rules).find((name) => rules[name]?.(batch[name]) !== true)
  if (wrong !== undefined) throw new BatchError(`${wrong} is not as the format wants it`)
  const entries = batch.entries as { hash: string }[]
  return {
    country: batch.country as string,
    expires: new Date(batch.expires as string),
    keyId: batch.kid as string,
    kind: batch.hashType as HashKind,
    hashes: Buffer.concat(entries.map(({ hash }) => Buffer.from(hash, 'base64'))),
  }
}

function membersOf(content: Uint8Array): Members {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    const value = parseJson(text, depthMax)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof JsonError || error instanceof TypeError)) throw error
  }
  throw new BatchError('no JSON object in UTF-8')
}
