// Reads one call of the engine from its JSON: the method's arguments, each of the shape that the engine
// relies on. The contract's schema judged the request in the gateway and is not repeated here.

import type { Scope } from '../access/list.ts'
import { certificates } from '../engine/certificates/index.ts'
import type { AuditEntry, Caller, Engine } from '../engine/engine.ts'

type Argument = 'type' | 'request' | 'caller' | 'entry'
type Method = keyof Engine

export interface EngineCall {
  method: Method
  /** The arguments in the method's order. */
  list: unknown[]
  caller: Caller | undefined
}

/** What each method of the engine takes. */
const methods: { readonly [M in Method]: readonly Argument[] } = {
  issue: ['type', 'request', 'caller'],
  status: ['request', 'caller'],
  revoke: ['request', 'caller'],
  reissue: ['request', 'caller'],
  revokeMany: ['request', 'caller'],
  revocationList: ['request'],
  verify: ['request', 'caller'],
  audit: ['entry'],
  ready: [],
}

const needed = isText
const optional = orAbsent(isText)
const scopes: { readonly [S in Scope]: true } = { own: true, all: true }

type Shape<T> = { readonly [F in keyof Required<T>]: (value: unknown) => boolean }

const caller: Shape<Caller> = {
  client: needed,
  representedParty: optional,
  service: needed,
  id: needed,
  userId: optional,
  issue: optional,
  purposeId: optional,
  subjectId: optional,
  scope: orAbsent((value) => isText(value) && Object.hasOwn(scopes, value)),
  bodyDigest: needed,
  requestDigest: needed,
}

/** What `identifiersOf` reads of a person. */
const person: Shape<NonNullable<AuditEntry['person']>> = {
  familyName: needed,
  givenName: needed,
  secondName: optional,
  birthDate: needed,
  rnokpp: optional,
  unzr: optional,
  document: orAbsent((value) => isShaped(value, { type: needed, number: needed })),
}

const auditCaller: Shape<AuditEntry['caller']> = {
  client: needed,
  representedParty: optional,
  userId: optional,
  service: needed,
  id: needed,
}

const entry: Shape<AuditEntry> = {
  caller: (value) => isShaped(value, auditCaller),
  outcome: needed,
  purposeId: optional,
  subjectId: optional,
  operatorId: optional,
  person: orAbsent((value) => isShaped(value, person)),
  uvci: orAbsent((value) => Array.isArray(value) && value.every(isText)),
}

const shapes: { readonly [A in Argument]: (value: unknown) => boolean } = {
  type: (value) => typeof value === 'string' && Object.hasOwn(certificates, value),
  request: isObject,
  caller: (value) => isShaped(value, caller),
  entry: (value) => isShaped(value, entry),
}

function isShaped(value: unknown, shape: Readonly<Record<string, (value: unknown) => boolean>>) {
  return isObject(value) && Object.entries(shape).every(([name, fits]) => fits(value[name]))
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function orAbsent(fits: (value: unknown) => boolean) {
  return (value: unknown) => value === undefined || fits(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name)
}

/** The call, or undefined when the bytes are not one. */
export function readCall(method: Method, bytes: Buffer): EngineCall | undefined {
  const body = readJson(bytes)
  if (!isObject(body)) return undefined
  const names = methods[method]
  const right = names.every((name) => Object.hasOwn(body, name) && shapes[name](body[name]))
  return right ? callOf(method, body) : undefined
}

/** The call of arguments that are known to be right. */
export function callOf(method: Method, body: Record<string, unknown>): EngineCall {
  const names = methods[method]
  const caller = names.includes('caller') ? (body.caller as Caller) : undefined
  return { method, list: names.map((name) => body[name]), caller }
}

/** Calls the engine. @throws what the engine throws */
export async function perform(engine: Engine, { method, list }: EngineCall): Promise<unknown> {
  const work = engine[method] as (...list: unknown[]) => Promise<unknown>
  return work.apply(engine, list)
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), refuseProto)
  } catch {
    // Not UTF-8, not JSON, nested deeper than the stack, or one that would change what objects inherit.
    return undefined
  }
}

/** No name of the contract is `__proto__`: assigned anywhere, it would replace an object's prototype. */
function refuseProto(key: string, value: unknown) {
  if (key === '__proto__') throw new SyntaxError('__proto__')
  return value
}
