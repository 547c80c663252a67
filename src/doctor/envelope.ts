// Faults of the envelope: version, header, body, and what stands beside them.

import { soap11 } from '../xroad/envelope.ts'
import { at, type Check } from './check.ts'
import type { Spot } from './finding.ts'
import { isPart, type Subject } from './subject.ts'

/** The same tag under SOAP 1.1. */
function envelopeTag({ places: { root }, prefixes }: Subject): string {
  return prefixes.declared(soap11, root.node.name)
}

/** Parts that are only called so. */
function misnamed(subject: Subject, name: 'Header' | 'Body'): Spot[] {
  const { root } = subject.places
  return subject
    .parts(name)
    .filter(({ node }) => node.name !== name || !isPart(node.namespaceUri, root))
    .map((part) => at(part, { path: name, mend: subject.prefixes.declared(soap11, name) }))
}

function missing(subject: Subject, name: 'Header' | 'Body'): Spot[] {
  if (subject.parts(name).length > 0) return []
  const { root } = subject.places
  return [at(root, { path: name, mend: subject.prefixes.element(soap11, name) })]
}

/** What WS-I Basic Profile 1.1 §4.1 has outside of Header and Body, or in another order. */
function strangers({ places: { root }, header, body }: Subject): Spot[] {
  const behind = body === undefined ? [] : root.children.slice(root.children.indexOf(body) + 1)
  const known = [header, body]
  const others = root.children.filter(({ node }) => !isPart(node.namespaceUri, root))
  const found = new Set([...behind.filter(({ node }) => node.name !== 'Body'), ...others])
  return [...found].filter((one) => one === header || !known.includes(one)).map((one) => at(one))
}

export const envelopeChecks: readonly Check[] = [
  {
    id: 'SOAP_1_2',
    code: 'SOAP_VERSION',
    uk: 'Простір імен конверта має бути http://schemas.xmlsoap.org/soap/envelope/, тип вмісту — text/xml.',
    en: 'The namespace of the envelope is http://schemas.xmlsoap.org/soap/envelope/, the content type text/xml.',
    find: (subject) => {
      const { root } = subject.places
      if (root.node.namespaceUri === soap11) return []
      return [at(root, { path: 'Envelope', mend: envelopeTag(subject) })]
    },
  },
  {
    id: 'HEADER_ABSENT',
    code: 'MISSING_HEADER',
    uk: 'Додайте Header з полями client, service, id і protocolVersion перед Body.',
    en: 'Add a Header with the fields client, service, id and protocolVersion before the Body.',
    find: (subject) => missing(subject, 'Header'),
  },
  {
    id: 'HEADER_MISNAMED',
    code: 'MISSING_HEADER',
    uk: 'Елемент Header належить до простору імен конверта і пишеться саме так.',
    en: 'The element Header belongs to the namespace of the envelope and is written so.',
    find: (subject) => misnamed(subject, 'Header'),
  },
  {
    id: 'HEADER_TWICE',
    code: 'DUPLICATE_HEADER_FIELD',
    uk: 'Залиште один Header з усіма полями.',
    en: 'Keep one Header with all the fields.',
    find: ({ parts }) =>
      parts('Header')
        .slice(1)
        .map((one) => at(one, { path: 'Header/Header' })),
  },
  {
    id: 'BODY_ABSENT',
    code: 'MISSING_BODY',
    uk: 'Додайте Body з одним елементом, названим як код сервісу.',
    en: 'Add a Body with one element, named like the service code.',
    find: (subject) => missing(subject, 'Body'),
  },
  {
    id: 'BODY_MISNAMED',
    code: 'MISSING_BODY',
    uk: 'Елемент Body належить до простору імен конверта і пишеться саме так.',
    en: 'The element Body belongs to the namespace of the envelope and is written so.',
    find: (subject) => misnamed(subject, 'Body'),
  },
  {
    id: 'BODY_TWICE',
    code: 'INVALID_BODY',
    uk: 'Body може бути лише одне.',
    en: 'There is one Body alone.',
    find: ({ parts }) =>
      parts('Body')
        .slice(1)
        .map((one) => at(one)),
  },
  {
    id: 'BODY_EMPTY',
    code: 'INVALID_BODY',
    uk: 'Покладіть у Body елемент, названий як код сервісу.',
    en: 'Put an element into the Body that is named like the service code.',
    find: ({ body }) => (body === undefined || body.children.length > 0 ? [] : [at(body)]),
  },
  {
    id: 'BODY_MANY',
    code: 'INVALID_BODY',
    uk: 'Другий елемент у Body зайвий: надішліть його окремим повідомленням.',
    en: 'The second element in the Body is one too many: send it in a message of its own.',
    find: ({ body }) => (body?.children ?? []).slice(1).map((one) => at(one)),
  },
  {
    id: 'BESIDE_HEADER_AND_BODY',
    level: 'warning',
    uk: 'У конверті стоять лише Header і за ним Body (WS-I Basic Profile 1.1, R1011).',
    en: 'An envelope holds a Header and behind it a Body alone (WS-I Basic Profile 1.1, R1011).',
    find: strangers,
  },
  {
    id: 'PROCESSING_INSTRUCTION',
    level: 'warning',
    uk: 'Інструкцій обробки в повідомленні SOAP не буває (WS-I Basic Profile 1.1, R1009); шлюз безпечного обміну (ШБО) їх прибирає.',
    en: 'A SOAP message has no processing instructions (WS-I Basic Profile 1.1, R1009); a security server drops them.',
    find: ({ places }) => places.instructions.map((line) => ({ line, path: '' })),
  },
]
