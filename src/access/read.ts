// access.json → access list. One problem refuses the whole file, and every problem is named by path and
// rule, never by what stands there.

import type { AccessList } from './list.ts'
import { any, type ClientRate, createAccessList, type Grant, keyOf } from './list.ts'

type Json = Readonly<Record<string, unknown>>

interface Field {
  needed?: true
  rule: string
  accepts(value: unknown): boolean
}

type Fields = Readonly<Record<string, Field>>

/** What was read so far, and what is wrong with it. */
interface Reading {
  services: readonly string[]
  problems: string[]
}

/** Hundreds of clients with a handful of rows each stay far below. */
const rowsMax = 10_000
const noteCharactersMax = 500
const perSecondMax = 100_000
const burstMax = 1_000_000
/** A file with thousands of wrong rows is told from its first ones. */
const problemsMax = 50

const isWhole = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max

const note: Field = {
  rule: `a text of at most ${noteCharactersMax} characters`,
  accepts: (value) => typeof value === 'string' && value.length <= noteCharactersMax,
}

const client: Field = {
  needed: true,
  rule: 'instance/class/code/subsystem, with * for every subsystem, or instance/class/code',
  accepts: isClient,
}

const list: Field = {
  rule: `a list of at most ${rowsMax} rows`,
  accepts: (value) => Array.isArray(value) && value.length <= rowsMax,
}

const fields = {
  file: { grants: { ...list, needed: true }, rates: list, note },
  grant: {
    client,
    services: {
      needed: true,
      rule: '"*" or a list of service codes',
      accepts: (value) => value === any || (Array.isArray(value) && value.length > 0),
    },
    scope: { rule: '"own" or "all"', accepts: (value) => value === 'own' || value === 'all' },
    note,
  },
  rate: {
    client,
    perSecond: {
      needed: true,
      rule: `a whole number from 1 to ${perSecondMax}`,
      accepts: isWhole(1, perSecondMax),
    },
    burst: {
      needed: true,
      rule: `a whole number from 1 to ${burstMax}`,
      accepts: isWhole(1, burstMax),
    },
    note,
  },
} as const satisfies Record<string, Fields>

/** Parts as the header must show them; `*` stands for itself only as a subsystem. */
function isClient(value: unknown): value is string {
  if (typeof value !== 'string') return false
  const parts = value.split('/')
  if (parts.length < 3 || parts.length > 4) return false
  return parts.every(
    (part, index) => /^[^\s*](?:[^*]*[^\s*])?$/u.test(part) || isAnySubsystem(part, index),
  )
}

const isAnySubsystem = (part: string, index: number) => index === 3 && part === any

/**
 * @param services the codes that exist
 * @throws Error with every problem, one a line
 */
export function readAccessList(text: string, services: readonly string[]): AccessList {
  const reading: Reading = { services, problems: [] }
  const file = parsed(text)
  checkRow(file, '', fields.file, reading)
  const grants = rowsOf(file, 'grants').flatMap((row, at) => grantOf(row, `grants[${at}]`, reading))
  const rates = rowsOf(file, 'rates').flatMap((row, at) => rateOf(row, `rates[${at}]`, reading))
  checkTwice(grants, rates, reading)
  if (reading.problems.length > 0) throw refused(reading)
  return createAccessList(
    grants.map(({ value }) => value),
    rates.map(({ value }) => value),
  )
}

function refused({ problems }: Reading): Error {
  const told = problems.slice(0, problemsMax)
  const left = problems.length - told.length
  return new Error([...told, ...(left > 0 ? [`and ${left} more`] : [])].join('\n'))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Notes what keeps it from being an object with these fields and no others. */
function checkRow(value: unknown, path: string, row: Fields, { problems }: Reading) {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (!isObject(value)) {
    problems.push(`${path || 'the file'}: a JSON object`)
    return
  }
  for (const name of Object.keys(value))
    if (!Object.hasOwn(row, name))
      problems.push(
        `${path || 'the file'}: knows no other fields than ${Object.keys(row).join(', ')}`,
      )
  for (const [name, field] of Object.entries(row)) {
    const given = value[name]
    if (given === undefined ? field.needed : !field.accepts(given))
      problems.push(`${at(name)}: ${field.rule}`)
  }
}

/** Rows to look at, whatever else is wrong with the file. */
function rowsOf(file: unknown, name: 'grants' | 'rates'): readonly unknown[] {
  const rows = isObject(file) ? file[name] : undefined
  return fields.file[name].accepts(rows) ? (rows as unknown[]) : []
}

/** A row with where it stands. */
interface Placed<T> {
  path: string
  value: T
}

/** A row without a client or services says nothing that another could say again. */
function grantOf(row: unknown, path: string, reading: Reading): Placed<Grant>[] {
  checkRow(row, path, fields.grant, reading)
  if (!isObject(row)) return []
  const { client: text, services, scope = 'own' } = row as Json & Pick<Grant, 'services' | 'scope'>
  if (!fields.grant.services.accepts(services)) return []
  if (services !== any) checkServices(services, path, reading)
  if (!isClient(text)) return []
  return [{ path, value: { client: text.split('/'), services, scope } }]
}

function checkServices(services: readonly string[], path: string, reading: Reading) {
  services.forEach((service, at) => {
    if (!reading.services.includes(service))
      reading.problems.push(`${path}.services[${at}]: a service of this gateway`)
  })
}

function rateOf(row: unknown, path: string, reading: Reading): Placed<ClientRate>[] {
  checkRow(row, path, fields.rate, reading)
  if (!isObject(row) || !isClient(row.client)) return []
  const { client: text, perSecond, burst } = row as Json & ClientRate & { client: string }
  return [{ path, value: { client: text.split('/'), perSecond, burst } }]
}

/** Said twice, which one counts would depend on the order: so neither does. */
function checkTwice(
  grants: readonly Placed<Grant>[],
  rates: readonly Placed<ClientRate>[],
  { problems }: Reading,
) {
  const granted = grants.flatMap(({ path, value }) =>
    (value.services === any ? [any] : value.services).map((service) => ({
      path,
      key: keyOf([...value.client, '', service]),
    })),
  )
  const limited = rates.map(({ path, value }) => ({ path, key: keyOf(value.client) }))
  for (const rows of [granted, limited]) {
    const seen = new Map<string, string>()
    for (const { path, key } of rows) {
      const earlier = seen.get(key)
      if (earlier === undefined) seen.set(key, path)
      else problems.push(`${path}: says of the same client what ${earlier} says already`)
    }
  }
}
