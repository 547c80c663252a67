// The files of dgc-testdata (github.com/eu-digital-green-certificates/dgc-testdata), whatever their authors made of the
// layout: `CC/2DCode/raw/N.json`, `CC/<version>/2DCode/raw/N.json`, a stray one at the root; with a byte order mark or
// in UTF-16; with members missing. A file that is no test says so instead of ending the run.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes are hexadecimal, the picture and the certificate base64. */
export interface Vector {
  JSON?: object
  CBOR?: string
  COSE?: string
  COMPRESSED?: string
  BASE45?: string
  PREFIX?: string
  '2DCODE'?: string
  TESTCTX: { CERTIFICATE?: string; VALIDATIONCLOCK?: string }
  EXPECTEDRESULTS: Record<string, boolean>
}

export interface TestFile {
  /** Below the root, with slashes. */
  readonly name: string
  /** `UA`, `common`; the first folder. */
  readonly country: string
  /** Or why it is no test. */
  readonly vector: Vector | undefined
}

/** Every JSON file below a folder, in order; none where there is no such folder. */
export function testFilesIn(root: string): TestFile[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.toLowerCase().endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((name) => ({
      name,
      country: name.includes('/') ? (name.split('/')[0] as string) : '(root)',
      vector: vectorOf(readFileSync(join(root, name))),
    }))
}

/**
 * The vector, or undefined when the bytes are no test: a schema, a list, broken JSON. What is not of its member's type is
 * as if it were not there; so is an expectation that is neither true nor false.
 */
export function vectorOf(bytes: Buffer): Vector | undefined {
  const value = parsed(textOf(bytes))
  if (!isObject(value) || !isObject(value.EXPECTEDRESULTS)) return undefined
  const { TESTCTX, EXPECTEDRESULTS, JSON: payload, ...fields } = value
  return {
    ...(isObject(payload) ? { JSON: payload } : {}),
    ...only(fields, isText),
    TESTCTX: only(isObject(TESTCTX) ? TESTCTX : {}, isText),
    EXPECTEDRESULTS: only(EXPECTEDRESULTS, (it): it is boolean => typeof it === 'boolean'),
  }
}

function only<T>(from: Record<string, unknown>, fits: (it: unknown) => it is T): Record<string, T> {
  const entries = Object.entries(from).filter((entry): entry is [string, T] => fits(entry[1]))
  return Object.fromEntries(entries)
}

const isText = (it: unknown): it is string => typeof it === 'string'

function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
