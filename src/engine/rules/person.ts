// What is asked of the person of a certificate, and what is only worth a warning.

import type { Person } from '../../contract/types.ts'
import { isCutInMrz, latinise, mayBeCut, toMrz } from '../../hcert/names.ts'
import type { PersonName } from '../../hcert/payload.ts'
import type { Problem } from '../refuse.ts'
import type { WarningCode } from '../warnings.ts'

const weights = [-1, 5, 7, 9, 4, 6, 10, 5, 7]

/** The check digit of an RNOKPP. Real registries hold numbers that fail it, so it never refuses. */
function checkDigitFits(rnokpp: string): boolean {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(rnokpp[index]), 0)
  return (((sum % 11) + 11) % 11) % 10 === Number(rnokpp[9])
}

const isLatin = /^[\p{Script=Latin}\p{M}\s'’ʼ.-]+$/u

/** One name in Latin letters: as given, else by table №55; `undefined` when neither gives one. */
function latinText(name: string, given: string | undefined): string | undefined {
  return given ?? latinise(name) ?? (isLatin.test(name) ? name : undefined)
}

function latin(name: string, given: string | undefined): string | undefined {
  const text = latinText(name, given)
  const written = text === undefined ? '' : toMrz(text)
  return written === '' ? undefined : written
}

/** The four names of the certificate. A missing Latin one is left out: `personProblems` refuses it. */
export function namesOf(person: Person): PersonName {
  const fnt = latin(person.familyName, person.familyNameLatin)
  const gnt = latin(person.givenName, person.givenNameLatin)
  return {
    fn: person.familyName.normalize('NFC'),
    ...(fnt === undefined ? {} : { fnt }),
    gn: person.givenName.normalize('NFC'),
    ...(gnt === undefined ? {} : { gnt }),
  }
}

/** @param today date in Kyiv, YYYY-MM-DD */
export function personProblems(person: Person, names: PersonName, today: string): Problem[] {
  const problems: Problem[] = []
  if (names.fnt === undefined)
    problems.push({ code: 'NAME_NOT_LATINISABLE', path: 'person/familyName' })
  if (names.gnt === undefined)
    problems.push({ code: 'NAME_NOT_LATINISABLE', path: 'person/givenName' })
  if (person.birthDate > today)
    problems.push({ code: 'BIRTH_DATE_IN_FUTURE', path: 'person/birthDate' })
  return problems
}

function differs(name: string, given: string | undefined): boolean {
  if (given === undefined) return false
  const table = latinise(name)
  return table !== undefined && toMrz(table) !== toMrz(given)
}

/** @param written what came of it; only a long one can have been cut */
function isCut(name: string, given: string | undefined, written = ''): boolean {
  if (!mayBeCut(written)) return false
  const text = latinText(name, given)
  return text !== undefined && isCutInMrz(text)
}

/** What the caller should look at again. */
export function personWarnings(
  person: Person,
  { fnt, gnt }: PersonName,
): { code: WarningCode; path: string }[] {
  const found: { code: WarningCode; path: string }[] = []
  if (isCut(person.familyName, person.familyNameLatin, fnt)) {
    found.push({ code: 'LATIN_NAME_CUT', path: 'person/familyName' })
  }
  if (isCut(person.givenName, person.givenNameLatin, gnt)) {
    found.push({ code: 'LATIN_NAME_CUT', path: 'person/givenName' })
  }
  if (person.rnokpp !== undefined && !checkDigitFits(person.rnokpp)) {
    found.push({ code: 'RNOKPP_CHECK_DIGIT', path: 'person/rnokpp' })
  }
  if (differs(person.familyName, person.familyNameLatin)) {
    found.push({ code: 'LATIN_NAME_DIFFERS', path: 'person/familyNameLatin' })
  }
  if (differs(person.givenName, person.givenNameLatin)) {
    found.push({ code: 'LATIN_NAME_DIFFERS', path: 'person/givenNameLatin' })
  }
  return found
}
