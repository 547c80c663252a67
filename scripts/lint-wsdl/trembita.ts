// What Trembita's guide asks of a service beyond the protocol: codes, versions, and words for people.

import { childrenOf, find, is, type Node } from './node.ts'
import { ofProfile, placeOf, type Rule } from './rule.ts'
import { inSchemas } from './wsdl.ts'

const trembita = 'Trembita: SOAP services development'

/** Has a text of its own, in documentation or as the title that X-Road's own examples use. */
function isNamed(element: Node): boolean {
  const [annotation] = childrenOf(element, 'xs', 'annotation')
  const texts = annotation === undefined ? [] : find(annotation, 'xs', 'documentation', 'appinfo')
  return texts.some(({ text }) => text !== '')
}

export const trembitaRules: readonly Rule[] = [
  {
    id: 'TREMBITA_VERSION_IN_CODE',
    level: 'warning',
    source: trembita,
    uk: 'У «Трембіті» версія — частина коду (Name_v1); xrd:version призводить до UnknownService.',
    en: 'On Trembita the version is part of the code (Name_v1); xrd:version leads to UnknownService.',
    check: ofProfile('trembita', ({ services }) =>
      services
        .filter(({ code, version }) => version !== undefined || !/_v\d+$/.test(code))
        .map(({ bound }) => placeOf(bound)),
    ),
  },
  {
    id: 'TREMBITA_CODE_STYLE',
    level: 'warning',
    source: trembita,
    uk: 'Код сервісу пишуть латиницею з великої літери: літери, цифри та підкреслення.',
    en: 'A service code is written in UpperCamelCase: Latin letters, digits and underscores.',
    check: ofProfile('trembita', ({ services }) =>
      services
        .filter(({ code }) => !/^[A-Z][A-Za-z0-9_]*$/.test(code))
        .map(({ bound }) => placeOf(bound)),
    ),
  },
  {
    id: 'TREMBITA_FIELD_NAMES',
    level: 'warning',
    source: trembita,
    uk: 'Поле не має назви для людини (xs:documentation).',
    en: 'A field has no name for people (xs:documentation).',
    check: (wsdl) =>
      inSchemas(wsdl)
        .filter((node) => is(node, 'xs', 'element') && node.attributes.ref === undefined)
        .filter((node) => node.attributes.name !== undefined && !isNamed(node))
        .map((node) => placeOf(node)),
  },
]
