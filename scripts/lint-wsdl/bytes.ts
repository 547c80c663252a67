// What forbids reading a document at all: the security server goes no further either (X-Road WsdlParser).

import { namespaces } from './node.ts'
import { type DocumentRule, placeOf } from './rule.ts'

/** X-Road WsdlParser, MAX_DESCRIPTION_SIZE. */
export const bytesMax = 10 * 1024 * 1024

const parser = 'X-Road WsdlParser'

/** The rule for documents that cannot be read for one of these reasons. */
function unreadable(codes: readonly string[]): DocumentRule['check'] {
  return ({ unreadable: found }) =>
    found && codes.includes(found.code) ? [{ line: found.line, name: 'document' }] : []
}

export const documentRules: readonly DocumentRule[] = [
  {
    id: 'IMPORT_SIZE',
    level: 'error',
    source: `${parser}: 10 MiB`,
    uk: 'WSDL більший за 10 МіБ; ШБО його не прочитає.',
    en: 'The WSDL is larger than 10 MiB; the security server does not read it.',
    check: ({ bytes }) => (bytes > bytesMax ? [{ line: 1, name: 'document' }] : []),
  },
  {
    id: 'IMPORT_DOCTYPE',
    level: 'error',
    source: `${parser}: DTD off`,
    uk: 'Оголошення типу документа (DOCTYPE) заборонене.',
    en: 'A document type declaration (DOCTYPE) is refused.',
    check: unreadable(['DOCTYPE_REFUSED']),
  },
  {
    id: 'IMPORT_NOT_XML',
    level: 'error',
    source: `${parser}: wsdl4j`,
    uk: 'Документ порожній або не є правильно сформованим XML.',
    en: 'The document is empty or not well-formed XML.',
    check: unreadable(['NOT_XML', 'MESSAGE_EMPTY', 'ENCODING_REFUSED']),
  },
  {
    id: 'IMPORT_NOT_WSDL',
    level: 'error',
    source: `${parser}: wsdl4j`,
    uk: 'Кореневий елемент не є wsdl:definitions WSDL 1.1.',
    en: 'The root element is not wsdl:definitions of WSDL 1.1.',
    check: ({ root }) =>
      root && (root.namespace !== namespaces.wsdl || root.name !== 'definitions')
        ? [placeOf(root, root.name)]
        : [],
  },
]
