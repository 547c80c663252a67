// Faults inside identifiers: object types, parts, their order and characters.

import { xroad } from '../xroad/header.ts'
import { brokenRule, identifiersNamespace } from '../xroad/identifiers.ts'
import { at, type Check, isBlank, isPadded } from './check.ts'
import type { Spot } from './finding.ts'
import type { Place } from './place.ts'
import { type Identity, isNamed, partNames, type Subject } from './subject.ts'

interface ObjectType {
  qualified: string | undefined
  bare: string | undefined
}

function objectTypeOf({ place }: Identity): ObjectType {
  const valueIn = (namespace: string) =>
    place.node.attributes.find(
      ({ name, namespaceUri }) => name === 'objectType' && namespaceUri === namespace,
    )?.value
  return { qualified: valueIn(identifiersNamespace), bare: valueIn('') }
}

/** What the gateway goes by. */
function effectiveType(identity: Identity, { settings }: Subject): string | undefined {
  const { qualified, bare } = objectTypeOf(identity)
  return qualified ?? (settings.headerRules.dialect.bareObjectType ? bare : undefined)
}

/** The start tag with the right type. */
function startTag({ prefixes }: Subject, { kind, rules, parts }: Identity): string {
  const [only = '', subsystem = only] = rules.objectTypes
  const type = parts.has('subsystemCode') ? subsystem : only
  const attribute = prefixes.attribute(identifiersNamespace, 'objectType', type)
  return `<${prefixes.name(xroad, kind)} ${attribute}>`
}

function typed(subject: Subject, wrong: (identity: Identity) => boolean): Spot[] {
  return subject.identities
    .filter(wrong)
    .map((identity) => at(identity.place, { mend: startTag(subject, identity) }))
}

/** What stands in a part that is ours to name. */
function partText({ settings }: Subject, { rules }: Identity, name: string): string | undefined {
  const own: Readonly<Record<string, string>> = settings.own
  return rules.of === 'us' ? own[name] : undefined
}

function partElement(subject: Subject, identity: Identity, name: string): string {
  const text = partText(subject, identity, name)
  return subject.prefixes.element(identifiersNamespace, name, text)
}

type FoundPart = { identity: Identity; name: string; place: Place }

function partsOf(subject: Subject): FoundPart[] {
  return subject.identities.flatMap((identity) =>
    [...identity.parts].map(([name, place]) => ({ identity, name, place })),
  )
}

function whose(subject: Subject, wrong: (part: FoundPart) => boolean): Spot[] {
  return partsOf(subject)
    .filter(wrong)
    .map((part) => spotOf(subject, part))
}

function spotOf(subject: Subject, { identity, name, place }: FoundPart): Spot {
  return at(place, {
    path: `${identity.place.path}/${name}`,
    mend: partElement(subject, identity, name),
  })
}

/** Parts that are missing or blank may be so by some identifiers' rules. */
function mayBeBlank({ identity, name }: FoundPart): boolean {
  return identity.rules.optional[name] === 'blank'
}

/** A misnamed part that is not needed is passed over. */
function isRead({ identity, name, place }: FoundPart): boolean {
  return isNamed(place, name) || identity.rules.needed.includes(name)
}

function absentParts(subject: Subject): Spot[] {
  return subject.identities.flatMap((identity) =>
    identity.rules.needed
      .filter((name) => !identity.parts.has(name))
      .map((name) =>
        at(identity.place, {
          path: `${identity.place.path}/${name}`,
          mend: partElement(subject, identity, name),
        }),
      ),
  )
}

/** A part that is needed is missing when it is misnamed; one that is not needed is not seen. */
function misnamedParts(subject: Subject): Spot[] {
  return partsOf(subject)
    .filter(({ place, name }) => !isNamed(place, name))
    .map(({ identity, name, place }) => {
      const level = identity.rules.needed.includes(name) ? 'error' : 'warning'
      const path = `${identity.place.path}/${name}`
      return at(place, { level, path, mend: subject.prefixes.declared(identifiersNamespace, name) })
    })
}

