// The table of dictionaries: every list of codes that we return or accept, in both languages. Nothing is written here
// twice: value sets, failures, warnings and findings come from the tables that the program itself uses.

import { createHash } from 'node:crypto'
import type {
  DictionaryEntry,
  GetDictionary_v1,
  GetDictionary_v1Response,
} from '../contract/types.ts'
import { failures } from '../errors.ts'
import { contentNames } from '../hcert/content-names.ts'
import { type ValueSetName, valueSets, valueSetsVersion } from '../hcert/value-sets/index.ts'
import { texts as findingTexts } from './findings.ts'
import { type Problem, refuse } from './refuse.ts'
import { texts as warningTexts } from './warnings.ts'
import * as words from './words.ts'

interface Dictionary {
  uk: string
  en: string
  entries: readonly DictionaryEntry[]
  /** Of the source, where it has one. */
  release?: string
}

function ofWords(uk: string, en: string, list: words.Words): Dictionary {
  const entries = Object.entries(list).map(([code, [textUk, textEn]]) => ({
    code,
    textUk,
    textEn,
    active: true,
  }))
  return { uk, en, entries }
}

function ofTexts(
  uk: string,
  en: string,
  rows: Readonly<Record<string, { uk: string; en: string }>>,
): Dictionary {
  const list = Object.entries(rows).map(([code, row]) => [code, [row.uk, row.en]] as const)
  return ofWords(uk, en, Object.fromEntries(list))
}

function ofValueSet(uk: string, en: string, name: ValueSetName): Dictionary {
  const entries = Object.entries(valueSets[name].entries).map(([code, entry]) => ({
    code,
    textUk: entry.uk,
    textEn: entry.en,
    active: entry.active,
  }))
  return { uk, en, entries, release: valueSetsVersion }
}

const kinds = Object.entries(failures)
const refusals = Object.fromEntries(kinds.filter(([, { kind }]) => kind === 'refusal'))
const faults = Object.fromEntries(kinds.filter(([, { kind }]) => kind !== 'refusal'))

const tables: Readonly<Record<string, Dictionary>> = {
  DISEASE: ofValueSet('Хвороба', 'Disease', 'disease-agent-targeted'),
  VACCINE: ofValueSet('Вид вакцини', 'Vaccine or prophylaxis', 'vaccine-prophylaxis'),
  PRODUCT: ofValueSet('Вакцина', 'Vaccine medicinal product', 'vaccine-medicinal-product'),
  MANUFACTURER: ofValueSet('Власник реєстрації', 'Authorisation holder', 'vaccine-mah-manf'),
  TEST_TYPE: ofValueSet('Вид тесту', 'Type of test', 'test-type'),
  TEST_RESULT: ofValueSet('Результат тесту', 'Test result', 'test-result'),
  TEST_DEVICE: ofValueSet('Швидкий тест', 'Rapid test device', 'test-manf'),
  COUNTRY: ofValueSet('Країна', 'Country', 'country-2-codes'),
  CERTIFICATE_TYPE: ofWords('Вид сертифіката', 'Type of certificate', words.certificateTypes),
  ISSUING_OUTCOME: ofWords('Результат видачі', 'Outcome of issuing', words.issuingOutcomes),
  STATUS: ofWords('Стан сертифіката', 'Status of a certificate', words.statuses),
  REVOCATION_REASON: ofWords(
    'Причина відкликання',
    'Reason of revocation',
    words.revocationReasons,
  ),
  REVOCATION_OUTCOME: ofWords(
    'Результат відкликання',
    'Outcome of revocation',
    words.revocationOutcomes,
  ),
  HASH_TYPE: ofWords(
    'Вид хешу в пакеті відкликаних',
    'Kind of hash in a revocation batch',
    words.hashTypes,
  ),
  VERDICT: ofWords('Висновок перевірки', 'Verdict of verification', words.verdicts),
  STEP: ofWords('Крок перевірки', 'Step of verification', words.steps),
  STEP_OUTCOME: ofWords('Результат кроку', 'Outcome of a step', words.stepOutcomes),
  FINDING: ofWords('Що знайдено на кроці', 'What a step found', findingTexts),
  COLOUR: ofWords('Колір внутрішнього сертифіката', 'Colour of the internal one', words.colours),
  CONTENT_NAME: ofTexts('Назва відомості', 'Name of a fact', contentNames),
  RENDERING_FORMAT: ofWords('Вид зображення', 'Format of a rendering', words.renderingFormats),
  RECORD_ORIGIN: ofWords('Джерело запису', 'Origin of a record', words.recordOrigins),
  DOCUMENT_TYPE: ofWords('Вид документа', 'Type of a document', words.documentTypes),
  LANGUAGE: ofWords('Мова', 'Language', words.languages),
  WARNING: ofTexts('Попередження', 'Warning', warningTexts),
  REFUSAL: ofTexts('Відмова', 'Refusal', refusals),
  FAULT: ofTexts('Технічна помилка', 'Technical fault', faults),
  PROPERTY: ofWords('Додаткова ознака', 'Further property', words.properties),
  ENVIRONMENT: ofWords('Середовище', 'Environment', words.environments),
}

const titles = Object.entries(tables).map(([code, { uk, en }]) => [code, [uk, en]] as const)

const dictionaries: Readonly<Record<string, Dictionary>> = {
  DICTIONARIES: ofWords('Довідники', 'Dictionaries', Object.fromEntries(titles)),
  ...tables,
}

/** Digits of a version that tell one content from another. */
const versionDigits = 12

/** Made of the content, so that no change can forget it; in front, the release of the source. */
function versionOf({ entries, release }: Dictionary): string {
  const digest = createHash('sha256').update(JSON.stringify(entries)).digest('hex')
  const own = digest.slice(0, versionDigits)
  return release === undefined ? own : `${release}+${own}`
}

export const dictionaryNames: readonly string[] = Object.keys(dictionaries)

/** What is wrong with the name, or with the version asked for: only the current one is kept. */
export function dictionaryProblem({ name, version }: GetDictionary_v1): Problem | undefined {
  const found = Object.hasOwn(dictionaries, name) ? dictionaries[name] : undefined
  if (found === undefined) return { code: 'DICTIONARY_UNKNOWN', path: 'name' }
  const known = version === undefined || version === versionOf(found)
  return known ? undefined : { code: 'DICTIONARY_VERSION_UNKNOWN', path: 'version' }
}

export function dictionary(request: GetDictionary_v1): GetDictionary_v1Response {
  const problem = dictionaryProblem(request)
  if (problem !== undefined) return refuse([problem])
  const found = dictionaries[request.name] as Dictionary
  return { version: versionOf(found), entry: [...found.entries] }
}
