// Whether the message is addressed to us, to an operation that we have, and whether its body says the same.

import { namespace } from '../contract/operations.ts'
import { operationOf, operations } from '../operations/index.ts'
import type { OperationName } from '../operations/operation.ts'
import { identifiersNamespace, isUnversioned } from '../xroad/identifiers.ts'
import { at, type Check } from './check.ts'
import type { Spot } from './finding.ts'
import { nearest } from './nearest.ts'
import type { Place } from './place.ts'
import { type Identity, isNamed, type OwnPart, ownParts, type Subject } from './subject.ts'

const names = Object.keys(operations) as OperationName[]

function addressed({ identities }: Subject): Identity | undefined {
  return identities.find(({ kind }) => kind === 'service' || kind === 'centralService')
}

/** A part of the service's name that is not ours; without a place where there is none. */
interface Foreign {
  name: OwnPart
  service: Identity
  place: Place | undefined
  text: string
}

/** A central service names the instance alone. */
function foreignParts(subject: Subject): Foreign[] {
  const service = addressed(subject)
  if (service === undefined) return []
  const named = service.kind === 'service' ? ownParts : (['xRoadInstance'] as const)
  return named
    .map((name) => {
      const place = service.parts.get(name)
      return { name, service, place, text: place?.node.text ?? '' }
    })
    .filter(
      ({ name, text, place }) =>
        place === undefined ||
        text !== subject.settings.own[name] ||
        (name === 'subsystemCode' && !isNamed(place, name)),
    )
    .filter(({ name, place }) => place !== undefined || name === 'subsystemCode')
}

function foreign(subject: Subject, which: (part: Foreign) => boolean): Spot[] {
  return foreignParts(subject)
    .filter(which)
    .map(({ name, service, place }) =>
      at(place ?? service.place, {
        path: `${service.place.path}/${name}`,
        mend: subject.prefixes.element(identifiersNamespace, name, subject.settings.own[name]),
      }),
    )
}

/** `123` for `00000123`. */
function lostZeros(text: string, code: string): boolean {
  return /^\s*\d{1,7}\s*$/.test(text) && text.trim().padStart(code.length, '0') === code
}

const isInstance = ({ name, text }: Foreign, own: string) =>
  name === 'xRoadInstance' && text.trim() !== own && text.trim() !== ''

/** The operation that a misspelt code means. */
function meant(code: string): OperationName | undefined {
  const bare = code.trim().replace(/(?:Request|Response)$/, '')
  const candidates = [bare, `${bare}_v1`].flatMap((one) =>
    names.filter((name) => name.toLowerCase() === one.toLowerCase()),
  )
  return candidates[0] ?? (nearest(bare, names) as OperationName | undefined)
}

/** Which operation the message is for, as far as it can be told. */
export function operationMeant({ root, serviceCode = '' }: Subject): OperationName | undefined {
  const body = root?.node.name ?? ''
  return operationOf(body) ?? operationOf(serviceCode) ?? meant(body) ?? meant(serviceCode)
}

type Misspelling = 'version' | 'case' | 'other'

function misspelling(code: string): Misspelling {
  const name = meant(code)?.toLowerCase()
  if (name === code.toLowerCase()) return 'case'
  return name === `${code.toLowerCase()}_v1` ? 'version' : 'other'
}

function unknownOperation(subject: Subject, how: Misspelling): Spot[] {
  const place = addressed(subject)?.parts.get('serviceCode')
  const { serviceCode: code } = subject
  if (place === undefined || code === undefined || operationOf(code) !== undefined) return []
  if (code.trim() === '' || misspelling(code) !== how) return []
  const name = meant(code) ?? operationOf(subject.root?.node.name ?? '')
  const mend = subject.prefixes.element(
    identifiersNamespace,
    'serviceCode',
    name ?? names.join(' | '),
  )
  return [at(place, { mend })]
}

function versions(subject: Subject): { place: Place; accepted: boolean }[] {
  const service = addressed(subject)
  const place = service?.parts.get('serviceVersion')
  if (place === undefined || !isNamed(place, 'serviceVersion')) return []
  const named = { ...subject.settings.own, serviceCode: subject.serviceCode ?? '' }
  const { dialect } = subject.settings.headerRules
  const accepted = isUnversioned({ ...named, serviceVersion: place.node.text }, dialect)
  return [{ place, accepted }]
}

/** The root as it should be named; undefined where it is. */
function rootWrong(subject: Subject): { root: Place; mend: string } | undefined {
  const { root, serviceCode } = subject
  if (root === undefined || serviceCode === undefined || root.node.name === serviceCode)
    return undefined
  // `Name_v1` under the code `Name`: the code alone is wrong, and is told as such.
  if (operationOf(root.node.name) && root.node.name.startsWith(serviceCode)) return undefined
  const name = operationOf(serviceCode) ?? operationMeant(subject) ?? serviceCode.trim()
  return { root, mend: subject.prefixes.declared(namespace, name) }
}

