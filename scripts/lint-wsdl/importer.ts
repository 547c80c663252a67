// What the security server's importer refuses or passes over: X-Road WsdlParser and
// ServiceDescriptionService, wsdl4j beneath them. It looks at nothing else: headers, style and schemas are
// for the other tables.

import { reservedCodes } from '../../src/contract/wsdl.ts'
import {
  badAddresses,
  dangling,
  duplicates,
  forbidden,
  leftOut,
  overridden,
  unbound,
  unexpected,
} from './importing.ts'
import { find } from './node.ts'
import { placeOf, type Rule } from './rule.ts'
import { bindingOf, portsOf, speaksSoap } from './wsdl.ts'

const parser = 'X-Road WsdlParser'
const descriptions = 'X-Road ServiceDescriptionService'

export const importerRules: readonly Rule[] = [
  {
    id: 'IMPORT_UNEXPECTED_ELEMENT',
    level: 'error',
    source: 'WSDL 1.1 §2; wsdl4j',
    uk: 'Елемент, якого WSDL тут не знає; розширення повинні мати власний простір імен.',
    en: 'An element that WSDL does not know here; extensions need a namespace of their own.',
    check: ({ root }) => unexpected(root).map((node) => placeOf(node, node.name)),
  },
  {
    id: 'IMPORT_UNBOUND_PREFIX',
    level: 'error',
    source: 'WSDL 1.1 §2.1.1; wsdl4j',
    uk: 'Посилання має префікс, простір імен якого не оголошено.',
    en: 'A reference has a prefix whose namespace is not declared.',
    check: (wsdl) => unbound(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'IMPORT_DUPLICATE_OPERATION',
    level: 'error',
    source: `${parser}: “Duplicate operation with name=…”`,
    uk: 'Дві операції одного portType мають однакову назву.',
    en: 'Two operations of one portType bear the same name.',
    check: (wsdl) => duplicates(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'IMPORT_REFERENCE_MISSING',
    level: 'error',
    source: `${parser}: port.getBinding(), operation.getOperation()`,
    uk: 'Порт не називає binding або binding не називає portType.',
    en: 'A port names no binding, or a binding no portType.',
    check: (wsdl) => dangling(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'IMPORT_CODE_MISSING',
    level: 'error',
    source: parser,
    uk: 'Операція в binding не має назви: код сервісу буде порожнім.',
    en: 'An operation of a binding has no name: the service code would be empty.',
    check: ({ services }) =>
      services.filter(({ code }) => code.trim() === '').map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'IMPORT_CODE_CHARACTERS',
    level: 'error',
    source: `${descriptions}: identifiers; PR-MESS 4.0 §2`,
    uk: 'Код сервісу містить заборонений символ: % : ; / \\, керівний або невидимий.',
    en: 'The service code holds a forbidden character: % : ; / \\, a control or an invisible one.',
    check: ({ services }) =>
      services.filter(({ code }) => forbidden.test(code)).map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'IMPORT_VERSION_CHARACTERS',
    level: 'error',
    source: `${descriptions}: identifiers; PR-MESS 4.0 §2`,
    uk: 'Версія сервісу містить заборонений символ: % : ; / \\, керівний або невидимий.',
    en: 'The service version holds a forbidden character: % : ; / \\, a control or an invisible one.',
    check: ({ services }) =>
      services
        .filter(({ version }) => forbidden.test(version ?? ''))
        .map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'IMPORT_CODE_RESERVED',
    level: 'error',
    source: `${descriptions}: reserved-service-codes (7.7)`,
    uk: 'Код сервісу зайнятий метасервісом ШБО.',
    en: 'The service code belongs to a metaservice of the security server.',
    check: ({ services }) =>
      services.filter(({ code }) => reservedCodes.has(code)).map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'IMPORT_ADDRESS',
    level: 'error',
    source: `${descriptions}: service URLs`,
    uk: 'Порт не має адреси, або вона не починається з http:// чи https://.',
    en: 'A port has no address, or one that does not begin with http:// or https://.',
    check: (wsdl) => badAddresses(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'IMPORT_PORT_IGNORED',
    level: 'warning',
    source: `${parser}: hasSoapOverHttpBinding`,
    uk: 'Порт не імпортується: його binding немає тут або він не є SOAP через HTTP.',
    en: 'The port is not imported: its binding is not here, or is not SOAP over HTTP.',
    check: ({ root }) =>
      portsOf(root)
        .filter(({ attributes }) => attributes.binding !== undefined)
        .filter((port) => !speaksSoap(bindingOf(root, port)))
        .map((port) => placeOf(port)),
  },
  {
    id: 'IMPORT_LAST_PORT_WINS',
    level: 'warning',
    source: `${parser}: one entry per code and version`,
    uk: 'Кілька портів пропонують той самий сервіс; яка з адрес залишиться, залежить від випадку.',
    en: 'Several ports offer the same service; which address stays is a matter of chance.',
    check: (wsdl) => overridden(wsdl).map(({ code, port }) => placeOf(port, code)),
  },
  {
    id: 'IMPORT_NO_SERVICE',
    level: 'warning',
    source: parser,
    uk: 'Жодного сервісу не знайдено: імпорт відбудеться, але порожній.',
    en: 'No service is found: the import succeeds and is empty.',
    check: ({ root, services }) => (services.length === 0 ? [placeOf(root)] : []),
  },
  {
    id: 'IMPORT_BINDING_INCOMPLETE',
    level: 'warning',
    source: 'WS-I Basic Profile 1.1 R2718; xroad-addon-wsdlvalidator',
    uk: 'Binding не охоплює всіх операцій свого portType.',
    en: 'The binding leaves out operations of its portType.',
    check: (wsdl) => leftOut(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'IMPORT_OPERATION_UNDESCRIBED',
    level: 'warning',
    source: 'WS-I Basic Profile 1.1 R2718',
    uk: 'Операції binding немає в portType: сервіс не матиме ні назви, ні повідомлень.',
    en: 'The portType lacks an operation of the binding: no title, no messages.',
    check: ({ services }) =>
      services.filter(({ described }) => !described).map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'IMPORT_WSDL_IMPORT',
    level: 'warning',
    source: `${parser}: javax.wsdl.importDocuments = false`,
    uk: 'wsdl:import не виконується: сервіси з іншого файла не імпортуються.',
    en: 'wsdl:import is not followed: services of another file are not imported.',
    check: ({ root }) => find(root, 'wsdl', 'import').map((node) => placeOf(node, 'import')),
  },
]
