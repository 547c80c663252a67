// The table of signing keys (KEY_TABLE): JSON rows that say which certificate is used for which types
// from when until when, and where its private key is. It reads and judges the rows, not the keys; a
// problem names the row and the rule, never what stands there.

import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type CertificateType, typesOf } from '../usage.ts'
import type { SignerPlace } from './signers/signer.ts'
import type { KeyUse } from './signing.ts'

export interface KeyRow extends KeyUse {
  /** Path of a PEM or DER file. */
  certificate: string
  signer: SignerPlace
}

/** A hundred rows and their whitespace. */
const bytesMax = 65_536

/** Three types, each with an old and a new key, for some years. */
const rowsMax = 100

const types = typesOf(undefined)

type Member = readonly [needed: boolean, fits: (value: unknown) => boolean, rule: string]

const isText = (value: unknown) =>
  typeof value === 'string' && value.length > 0 && value.length <= 1000

/** RFC 3339 with a zone: an instant must not depend on where the program runs. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/

const isInstant = (value: unknown) =>
  isText(value) && instant.test(String(value)) && !Number.isNaN(Date.parse(String(value)))

const members: Readonly<Record<string, Member>> = {
  certificate: [true, isText, 'a path'],
  signer: [
    true,
    isPlace,
    '{"file": path}, {"pkcs11": {"label": text}}, {"pkcs11": {"id": hex}} or {"remote": name}',
  ],
  types: [false, isTypes, `some of ${types.join(', ')}, each once`],
  usedFrom: [false, isInstant, 'a time with a zone, such as 2022-02-01T00:00:00+02:00'],
  usedUntil: [false, isInstant, 'a time with a zone, such as 2022-08-01T00:00:00+03:00'],
}

const places: Readonly<Record<string, (value: unknown) => boolean>> = {
  file: isText,
  remote: isText,
  pkcs11: (value) => {
    const [[name, text] = [], ...more] = Object.entries(isObject(value) ? value : {})
    if (more.length > 0 || !isText(text)) return false
    return name === 'label' || (name === 'id' && /^(?:[0-9a-f]{2})+$/i.test(String(text)))
  },
}

function isPlace(value: unknown): boolean {
  const [[name = '', place] = [], ...more] = Object.entries(isObject(value) ? value : {})
  return more.length === 0 && Object.hasOwn(places, name) && places[name]?.(place) === true
}

function isTypes(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return new Set(value).size === value.length && value.every((type) => types.includes(type))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/**
 * Paths in the table are relative to its own folder.
 * @throws Error that names the file, the rows and every broken rule
 */
export function readKeyTable(path: string): KeyRow[] {
  const rows = parsed(path)
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > rowsMax)
    throw new Error(`KEY_TABLE ${path}: a list of 1 to ${rowsMax} rows`)
  const problems = rows.flatMap((row, at) =>
    problemsOf(row).map((text) => `row ${at + 1}: ${text}`),
  )
  if (problems.length > 0) throw new Error(`KEY_TABLE ${path}:\n  ${problems.join('\n  ')}`)
  return rows.map((row) => keyRow(row, dirname(path)))
}

function parsed(path: string): unknown {
  try {
    if (statSync(path).size <= bytesMax) return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'not JSON'
    // Without the parser's own words, which quote the file.
    throw new Error(`KEY_TABLE ${path}: cannot be read (${why})`)
  }
  throw new Error(`KEY_TABLE ${path}: at most ${bytesMax} bytes`)
}

function problemsOf(row: unknown): string[] {
  if (!isObject(row)) return ['an object']
  const unknown = Object.keys(row).filter((name) => !Object.hasOwn(members, name))
  const wrong = Object.entries(members).flatMap(([name, [needed, fits, rule]]) => {
    const value = row[name]
    return (value === undefined && !needed) || fits(value) ? [] : [`${name}: ${rule}`]
  })
  if (unknown.length > 0) wrong.push(`only ${Object.keys(members).join(', ')}`)
  return wrong
}

interface WrittenRow {
  certificate: string
  signer: SignerPlace
  types?: CertificateType[]
  usedFrom?: string
  usedUntil?: string
}

function keyRow({ certificate, signer, types, usedFrom, usedUntil }: WrittenRow, folder: string) {
  const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text))
  return {
    certificate: resolve(folder, certificate),
    signer: 'file' in signer ? { file: resolve(folder, signer.file) } : signer,
    types,
    usedFrom: date(usedFrom),
    usedUntil: date(usedUntil),
  }
}
