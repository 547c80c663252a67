// Which identifiers a person is known by. Spellings that mean the same are made the same here,
// because a keyed hash cannot be compared in any other way. Nothing leaves this file unhashed.

import type { Part } from './sealed.ts'

export interface Person {
  familyName: string
  givenName: string
  secondName?: string
  /** YYYY-MM-DD. */
  birthDate: string
  rnokpp?: string
  unzr?: string
  document?: { type: string; number: string }
}

/** What `Seals.hashes` takes: the domain, which names the kind, then the parts. */
export type Identifier = readonly [domain: string, ...parts: Part[]]

/** Whether the person is known by a number, and not by name and date of birth alone. */
export function isIdentified(person: Person): boolean {
  return numbersOf(person).length > 0
}

/** The identifiers given, the surest first; name and date of birth only where there is none. */
export function identifiersOf(person: Person): readonly [Identifier, ...Identifier[]] {
  const [surest, ...others] = numbersOf(person)
  return surest === undefined ? [nameOf(person)] : [surest, ...others]
}

function numbersOf({ rnokpp, unzr, document }: Person): Identifier[] {
  const given: Identifier[] = []
  if (isSomebodys(rnokpp)) given.push(['person.rnokpp', rnokpp])
  if (isSomebodys(unzr)) given.push(['person.unzr', unzr])
  if (document !== undefined && isSomebodys(document.number)) {
    given.push(['person.document', document.type, documentNumber(document.number)])
  }
  return given
}

/** Zeros and dashes stand in registries where a number is not known: whoever has them is not all one person. */
function isSomebodys(number: string | undefined): number is string {
  return number !== undefined && /[^0/\s-]/.test(number)
}

function nameOf({ familyName, givenName, secondName, birthDate }: Person): Identifier {
  return ['person.name', ...[familyName, givenName, secondName].map(folded), birthDate]
}

function folded(name: string | undefined): Part {
  return name
    ?.normalize('NFC')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[’ʼ`´‘]/g, "'")
    .toLowerCase()
}

const cyrillic = 'АВЕІКМНОРСТХ'
const latin = 'ABEIKMHOPCTX'

/** Passport series are typed in letters of either script; the e-health registry folds them too. */
function documentNumber(number: string): string {
  return number
    .normalize('NFC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[АВЕІКМНОРСТХ]/g, (letter) => latin[cyrillic.indexOf(letter)] as string)
}
