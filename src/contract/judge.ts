// Judges a value that is about to be written, by what was printed from the schema: a twentieth of what libxml2 takes to
// read and judge its text. It may say no to what the schema allows, and then libxml2 decides; never yes to what it forbids.

import { type Field, type SimpleType, shapes, simpleTypes } from './operations.ts'

type Value = Readonly<Record<string, unknown>>

/** Characters that the writer would put others in the place of (XML 1.0 §2.2); also every one beyond the BMP. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/

const intMax = 2 ** 31 - 1
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const zoneHoursMax = 14

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const february = 2

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Of a text whose pattern has given it four, two and two digits. */
function isDay(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number)
  const days = daysOfMonths[(month as number) - 1] ?? 0
  const last = month === february && isLeap(year as number) ? days + 1 : days
  return (day as number) >= 1 && (day as number) <= last
}

function isZone(text: string): boolean {
  if (text.endsWith('Z')) return true
  const [, hours = '0', minutes = '0'] = /[+-](\d\d):(\d\d)$/.exec(text) ?? []
  return Number(hours) < zoneHoursMax && Number(minutes) < 60
}

/** A text of so many units has at most as many characters, and at least half as many. */
function lengthFits(units: number, { minLength = 0, maxLength = units }: SimpleType): boolean {
  return Math.ceil(units / 2) >= minLength && units <= maxLength
}

const kinds: Readonly<Record<string, (value: unknown, simple: SimpleType) => boolean>> = {
  string: (value, simple) =>
    typeof value === 'string' && lengthFits(value.length, simple) && !unwritable.test(value),
  date: (value) => typeof value === 'string' && isDay(value),
  dateTime: (value) => typeof value === 'string' && isDay(value) && isZone(value.slice(10)),
  integer: (value, { min = -intMax, max = intMax }) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  boolean: (value) => typeof value === 'boolean',
  base64: (value, simple) =>
    typeof value === 'string' &&
    base64Form.test(value) &&
    lengthFits(Buffer.byteLength(value, 'base64'), simple),
}

const anything: SimpleType = {}

/** Days and times of the contract have a pattern; one without is left to libxml2. */
function simpleFits({ type, simple }: Field, value: unknown): boolean {
  const facets: SimpleType = simple === undefined ? anything : simpleTypes[simple]
  const { pattern, values } = facets
  if (pattern === undefined && type.startsWith('date')) return false
  if (kinds[type]?.(value, facets) !== true) return false
  const text = String(value)
  return (pattern?.test(text) ?? true) && (values?.includes(text) ?? true)
}

function oneFits(field: Field, value: unknown): boolean {
  if (field.type in kinds) return simpleFits(field, value)
  return value !== null && typeof value === 'object' && fits(field.type, value as Value)
}

function fieldFits(field: Field, value: unknown): boolean {
  if (value === undefined) return field.optional === true
  if (!Array.isArray(value)) return oneFits(field, value)
  const { optional, many, most = Number.POSITIVE_INFINITY } = field
  if (!many || value.length > most || (value.length === 0 && !optional)) return false
  return value.every((one) => oneFits(field, one))
}

/** Whether the element that `writeElement` makes of the value is valid; `false` when that is not certain. */
export function fits(shape: string, value: object): boolean {
  const fields = shapes[shape]
  return fields?.every((field) => fieldFits(field, (value as Value)[field.name])) ?? false
}