function rootSpots(subject: Subject, suffixed: boolean): Spot[] {
  const wrong = rootWrong(subject)
  if (wrong === undefined) return []
  const isSuffixed = /Request$/.test(wrong.root.node.name)
  return isSuffixed === suffixed ? [at(wrong.root, { mend: wrong.mend })] : []
}

export const serviceChecks: readonly Check[] = [
  {
    id: 'SERVICE_OF_ANOTHER_INSTANCE',
    code: 'FOREIGN_SERVICE',
    uk: 'Інший екземпляр «Трембіти»: SEVDEIR — промисловий, SEVDEIR-TEST — тестовий.',
    en: 'Another instance of Trembita: SEVDEIR is production, SEVDEIR-TEST is for tests.',
    find: (subject) =>
      foreign(subject, (part) => isInstance(part, subject.settings.own.xRoadInstance)),
  },
  {
    id: 'SERVICE_ZEROS_LOST',
    code: 'FOREIGN_SERVICE',
    uk: 'Код ЄДРПОУ має вісім цифр: збережіть початкові нулі, тип поля — рядок, не число.',
    en: 'An EDRPOU has eight digits: keep the leading zeros, the field is a string and no number.',
    find: (subject) => {
      const code = subject.settings.own.memberCode
      return foreign(subject, ({ name, text }) => name === 'memberCode' && lostZeros(text, code))
    },
  },
  {
    id: 'SERVICE_NOT_OURS',
    code: 'FOREIGN_SERVICE',
    uk: 'Ідентифікатор сервісу має збігатися з нашим буква в букву, без пробілів.',
    en: 'The identifier of the service must match ours letter by letter, with no white space.',
    find: (subject) => {
      const { own } = subject.settings
      return foreign(
        subject,
        (part) =>
          !isInstance(part, own.xRoadInstance) &&
          !(part.name === 'memberCode' && lostZeros(part.text, own.memberCode)),
      )
    },
  },
  {
    id: 'OPERATION_WITHOUT_VERSION',
    code: 'UNKNOWN_OPERATION',
    uk: 'Версія є частиною коду сервісу: допишіть _v1.',
    en: 'The version is part of the service code: append _v1.',
    find: (subject) => unknownOperation(subject, 'version'),
  },
  {
    id: 'OPERATION_CASE',
    code: 'UNKNOWN_OPERATION',
    uk: 'Великі й малі літери в коді сервісу розрізняються.',
    en: 'Capital and small letters of a service code differ.',
    find: (subject) => unknownOperation(subject, 'case'),
  },
  {
    id: 'OPERATION_UNKNOWN',
    code: 'UNKNOWN_OPERATION',
    uk: 'Код сервісу беруть із WSDL, без пробілів.',
    en: 'Take the service code from the WSDL, with no white space.',
    find: (subject) => unknownOperation(subject, 'other'),
  },
  {
    id: 'SERVICE_VERSION',
    code: 'UNKNOWN_OPERATION',
    uk: 'Приберіть serviceVersion: наші сервіси її не мають, версія стоїть у коді.',
    en: 'Remove serviceVersion: our services have none, the version stands in the code.',
    find: (subject) =>
      versions(subject).map(({ place, accepted }) =>
        at(place, { level: accepted ? 'warning' : 'error' }),
      ),
  },
  {
    id: 'ROOT_WITH_SUFFIX',
    code: 'INCONSISTENT_HEADERS',
    uk: 'Елемент тіла названо як код сервісу, без Request у кінці.',
    en: 'The element of the body is named like the service code, without Request at its end.',
    find: (subject) => rootSpots(subject, true),
  },
  {
    id: 'ROOT_NOT_SERVICE_CODE',
    code: 'INCONSISTENT_HEADERS',
    uk: 'Елемент тіла і serviceCode мають бути тим самим словом.',
    en: 'The element of the body and serviceCode must be the same word.',
    find: (subject) => rootSpots(subject, false),
  },
  {
    id: 'BODY_NAMESPACE',
    code: 'WRONG_NAMESPACE',
    uk: `Простір імен елемента тіла — ${namespace}.`,
    en: `The namespace of the element in the body is ${namespace}.`,
    find: (subject) => {
      const { root, prefixes } = subject
      if (root === undefined || root.node.namespaceUri === namespace) return []
      const name = operationMeant(subject) ?? root.node.name
      return [at(root, { mend: prefixes.declared(namespace, name) })]
    },
  },
  {
    id: 'MESSAGE_SIZE',
    code: 'MESSAGE_TOO_LARGE',
    uk: 'Зменшіть повідомлення або надішліть двійкові дані вкладеннями.',
    en: 'Make the message smaller, or send binary data as attachments.',
    find: (subject) => {
      const bytesMax = subject.settings.bytesMax(operationMeant(subject))
      if (subject.bytes <= bytesMax) return []
      return [at(subject.places.root, { rule: `at most ${bytesMax} bytes` })]
    },
  },
]