function twice({ identities }: Subject): Spot[] {
  return identities.flatMap(({ rules, place }) =>
    partNames(rules).flatMap((name) => {
      const same = place.children.filter((part) => isNamed(part, name))
      return same.slice(1).map((part) => at(part))
    }),
  )
}

/** The first part that stands before one that it should follow. */
function disorder(subject: Subject): Spot[] {
  return subject.identities.flatMap(({ rules, parts, place }) => {
    const names = partNames(rules)
    const places = place.children.filter((part) => names.some((name) => parts.get(name) === part))
    const order = places.map((part) => names.findIndex((name) => parts.get(name) === part))
    const wrong = places[order.findIndex((rank, index) => rank < (order[index - 1] ?? 0))]
    const mend = names
      .filter((name) => parts.has(name))
      .map((name) => `<${subject.prefixes.name(identifiersNamespace, name)}>`)
    return wrong === undefined ? [] : [at(wrong, { mend: mend.join(' ') })]
  })
}

/** X-Road message protocol 4.0 §2.1, and the underscore that every subsystem on Trembita has. */
const usual = /^[A-Za-z0-9'()+,.=?_-]*$/

function isForeign({ identity }: FoundPart): boolean {
  return identity.rules.of === 'others'
}

/** The rule of characters and length by which the gateway refuses the part. */
function ruleAgainst({ settings }: Subject, part: FoundPart): string | undefined {
  if (!isNamed(part.place, part.name)) return undefined
  const rule = isForeign(part) ? settings.headerRules.dialect.part : undefined
  return brokenRule(part.place.node.text, rule)
}

function clients({ identities }: Subject): Identity[] {
  return identities.filter(({ kind }) => kind === 'client')
}

export const identifierChecks: readonly Check[] = [
  {
    id: 'OBJECT_TYPE_ABSENT',
    code: 'INVALID_IDENTIFIER',
    uk: 'Додайте атрибут objectType з простору імен http://x-road.eu/xsd/identifiers.',
    en: 'Add the attribute objectType of the namespace http://x-road.eu/xsd/identifiers.',
    find: (subject) =>
      typed(subject, (identity) => {
        const { qualified, bare } = objectTypeOf(identity)
        return qualified === undefined && bare === undefined
      }),
  },
  {
    id: 'OBJECT_TYPE_BARE',
    code: 'INVALID_IDENTIFIER',
    uk: 'Атрибут objectType пишеться з префіксом простору імен ідентифікаторів.',
    en: 'The attribute objectType is written with the prefix of the namespace of identifiers.',
    find: (subject) => {
      const level = subject.settings.headerRules.dialect.bareObjectType ? 'warning' : 'error'
      const isBare = (identity: Identity) => {
        const { qualified, bare } = objectTypeOf(identity)
        return qualified === undefined && bare !== undefined
      }
      return typed(subject, isBare).map((spot) => ({ ...spot, level }))
    },
  },
  {
    id: 'OBJECT_TYPE_WRONG',
    code: 'INVALID_IDENTIFIER',
    uk: 'Для client це MEMBER або SUBSYSTEM, для service — SERVICE: SUBSYSTEM для сервісу в деяких посібниках є помилкою.',
    en: 'It is MEMBER or SUBSYSTEM for client and SERVICE for service: guides that say SUBSYSTEM of a service are wrong.',
    find: (subject) =>
      typed(subject, (identity) => {
        const type = effectiveType(identity, subject)
        return type !== undefined && !identity.rules.objectTypes.includes(type)
      }),
  },
  {
    id: 'OBJECT_TYPE_DOES_NOT_FIT',
    level: 'warning',
    uk: 'SUBSYSTEM має subsystemCode, MEMBER не має: ШБО споживача може відмовити.',
    en: 'A SUBSYSTEM has a subsystemCode, a MEMBER has none: the consumer’s security server may refuse.',
    find: (subject) =>
      typed(subject, (identity) => {
        const expected = identity.parts.has('subsystemCode') ? 'SUBSYSTEM' : 'MEMBER'
        const type = effectiveType(identity, subject)
        const known = type !== undefined && identity.rules.objectTypes.includes(type)
        return identity.kind === 'client' && known && type !== expected
      }),
  },
  {
    id: 'PART_ABSENT',
    code: 'EMPTY_IDENTIFIER',
    uk: 'Додайте цю частину ідентифікатора.',
    en: 'Add this part of the identifier.',
    find: absentParts,
  },
  {
    id: 'PART_MISNAMED',
    code: 'EMPTY_IDENTIFIER',
    uk: 'Ім’я частини пишеться саме так, її простір імен — http://x-road.eu/xsd/identifiers.',
    en: 'The name of the part is written so, and its namespace is http://x-road.eu/xsd/identifiers.',
    find: misnamedParts,
  },
  {
    id: 'PART_BLANK',
    code: 'EMPTY_IDENTIFIER',
    uk: 'Вкажіть значення цієї частини.',
    en: 'Give this part its value.',
    find: (subject) =>
      whose(subject, (part) => isBlank(part.place) && isRead(part) && !mayBeBlank(part)),
  },
  {
    id: 'PART_TWICE',
    code: 'DUPLICATE_HEADER_FIELD',
    uk: 'Залиште одну таку частину.',
    en: 'Keep one such part.',
    find: twice,
  },
  {
    id: 'PART_CHARACTERS',
    code: 'INVALID_IDENTIFIER',
    uk: 'У цій частині є символ, якого ідентифікатори не мають, або вона задовга.',
    en: 'This part has a character that identifiers do not have, or is too long.',
    find: (subject) =>
      partsOf(subject).flatMap((part) => {
        const rule = ruleAgainst(subject, part)
        return rule === undefined ? [] : [{ ...spotOf(subject, part), rule }]
      }),
  },
  {
    id: 'PART_UNUSUAL',
    level: 'warning',
    uk: 'Кирилиця, пробіли та невидимі символи в ідентифікаторах приймаються не скрізь.',
    en: 'Cyrillic letters, white space and invisible characters in identifiers are not accepted everywhere.',
    find: (subject) =>
      whose(subject, (part) => {
        const { text } = part.place.node
        if (!isForeign(part) || ruleAgainst(subject, part) !== undefined) return false
        return !usual.test(text.trim())
      }),
  },
  {
    id: 'PART_PADDED',
    level: 'warning',
    uk: 'Пробіли навколо значення є його частиною: це інший ідентифікатор.',
    en: 'White space around the value is part of it: that is another identifier.',
    find: (subject) =>
      whose(subject, (part) => isForeign(part) && !isBlank(part.place) && isPadded(part.place)),
  },
  {
    id: 'PART_ORDER',
    level: 'warning',
    uk: 'Частини ідентифікатора стоять у порядку схеми: інші постачальники відмовлять.',
    en: 'The parts of an identifier stand in the order of the schema: other providers refuse.',
    find: disorder,
  },
  {
    id: 'CLIENT_ZEROS_LOST',
    level: 'warning',
    uk: 'Код ЄДРПОУ має вісім цифр: початкові нулі загублено, таку підсистему не знайдуть.',
    en: 'An EDRPOU has eight digits: its leading zeros are lost, no such subsystem will be found.',
    find: (subject) =>
      whose(
        subject,
        ({ identity, name, place }) =>
          identity.kind === 'client' &&
          name === 'memberCode' &&
          /^\d{1,7}$/.test(place.node.text.trim()),
      ),
  },
  {
    id: 'CLIENT_OF_ANOTHER_INSTANCE',
    level: 'warning',
    uk: 'Клієнт з іншого екземпляра «Трембіти», ніж сервіс: SEVDEIR і SEVDEIR-TEST не змішуються.',
    en: 'The client is of another instance than the service: SEVDEIR and SEVDEIR-TEST do not mix.',
    find: (subject) => {
      const { xRoadInstance } = subject.settings.own
      return clients(subject).flatMap((client) => {
        const place = client.parts.get('xRoadInstance')
        if (place === undefined || isBlank(place) || place.node.text.trim() === xRoadInstance)
          return []
        return [
          at(place, {
            mend: subject.prefixes.element(identifiersNamespace, 'xRoadInstance', xRoadInstance),
          }),
        ]
      })
    },
  },
]
