// The placeholders of fixtures: in a request they are filled in, in an expected answer they are checked.
// A placeholder never means "anything".

import { randomUUID } from 'node:crypto'
import { operationHashes } from '../../src/contract/operations.ts'

/** What the other side told about itself before the first case. */
export interface Facts {
  worldId: string
  /** The world's time. */
  now(): Date
}

/** What one case knows: the ids it sent and the values it was given. */
export interface CaseState {
  facts: Facts
  values: Map<string, string>
  /** The last `{time}`, which `{time+60d}` counts from. */
  lastTime: number
}

export function createState(facts: Facts): CaseState {
  return { facts, values: new Map(), lastTime: Number.NaN }
}

/** Clocks, and the time between sending and answering. */
const toleranceMs = 30_000
const dayMs = 86_400_000

const freshId = /\{((?:messageId|recordId)\d*)\}/g
const captured = /\{((?:uvci|hc1|cose)\d*)\}/g
const padding = /\{padding:(\d+)\}/g

/** The bytes to send; each byte stays a character, so any encoding survives. */
export function fill(request: Buffer, { values }: CaseState): Buffer {
  const text = request
    .toString('latin1')
    .replace(freshId, (_, name: string) => {
      if (!values.has(name)) values.set(name, randomUUID())
      return values.get(name) as string
    })
    .replace(captured, (literal, name: string) => values.get(name) ?? literal)
    .replace(padding, (_, length: string) => 'x'.repeat(Number(length)))
  return Buffer.from(text, 'latin1')
}

interface Placeholder {
  name: string
  /** With its number: `uvci2`. */
  key: string
  argument: string
}

/** What is wrong with a text that stands for a placeholder. */
type Check = (text: string, placeholder: Placeholder, state: CaseState) => string | undefined

function expectForm(form: RegExp): Check {
  return (text, { name }) => (form.test(text) ? undefined : `is no ${name}`)
}

/** The first time it is kept, from then on it must be the same; another number, another value. */
function expectKept(form: RegExp): Check {
  return (text, { name, key }, { values }) => {
    if (!form.test(text)) return `is no ${name}`
    const kept = values.get(key)
    if (kept !== undefined) return kept === text ? undefined : `is not the ${key} of before`
    const other = [...values].find(([one, value]) => one.startsWith(name) && value === text)
    if (other !== undefined) return `is the same as ${other[0]}`
    values.set(key, text)
    return undefined
  }
}

const zonedTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** `{time}` is now in the world, `{time+60d}` so much after it, `{time:name}` the same all through the case. */
function checkTime(text: string, { argument }: Placeholder, state: CaseState): string | undefined {
  if (!zonedTime.test(text)) return 'is no time with a zone'
  const time = Date.parse(text)
  const days = /^\+(\d+)d$/.exec(argument)?.[1]
  if (days !== undefined) {
    return time - state.lastTime === Number(days) * dayMs ? undefined : `is not ${days} days later`
  }
  state.lastTime = time
  const near = Math.abs(time - state.facts.now().getTime()) <= toleranceMs
  if (!near) return 'is not the world’s time'
  return argument === '' ? undefined : checkKeptTime(text, argument, state)
}

function checkKeptTime(text: string, name: string, { values }: CaseState): string | undefined {
  const kept = values.get(`time${name}`) ?? text
  values.set(`time${name}`, kept)
  return kept === text ? undefined : `is not the time ${name.slice(1)} of before`
}

function checkSent(text: string, { key }: Placeholder, { values }: CaseState): string | undefined {
  return text === values.get(key) ? undefined : `is not the ${key} that was sent`
}

function checkHash(text: string, { argument }: Placeholder): string | undefined {
  const hashes: Readonly<Record<string, string>> = operationHashes
  return text === hashes[argument.slice(1)] ? undefined : 'is not the hash of this contract'
}

const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** hc1, cose, keyId, seals and pictures are held against each other in certificate.ts. */
const checks: Readonly<Record<string, Check>> = {
  messageId: checkSent,
  recordId: checkSent,
  uvci: expectKept(/^URN:UVCI:01:UA:[0-9A-F]{32}$/),
  hc1: expectKept(/^HC1:[0-9A-Z $%*+\-./:]+$/),
  cose: expectKept(base64),
  keyId: expectForm(/^[A-Za-z0-9+/]{11}=$/),
  svg: expectForm(base64),
  png: expectForm(base64),
  pdf: expectForm(base64),
  sealed: expectForm(base64),
  encrypted: expectForm(base64),
  time: checkTime,
  version: expectForm(/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/),
  hash: checkHash,
  worldId: (text, _, { facts }) => (text === facts.worldId ? undefined : 'is another world'),
}

const whole = /^\{(hc1|[a-z]+(?:[A-Z][a-z]+)?)(\d*)([:+][^}]*)?\}$/

/** Judges a text: undefined when it fits, '' when it simply differs. @throws on an unknown placeholder */
export function judgeText(
  state: CaseState,
): (expected: string, actual: string) => string | undefined {
  return (expected, actual) => {
    const match = whole.exec(expected)
    if (match === null) return expected === actual ? undefined : ''
    const [, name = '', number = '', argument = ''] = match
    const check = checks[name]
    if (check === undefined) throw new Error(`fixtures: no placeholder ${expected}`)
    return check(actual, { name, key: `${name}${number}`, argument }, state)
  }
}
