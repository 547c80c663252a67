// Faults of the body by the schema, one check per kind of fault.

import { namespace, shapes } from '../contract/operations.ts'
import { type BodyFault, type BodyViolation, judgeBody, sampleOf } from './body.ts'
import { at, type Check } from './check.ts'
import type { Spot } from './finding.ts'
import { nearest } from './nearest.ts'
import { operationMeant } from './service.ts'
import type { Subject } from './subject.ts'

const judgedBodies = new WeakMap<Subject, ReturnType<typeof judgeBody> | undefined>()

/** Judged once for all checks; undefined while it cannot be told which operation is meant. */
export function bodyOf(subject: Subject): ReturnType<typeof judgeBody> | undefined {
  if (!judgedBodies.has(subject)) {
    const name = operationMeant(subject)
    const { root } = subject
    judgedBodies.set(subject, root && name ? judgeBody(root, name) : undefined)
  }
  return judgedBodies.get(subject)
}

function element({ prefixes }: Subject, { name, type, rule }: BodyViolation): string {
  return prefixes.element(namespace, name, sampleOf(type, rule))
}

function spots(
  subject: Subject,
  fault: BodyFault,
  mend: (violation: BodyViolation) => string | undefined = (one) => element(subject, one),
): Spot[] {
  const violations = bodyOf(subject)?.violations.filter((one) => one.fault === fault) ?? []
  return violations.map((one) => {
    const right = mend(one)
    return at(one.place, { path: one.path, rule: one.rule, ...(right && { mend: right }) })
  })
}

const everyName = [
  ...new Set(Object.values(shapes).flatMap((fields) => fields.map(({ name }) => name))),
]

const code = 'SCHEMA_VIOLATION'

export const schemaChecks: readonly Check[] = [
  {
    id: 'ELEMENT_UNKNOWN',
    code,
    uk: 'Тут такого елемента немає: перевірте його ім’я і місце за WSDL.',
    en: 'There is no such element here: check its name and place against the WSDL.',
    find: (subject) =>
      spots(subject, 'UNKNOWN', ({ name }) => {
        const meant = nearest(name, everyName)
        return meant && meant !== name ? subject.prefixes.element(namespace, meant) : undefined
      }),
  },
  {
    id: 'ELEMENT_ORDER',
    code,
    uk: 'Елемент стоїть не на своєму місці: порядок задає xs:sequence схеми.',
    en: 'The element is out of its place: the xs:sequence of the schema gives the order.',
    find: (subject) => spots(subject, 'ORDER'),
  },
  {
    id: 'ELEMENT_TWICE',
    code,
    uk: 'Елемент може стояти лише раз.',
    en: 'The element stands once alone.',
    find: (subject) => spots(subject, 'TWICE'),
  },
  {
    id: 'ELEMENT_NAMESPACE',
    code,
    uk: `Елементи запиту належать до простору імен ${namespace}, вкладені теж.`,
    en: `The elements of a request belong to the namespace ${namespace}, those within it too.`,
    find: (subject) => spots(subject, 'NAMESPACE'),
  },
  {
    id: 'ELEMENT_MISSING',
    code,
    uk: 'Бракує обов’язкового елемента.',
    en: 'A required element is missing.',
    find: (subject) => spots(subject, 'MISSING'),
  },
  {
    id: 'VALUE_AGAINST_SCHEMA',
    code,
    uk: 'Значення порушує правило схеми.',
    en: 'The value breaks a rule of the schema.',
    find: (subject) => spots(subject, 'VALUE'),
  },
]
