// Which elements are personal data, and of which category: by the type that they or their parents have in
// the contract. The first row that knows one of them decides; an element that no row knows is none.

import type { Field } from './contract.ts'
import type { Text } from './language.ts'

interface Category {
  /** Types of the contract: of an element itself, or of one that it stands in. */
  types: readonly string[]
  /** Elements that are told by their name, where the type says too little. */
  names?: readonly string[]
  text: Text
}

export const categories: readonly Category[] = [
  {
    types: ['Representative'],
    text: { uk: 'відомості про представника', en: 'the person’s representative' },
  },
  {
    types: ['Rnokpp', 'Unzr', 'IdentityDocument', 'DocumentNumber'],
    text: {
      uk: 'ідентифікатори особи в державних реєстрах',
      en: 'the person’s identifiers in state registers',
    },
  },
  {
    types: ['Uvci'],
    names: ['uvci'],
    text: {
      uk: 'номер сертифіката (псевдонім особи)',
      en: 'the number of a certificate (a pseudonym of the person)',
    },
  },
  {
    types: ['Person', 'Holder'],
    text: {
      uk: 'відомості, що встановлюють особу: ім’я, дата народження',
      en: 'who the person is: names, date of birth',
    },
  },
  {
    types: ['Vaccination', 'Test', 'Recovery', 'ContentItem'],
    text: {
      uk: 'дані про стан здоров’я (особлива категорія)',
      en: 'health data (special category)',
    },
  },
  {
    types: ['Hc1', 'CoseBytes', 'ImageBytes', 'Rendering', 'Certificate'],
    text: {
      uk: 'сертифікат: містить ім’я, дату народження та дані про здоров’я, непрозорий для моніторингу',
      en: 'the certificate: holds names, date of birth and health data, opaque to monitoring',
    },
  },
  {
    types: [],
    names: ['status', 'certificateType', 'reason', 'revokedAt', 'fraud'],
    text: {
      uk: 'відомості про сертифікат за його номером: вид, стан, причина (дані про стан здоров’я під псевдонімом)',
      en: 'what is said of a certificate by its number: type, status, reason (health data under a pseudonym)',
    },
  },
  {
    types: ['Context'],
    text: {
      uk: 'мета обробки, ідентифікатори суб’єкта та оператора',
      en: 'purpose of processing, identifiers of the subject and of the operator',
    },
  },
]

/** The category of an element, undefined when it is no personal data. */
export function categoryOf({ path, types }: Field): Category | undefined {
  const name = path.split('/').at(-1) ?? ''
  // Yes or no says something of a person only where its name says what.
  const telling = types.at(-1) === 'boolean' ? [] : types
  return categories.find(
    (category) =>
      category.types.some((type) => telling.includes(type)) || category.names?.includes(name),
  )
}

/** A certificate has none of them (docs/seal.md): they come back only to whom they were sent. */
const neverReturned: Readonly<Record<string, readonly string[]>> = {
  ReadCertificate_v1: ['holder/rnokpp', 'holder/unzr'],
}

/** Whether the type has the element, but this operation's answer never does. */
export function isNeverReturned(operation: string, path: string): boolean {
  return neverReturned[operation]?.includes(path) ?? false
}
