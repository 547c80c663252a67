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

/** The identifiers given, the surest first; name and date of birth only where there is none. */
export function identifiersOf(person: Person): readonly [Identifier, ...Identifier[]] {
  const { rnokpp, unzr, document } = person
  const given: Identifier[] = []
  if (rnokpp !== undefined) given.push(['person.rnokpp', rnokpp])
  if (unzr !== undefined) given.push(['person.unzr', unzr])
  if (document !== undefined) {
    given.push(['person.document', document.type, documentNumber(document.number)])
  }
  const [surest, ...others] = given
  return surest === undefined ? [nameOf(person)] : [surest, ...others]
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
