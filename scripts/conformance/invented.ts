// Who stands in a request that is to become a case. Only invented people may: those of the fixtures' world. What
// cannot be read for people, a picture or a signature, is not known to be of them.

import { type ReadCertificate, readCoseBytes, readHc1 } from '../../src/hcert/certificate.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import { children, type Element, parse } from '../../src/xml/document.ts'
import type { Person } from './cases.ts'

const fields = [
  ...['familyName', 'givenName', 'secondName', 'familyNameLatin', 'givenNameLatin'],
  ...['birthDate', 'rnokpp', 'unzr', 'document'],
] as const

type Known = readonly Person[]

function factOf(person: Person, field: string): string | undefined {
  const value = person[field as keyof Person]
  return typeof value === 'object' ? `${value.type}${value.number}` : value
}

/** Whether what an element says of a person is true of one of the known. */
function isKnown(element: Element, people: Known): boolean {
  const facts = children(element)
    .filter(({ name }) => (fields as readonly string[]).includes(name))
    .map(({ name, content }): [string, string] => [name, content.replace(/\s/g, '')])
  const fits = (person: Person) =>
    facts.every(([name, text]) => factOf(person, name)?.replace(/\s/g, '') === text)
  return facts.length === 0 || people.some(fits)
}

function isOfKnown(read: () => ReadCertificate, people: Known): boolean {
  try {
    const { nam, dob } = read().dcc as Dcc
    return people.some(
      ({ familyName, givenName, birthDate }) =>
        familyName === nam.fn && givenName === nam.gn && birthDate === dob,
    )
  } catch {
    return false
  }
}

const number = /\d{8}-\d{5}|\d{10}/

/** Numbers of operators are numbers of people. */
function isNumberOfKnown(text: string, people: Known): boolean {
  const found = number.exec(text)?.[0]
  return found === undefined || people.some(({ rnokpp, unzr }) => [rnokpp, unzr].includes(found))
}

const worldsUvci = /^URN:UVCI:01:UA:0{20}/

/** Elements by which a person may be found, and whether that one is invented. */
const judges: Readonly<Record<string, (text: string, people: Known) => boolean>> = {
  hc1: (text, people) => isOfKnown(() => readHc1(text), people),
  cose: (text, people) => isOfKnown(() => readCoseBytes(Buffer.from(text, 'base64')), people),
  uvci: (text) => worldsUvci.test(text),
  userId: isNumberOfKnown,
  operatorId: isNumberOfKnown,
  subjectId: isNumberOfKnown,
  image: () => false,
  cms: () => false,
}

function strangersIn(element: Element, path: string, people: Known): string[] {
  const { name, content } = element
  const known = (judges[name]?.(content, people) ?? true) && isKnown(element, people)
  const parts = children(element)
  const deeper = parts.flatMap((part) => strangersIn(part, `${path}/${part.name}`, people))
  return known ? deeper : [path, ...deeper]
}

/** Paths of what is not known to be invented; the whole message where it cannot be read. */
export function strangers(request: Buffer, people: Known): string[] {
  try {
    const { root, document } = parse(request)
    const found = strangersIn(root, root.name, people)
    document.dispose()
    return found
  } catch {
    return ['the whole message, which is no XML']
  }
}
