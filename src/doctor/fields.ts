// Faults of the header's fields (X-Road message protocol 4.0 §2.2), but for what stands inside identifiers.

import { withoutSlash } from '../xroad/dialect.ts'
import { demands, representation, xroad } from '../xroad/header.ts'
import { brokenRule, holdsReturn, noReturn } from '../xroad/identifiers.ts'
import { at, type Check, isBlank, isPadded } from './check.ts'
import type { Spot } from './finding.ts'
import type { Place } from './place.ts'
import {
  type FieldName,
  fieldNames,
  fieldOf,
  namespaceOfField,
  neededFields,
  type Subject,
} from './subject.ts'

/** How a field should look, without anything of the sender's. */
const texts: Partial<Readonly<Record<FieldName, string>>> = {
  id: '00000000-0000-4000-8000-000000000000',
  protocolVersion: '4.0',
  userId: 'UA…',
}

function fieldElement({ prefixes }: Subject, name: FieldName): string {
  return prefixes.element(namespaceOfField(name), name, texts[name])
}

/** A field in the place of which nothing stands. */
function isAbsent({ fields, misnamed, settings }: Subject, name: FieldName): boolean {
  if (fields(name).length > 0 || misnamed(name) !== undefined) return false
  const central = fields('centralService').length > 0
  return !(name === 'service' && central && settings.headerRules.dialect.centralService)
}

function needed({ settings }: Subject): readonly FieldName[] {
  return settings.headerRules.userIdRequired ? [...neededFields, 'userId'] : neededFields
}

function misnamedFields(subject: Subject): Spot[] {
  return fieldNames.flatMap((name) => {
    const place = subject.misnamed(name)
    if (place === undefined) return []
    const level = needed(subject).includes(name) ? 'error' : 'warning'
    const mend = subject.prefixes.declared(namespaceOfField(name), name, texts[name])
    return [at(place, { level, path: `Header/${name}`, mend })]
  })
}

/** Fields whose text is compared with the answer's, letter by letter. */
const compared = ['id', 'userId', 'issue', 'protocolVersion'] as const

/** Of one kind, every field whose text is so. */
function whose(subject: Subject, names: readonly FieldName[], wrong: (place: Place) => boolean) {
  return names.flatMap((name) =>
    subject
      .fields(name)
      .filter(wrong)
      .map((place) => at(place, { mend: fieldElement(subject, name) })),
  )
}

