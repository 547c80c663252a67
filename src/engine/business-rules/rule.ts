// One rule document in the EU's form (eu-dcc-business-rules, "Validation Rules"), read and checked. What is wrong with
// one is found when it is read, for a rule that were left out silently would let certificates through.

import { cut } from '../../cut.ts'
import { isObject } from '../../json.ts'
import type { CertificateType } from '../../usage.ts'
import { type Logic, logicProblem } from './certlogic.ts'

export type RuleType = 'Acceptance' | 'Invalidation'

export interface Rule {
  /** `VR-XA-0001` */
  readonly identifier: string
  readonly type: RuleType
  readonly country: string
  /** Part of a country; nobody asks by region here, so such a rule applies to no request. */
  readonly region: string
  readonly version: Version
  /** The least version of the certificate's schema, and of the language, that it was written for. */
  readonly schemaVersion: Version
  readonly languageVersion: Version
  /** Undefined: a language that we do not know. */
  readonly logic: Logic | undefined
  /** Undefined: any. */
  readonly certificateType: CertificateType | undefined
  /** Both ends included. */
  readonly validFrom: Date
  readonly validTo: Date
  readonly textUk: string
  readonly textEn: string
}

/** Major, minor, patch. */
export type Version = readonly [number, number, number]

/** Thrown for a document that is no rule; says which member, and nothing of its value but a well-formed identifier. */
export class RuleError extends Error {}

const certificateTypes: Readonly<Record<string, CertificateType | undefined>> = {
  General: undefined,
  Vaccination: 'vaccination',
  Test: 'test',
  Recovery: 'recovery',
}

/** The first letters of an identifier, and what such a rule is. */
const families: Readonly<Record<string, readonly [RuleType, ...string[]]>> = {
  GR: ['Acceptance', 'General'],
  VR: ['Acceptance', 'Vaccination'],
  TR: ['Acceptance', 'Test'],
  RR: ['Acceptance', 'Recovery'],
  IR: ['Invalidation', ...Object.keys(certificateTypes)],
}

const identifierForm = /^(GR|VR|TR|RR|IR)-([A-Z]{2})-\d{4}$/
const versionForm = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** The one language that there is. */
const knownEngine = 'CERTLOGIC'

/** A description of more characters is cut where it is shown. */
const textMax = 300

/** @throws RuleError */
export function readRule(document: unknown): Rule {
  if (!isObject(document)) throw new RuleError('no object')
  const text = (name: string) => textOf(document, name)
  const identifier = text('Identifier')
  const [, family = '', country = ''] = identifierForm.exec(identifier) ?? wrong('Identifier')
  const within = <Value>(read: () => Value): Value => named(identifier, read)
  return within(() => {
    const type = typeOf(text('Type'), text('CertificateType'), family)
    if (text('Country') !== country) wrong('Country')
    const [validFrom, validTo] = [timeOf(text, 'ValidFrom'), timeOf(text, 'ValidTo')]
    if (validTo < validFrom) wrong('ValidTo')
    return {
      identifier,
      type,
      country,
      region: document.Region == null ? '' : text('Region'),
      version: versionOf(text('Version')) ?? wrong('Version'),
      schemaVersion: versionOf(text('SchemaVersion')) ?? wrong('SchemaVersion'),
      languageVersion: versionOf(text('EngineVersion')) ?? wrong('EngineVersion'),
      logic: logicOf(text('Engine'), document.Logic),
      certificateType: certificateTypes[text('CertificateType')],
      validFrom,
      validTo,
      ...descriptions(document.Description),
    }
  })
}

function wrong(member: string): never {
  throw new RuleError(`${member}: missing or wrong`)
}

/** Says which rule it was. */
function named<Value>(identifier: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new RuleError(`${identifier}: ${error.message}`)
  }
}

function textOf(document: Record<string, unknown>, name: string): string {
  const value = document[name]
  return typeof value === 'string' ? value : wrong(name)
}

function typeOf(type: string, certificateType: string, family: string): RuleType {
  const [expected, ...allowed] = families[family] ?? wrong('Identifier')
  if (type !== expected) wrong('Type')
  if (!allowed.includes(certificateType)) wrong('CertificateType')
  return expected
}

function timeOf(text: (name: string) => string, name: string): Date {
  const time = new Date(timeForm.test(text(name)) ? text(name) : Number.NaN)
  return Number.isNaN(time.getTime()) ? wrong(name) : time
}

/** `1.3.0` as numbers; undefined for anything else. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch] = versionForm.exec(text) ?? []
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

/** Negative, zero or positive, as one is older than, the same as, or newer than the other. */
export function compareVersions(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}

function logicOf(engine: string, logic: unknown): Logic | undefined {
  if (engine !== knownEngine) return undefined
  const problem = logicProblem(logic)
  if (problem !== undefined) throw new RuleError(problem)
  return logic as Logic
}

/** English is obligatory, and stands where there is no Ukrainian. */
function descriptions(found: unknown): Pick<Rule, 'textUk' | 'textEn'> {
  const all = Array.isArray(found) ? found.filter(isObject) : wrong('Description')
  const inLanguage = (language: string) => {
    const desc = all.find(({ lang }) => lang === language)?.desc
    return typeof desc === 'string' && desc.trim() !== '' ? tidy(desc) : undefined
  }
  const textEn = inLanguage('en') ?? wrong('Description')
  return { textUk: inLanguage('uk') ?? textEn, textEn }
}

/** One line of characters that XML may hold. */
function tidy(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cs}\p{Cn}\s]+/gu, ' ').trim(), textMax)
}
