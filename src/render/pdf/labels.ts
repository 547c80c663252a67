// How the facts of a certificate are called on paper, in both languages: the fields of the annex to Regulation
// (EU) 2021/953, and what Ukraine adds.

import { contentNames } from '../../hcert/content-names.ts'
import type { Words } from './words.ts'

const label = (uk: string, en: string): Words => ({ uk, en })

/** On paper the two numbers of doses stand as one, after this fact. */
const before = 'MANUFACTURER'

const doses = label(
  'Номер дози / загальна кількість доз у серії',
  'Number in a series of doses / overall number of doses in the series',
)

/** By the names of `content` in the contract, in the order of the EU's paper layout. */
export const labels: Readonly<Record<string, Words>> = Object.fromEntries(
  Object.entries<Words>(contentNames).flatMap((entry) =>
    entry[0] === before ? [entry, ['DOSES', doses]] : [entry],
  ),
)

/** Names that mean something more definite in one type of certificate. */
export const labelsByKind: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  VACCINATION: { COUNTRY: label('Держава, де проведено вакцинацію', 'State of vaccination') },
  TEST: { COUNTRY: label('Держава, де проведено тестування', 'State of test') },
  RECOVERY: {
    DISEASE: label(
      'Хвороба або збудник, від якого особа одужала',
      'Disease or agent from which the holder has recovered',
    ),
    COUNTRY: label('Держава, де проведено тестування', 'State of test'),
  },
}

/** What is no fact of `content`. */
export const ownLabels = {
  name: label('Прізвище та ім’я', 'Surname(s) and forename(s)'),
  birthDate: label('Дата народження', 'Date of birth'),
  uvci: label('Унікальний ідентифікатор сертифіката', 'Unique certificate identifier'),
  issuedAt: label('Видано', 'Issued'),
  expiresAt: label('Підпис дійсний до', 'Signature valid until'),
  keyId: label('Ідентифікатор ключа підпису', 'Signing key identifier'),
  validFrom: label('Чинний в Україні з', 'Valid in Ukraine from'),
  validUntil: label('Чинний в Україні до', 'Valid in Ukraine until'),
  colour: label('Колір внутрішнього сертифіката', 'Colour of the internal certificate'),
}

/** Colours of the internal certificate (Cabinet resolution 677). */
export const colours: Readonly<Record<string, Words>> = {
  GREEN: { uk: 'зелений', en: 'green' },
  YELLOW: { uk: 'жовтий', en: 'yellow' },
}