function versionWrong({ node }: Place): boolean {
  return !node.text.startsWith('4.')
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** The column of the security server's message log, characters. */
const idLengthMax = 255

/** Blocks that demand what nobody here does. */
function notUnderstood({ blocks, settings }: Subject): Spot[] {
  const { dialect, understood = [] } = settings.headerRules
  const isRead = (block: Place) => {
    const field = fieldOf(block)
    if (field !== undefined) return field !== 'centralService' || dialect.centralService
    const { name, namespaceUri } = block.node
    return understood.some((one) => one.name === name && one.namespaceUri === namespaceUri)
  }
  return blocks.filter((block) => !isRead(block) && demands(block.node)).map((block) => at(block))
}

function partyParts(subject: Subject): Place[] {
  return subject
    .fields('representedParty')
    .flatMap(({ children }) => children)
    .filter(({ node }) => isParty(node, 'partyClass') || isParty(node, 'partyCode'))
}

export const fieldChecks: readonly Check[] = [
  {
    id: 'FIELD_ABSENT',
    code: 'MISSING_HEADER_FIELD',
    uk: 'Додайте це поле в Header.',
    en: 'Add this field to the Header.',
    find: (subject) => {
      const { header } = subject
      if (header === undefined) return []
      const absent = needed(subject).filter((name) => isAbsent(subject, name))
      return absent.map((name) =>
        at(header, { path: `Header/${name}`, mend: fieldElement(subject, name) }),
      )
    },
  },
  {
    id: 'FIELD_MISNAMED',
    code: 'MISSING_HEADER_FIELD',
    uk: 'Ім’я і простір імен поля мають збігатися буква в букву; адреса простору починається з http://, а не https://.',
    en: 'Name and namespace of a field must match letter by letter; the namespace begins with http://, not https://.',
    find: misnamedFields,
  },
  {
    id: 'FIELD_TWICE',
    code: 'DUPLICATE_HEADER_FIELD',
    uk: 'Залиште одне таке поле.',
    en: 'Keep one such field.',
    find: ({ fields, settings }) =>
      fieldNames
        .filter((name) => name !== 'centralService' || settings.headerRules.dialect.centralService)
        .flatMap((name) => fields(name).slice(1))
        .map((place) => at(place)),
  },
  {
    id: 'CENTRAL_SERVICE',
    code: 'MISSING_HEADER_FIELD',
    uk: 'Поле centralService вилучено з протоколу 2023 року: адресуйте сервіс полем service.',
    en: 'centralService left the protocol in 2023: address the service by the field service.',
    find: (subject) => {
      const { dialect } = subject.settings.headerRules
      const tolerated = dialect.centralService || subject.fields('service').length > 0
      const mend = fieldElement(subject, 'service')
      const level = tolerated ? 'warning' : 'error'
      return subject.fields('centralService').map((place) => at(place, { level, mend }))
    },
  },
  {
    id: 'TWO_SERVICES',
    code: 'DUPLICATE_HEADER_FIELD',
    uk: 'Є і service, і centralService: залиште service.',
    en: 'There are both service and centralService: keep service.',
    find: ({ fields, settings }) => {
      if (!settings.headerRules.dialect.centralService || fields('service').length === 0) return []
      return fields('centralService').map((place) => at(place))
    },
  },
  {
    id: 'ID_BLANK',
    code: 'MISSING_HEADER_FIELD',
    uk: 'Поле id порожнє: за ним пізнають повторення запиту.',
    en: 'The field id is blank: a repeat of the request is known by it.',
    find: (subject) => whose(subject, ['id'], isBlank),
  },
  {
    id: 'ID_NOT_UUID',
    level: 'hint',
    uk: 'Для id радять новий UUID на кожен запит; повторення того самого запиту має той самий id.',
    en: 'A new UUID for every request is recommended as id; a repeat of the same request has the same id.',
    find: (subject) =>
      whose(subject, ['id'], (place) => !isBlank(place) && !uuid.test(place.node.text.trim())),
  },
  {
    id: 'ID_TOO_LONG',
    level: 'warning',
    uk: `Поле id довше за ${idLengthMax} символів не вміщається в журнал шлюзу безпечного обміну (ШБО).`,
    en: `An id of more than ${idLengthMax} characters does not fit the message log of a security server.`,
    find: (subject) => whose(subject, ['id'], ({ node }) => node.text.length > idLengthMax),
  },
  {
    id: 'FIELD_PADDED',
    level: 'warning',
    uk: 'Пробіли чи перенесення рядка навколо значення є його частиною: ШБО порівнює відповідь із запитом, не обрізаючи їх.',
    en: 'White space around the value is part of it: the security server compares answer and request without trimming.',
    find: (subject) => whose(subject, compared, (place) => !isBlank(place) && isPadded(place)),
  },
  {
    id: 'FIELD_CARRIAGE_RETURN',
    code: 'INVALID_IDENTIFIER',
    uk: 'Символ &#13; шлюз безпечного обміну (ШБО) перепише на перенесення рядка, і відповідь не збіжиться із запитом: приберіть його.',
    en: 'The security server rewrites &#13; as a line feed, and no answer would fit the request: remove it.',
    find: (subject) =>
      whose(subject, ['id', 'userId', 'issue'], ({ node }) => holdsReturn(node.text)).map(
        (spot) => ({ ...spot, rule: noReturn }),
      ),
  },
  {
    id: 'PROTOCOL_VERSION_WRONG',
    code: 'INVALID_PROTOCOL_VERSION',
    uk: 'Напишіть 4.0, без пробілів.',
    en: 'Write 4.0, with no white space.',
    find: (subject) => whose(subject, ['protocolVersion'], versionWrong),
  },
  {
    id: 'PROTOCOL_VERSION_UNUSUAL',
    level: 'warning',
    uk: 'Тут приймається будь-яка версія 4.x, але не скрізь: напишіть 4.0.',
    en: 'Any version 4.x is accepted here, but not everywhere: write 4.0.',
    find: (subject) =>
      whose(
        subject,
        ['protocolVersion'],
        (place) => !versionWrong(place) && place.node.text.trim() !== '4.0',
      ),
  },
  {
    id: 'USER_ID_BLANK',
    code: 'MISSING_HEADER_FIELD',
    uk: 'Поле userId порожнє: вкажіть, хто робить запит.',
    en: 'The field userId is blank: say who makes the request.',
    find: (subject) => {
      const level = subject.settings.headerRules.userIdRequired ? 'error' : 'warning'
      return whose(subject, ['userId'], isBlank).map((spot) => ({ ...spot, level }))
    },
  },
  {
    id: 'USER_ID_ABSENT',
    level: 'hint',
    uk: 'Деякі постачальники (ЕСОЗ) вимагають userId: хто робить запит, з кодом країни попереду.',
    en: 'Some providers (eHealth) demand userId: who makes the request, with the code of the country in front.',
    find: (subject) => {
      const { header, settings } = subject
      if (header === undefined || settings.headerRules.userIdRequired) return []
      if (!isAbsent(subject, 'userId')) return []
      return [at(header, { path: 'Header/userId', mend: fieldElement(subject, 'userId') })]
    },
  },
  {
    id: 'USER_ID_WITHOUT_COUNTRY',
    level: 'hint',
    uk: 'Протокол радить починати userId двобуквеним кодом країни.',
    en: 'The protocol recommends that userId begins with the two letters of a country.',
    find: (subject) =>
      whose(
        subject,
        ['userId'],
        (place) => !isBlank(place) && !/^\s*[A-Z]{2}/.test(place.node.text),
      ),
  },
  {
    id: 'REQUEST_HASH_SENT',
    level: 'warning',
    uk: 'requestHash додає до відповіді шлюз безпечного обміну (ШБО); приберіть його із запиту.',
    en: 'requestHash is added to the answer by the security server; remove it from the request.',
    find: ({ fields }) => fields('requestHash').map((place) => at(place)),
  },
  {
    id: 'NOT_UNDERSTOOD',
    code: 'HEADER_NOT_UNDERSTOOD',
    uk: 'Приберіть атрибут mustUnderstand="1" у цьому блоці: без нього блок лише копіюється у відповідь.',
    en: 'Remove the attribute mustUnderstand="1" from this block: without it the block is only copied to the answer.',
    find: notUnderstood,
  },
  {
    id: 'PARTY_PART_TWICE',
    code: 'DUPLICATE_HEADER_FIELD',
    uk: 'Частина representedParty стоїть двічі.',
    en: 'A part of representedParty stands twice.',
    find: (subject) =>
      subject.fields('representedParty').flatMap(({ children }) =>
        ['partyClass', 'partyCode'].flatMap((name) => {
          const same = children.filter(({ node }) => isParty(node, name))
          return same.slice(1).map((place) => at(place))
        }),
      ),
  },
  {
    id: 'PARTY_CODE_ABSENT',
    code: 'EMPTY_IDENTIFIER',
    uk: 'У representedParty має бути непорожній partyCode.',
    en: 'representedParty needs a partyCode that is not blank.',
    find: (subject) => {
      const mend = subject.prefixes.element(representation, 'partyCode')
      const isCode = (place: Place) => isParty(place.node, 'partyCode') && !isBlank(place)
      return subject
        .fields('representedParty')
        .filter(({ children }) => !children.some(isCode))
        .map((place) => at(place, { mend }))
    },
  },
  {
    id: 'PARTY_PART_WRONG',
    code: 'INVALID_IDENTIFIER',
    uk: 'Частина representedParty — до 255 символів, без скісної риски та без &#13;.',
    en: 'A part of representedParty has at most 255 characters, no slash and no &#13;.',
    find: (subject) =>
      partyParts(subject).flatMap((place) => {
        const rule = brokenRule(place.node.text, withoutSlash)
        return rule === undefined ? [] : [at(place, { rule })]
      }),
  },
  {
    id: 'HEADER_UNKNOWN',
    level: 'hint',
    uk: 'Такого поля в протоколі немає; воно лише копіюється у відповідь.',
    en: 'The protocol has no such field; it is only copied to the answer.',
    find: ({ blocks }) =>
      blocks
        .filter((block) => block.node.namespaceUri === xroad && fieldOf(block) === undefined)
        .map((block) => at(block)),
  },
]

function isParty({ name, namespaceUri }: Place['node'], wanted: string): boolean {
  return name === wanted && namespaceUri === representation
}
