// What client stacks stumble over: ten of them were run against 21 variants of one WSDL. Nothing here hinders
// the import, so that all of it warns.

import { exchanges, headersOf } from './exchanges.ts'
import { childrenOf, find } from './node.ts'
import { placeOf, type Rule } from './rule.ts'
import {
  elementsOf,
  faultMessages,
  foreignLocations,
  indistinctTypes,
  isPrivate,
  isWideDate,
  schemaElements,
  unresolvedImports,
} from './stumbling.ts'
import { declared, portsOf, soapOf } from './wsdl.ts'

export const clientRules: readonly Rule[] = [
  {
    id: 'CLIENT_ENCODING',
    level: 'warning',
    source: 'WS-I Basic Profile 1.1 R4003; X-Road rewrite',
    uk: 'Документ має бути в UTF-8: ШБО переписує декларацію, не перекодовуючи.',
    en: 'The document should be UTF-8: the security server rewrites the declaration, not the bytes.',
    check: ({ document, root }) => (document.encoding === 'utf-8' ? [] : [placeOf(root)]),
  },
  {
    id: 'CLIENT_FOREIGN_LOCATION',
    level: 'warning',
    source: 'measured: 0 of 11 clients',
    uk: 'Схема лежить на чужому вузлі: коли він недоступний, жоден клієнт не працює.',
    en: 'A schema lies on a foreign host: when that is out of reach, no client works.',
    check: (wsdl) => foreignLocations(wsdl).map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_NOT_ONE_FILE',
    level: 'warning',
    source: 'Trembita: SOAP services development; measured: SOAP::WSDL',
    uk: 'Схеми мають стояти в самому WSDL: після публікації адреси інших файлів не змінюються.',
    en: 'Schemas should stand inside the WSDL: locations are not rewritten when it is republished.',
    check: (wsdl) => [
      ...find(wsdl.root, 'xs', 'include', 'redefine').map((node) => placeOf(node)),
      ...find(wsdl.root, 'xs', 'import')
        .filter(({ attributes }) => attributes.schemaLocation !== undefined)
        .map((node) => placeOf(node)),
    ],
  },
  {
    id: 'CLIENT_IMPORT_UNRESOLVED',
    level: 'warning',
    source: 'measured: zeep, suds, JAX-WS',
    uk: 'Імпортовано простір імен, схеми якого тут немає.',
    en: 'A namespace is imported whose schema is not here.',
    check: (wsdl) =>
      unresolvedImports(wsdl).map((node) => placeOf(node, node.attributes.namespace)),
  },
  {
    id: 'CLIENT_SCHEMA_REPEATED',
    level: 'warning',
    source: 'measured: one schema per namespace',
    uk: 'Один простір імен описано двома схемами.',
    en: 'One namespace is described by two schemas.',
    check: ({ schemas }) => {
      const names = schemas.map(({ attributes }) => attributes.targetNamespace)
      const again = schemas.filter((_, at) => names[at] && names.indexOf(names[at]) < at)
      return again.map((schema) => placeOf(schema))
    },
  },
  {
    id: 'CLIENT_ELEMENT_FORM',
    level: 'warning',
    source: 'PR-MESS 4.0 annex A; measured: gSOAP',
    uk: 'Схема має elementFormDefault="qualified".',
    en: 'A schema has elementFormDefault="qualified".',
    check: ({ schemas }) =>
      schemas
        .filter((schema) => find(schema, 'xs', 'element').length > 0)
        .filter(({ attributes }) => attributes.elementFormDefault !== 'qualified')
        .map((schema) => placeOf(schema)),
  },
  {
    id: 'CLIENT_FAULT_MISSING',
    level: 'warning',
    source: 'measured: typed faults',
    uk: 'Операція не описує помилки (wsdl:fault).',
    en: 'The operation describes no fault (wsdl:fault).',
    check: ({ services }) =>
      services
        .filter(({ described }) => described && !childrenOf(described, 'wsdl', 'fault')[0])
        .map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'CLIENT_FAULT_TYPE',
    level: 'warning',
    source: 'measured: Axis 1.4',
    uk: 'Елемент помилки має безіменний тип; потрібен названий complexType.',
    en: 'The element of a fault has an anonymous type; it needs a named complexType.',
    check: (wsdl) =>
      faultMessages(wsdl)
        .flatMap((message) => elementsOf(message))
        .map((name) => declared(wsdl, 'element', name))
        .filter((element) => element !== undefined && element.attributes.type === undefined)
        .flatMap((element) => (element ? [placeOf(element)] : [])),
  },
  {
    id: 'CLIENT_MESSAGE_NAME',
    level: 'warning',
    source: 'measured: Axis 1.4',
    uk: 'Повідомлення помилки називається так само, як його елемент: згенерований код не компілюється.',
    en: 'The message of a fault bears the name of its element: generated code does not compile.',
    check: (wsdl) =>
      faultMessages(wsdl)
        .filter((message) =>
          elementsOf(message).some((element) => element?.name === message.attributes.name),
        )
        .map((message) => placeOf(message)),
  },
  {
    id: 'CLIENT_HEADER_TYPES',
    level: 'warning',
    source: 'measured: .NET ASMX',
    uk: 'Кожен заголовок потребує власного названого типу, а не xs:string.',
    en: 'Every header needs a named type of its own, not xs:string.',
    check: (wsdl) => indistinctTypes(wsdl).map((part) => placeOf(part)),
  },
  {
    id: 'CLIENT_IDENTIFIER_RESTRICTION',
    level: 'warning',
    source: 'measured: gSOAP',
    uk: 'Ідентифікатори X-Road описано обмеженням типу (restriction): objectType втрачає простір імен.',
    en: 'X-Road identifiers are described by restriction: objectType loses its namespace.',
    check: (wsdl) =>
      schemaElements(wsdl, 'complexContent')
        .flatMap((content) => childrenOf(content, 'xs', 'restriction'))
        .map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_CONSTRUCT',
    level: 'warning',
    source: 'measured: xs:sequence only',
    uk: 'Лише xs:sequence: без all, choice, any, anyAttribute, group, union, list.',
    en: 'Only xs:sequence: no all, choice, any, anyAttribute, group, union or list.',
    check: (wsdl) =>
      schemaElements(wsdl, 'all', 'choice', 'any', 'anyAttribute', 'group', 'union', 'list').map(
        (node) => placeOf(node, node.name),
      ),
  },
  {
    id: 'CLIENT_SUBSTITUTION',
    level: 'warning',
    source: 'measured: xs:sequence only',
    uk: 'Групи підстановки та абстрактні елементи не вживаються.',
    en: 'No substitution groups and no abstract elements.',
    check: (wsdl) =>
      schemaElements(wsdl, 'element', 'complexType')
        .filter(({ attributes }) => attributes.substitutionGroup ?? attributes.abstract)
        .map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_NILLABLE',
    level: 'warning',
    source: 'measured: minOccurs="0" instead',
    uk: 'Замість nillable вживається minOccurs="0".',
    en: 'minOccurs="0" is used instead of nillable.',
    check: (wsdl) =>
      schemaElements(wsdl, 'element')
        .filter(({ attributes }) => attributes.nillable === 'true')
        .map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_DATE',
    level: 'warning',
    source: 'measured: node soap, zeep',
    uk: 'xs:date дозволяє часовий пояс і зсуває день; потрібне обмеження зразком (pattern).',
    en: 'xs:date allows a zone and shifts the day; it needs a pattern.',
    check: (wsdl) =>
      schemaElements(wsdl, 'element', 'restriction')
        .filter(isWideDate)
        .map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_ENUMERATION',
    level: 'warning',
    source: 'measured: plain values become names in generated code',
    uk: 'Значення переліку мають бути простими словами: літери, цифри, підкреслення.',
    en: 'Values of an enumeration should be plain words: letters, digits, underscores.',
    check: (wsdl) =>
      schemaElements(wsdl, 'enumeration')
        .filter(({ attributes }) => !/^[A-Za-z_][\w.-]*$/.test(attributes.value ?? ''))
        .map((node) => placeOf(node)),
  },
  {
    id: 'CLIENT_SOAP12',
    level: 'warning',
    source: 'measured: Axis, strong-soap, gSOAP, KDSoap',
    uk: 'Порт SOAP 1.2 стоїть в окремому WSDL; X-Road його не передає.',
    en: 'A port of SOAP 1.2 belongs into a WSDL apart; X-Road does not carry it.',
    check: ({ root }) =>
      [...find(root, 'soap12', 'binding'), ...find(root, 'soap12', 'address')].map((node) =>
        placeOf(node),
      ),
  },
  {
    id: 'CLIENT_ONE_PORT',
    level: 'warning',
    source: 'measured: clients pick the first port or the last',
    uk: 'У WSDL більше одного порту.',
    en: 'The WSDL has more than one port.',
    check: ({ root }) =>
      portsOf(root)
        .slice(1)
        .map((port) => placeOf(port)),
  },
  {
    id: 'CLIENT_SOAP_ACTION',
    level: 'warning',
    source: 'PR-MESS 4.0 §2; WS-I Basic Profile 1.1 R2744',
    uk: 'soapAction — порожній або URI; в іншому разі ШБО дає InvalidSoapAction.',
    en: 'soapAction is empty or a URI; anything else gets InvalidSoapAction.',
    check: ({ services }) =>
      services
        .filter(({ bound }) => {
          const action = soapOf(bound, 'operation')?.attributes.soapAction
          return action === undefined || (action !== '' && !URL.canParse(action))
        })
        .map(({ bound }) => placeOf(bound)),
  },
  {
    id: 'CLIENT_BODY_PARTS',
    level: 'warning',
    source: 'WSDL 1.1 §3.5; measured',
    uk: 'Коли описано заголовки, soap:body називає свою частину (parts=).',
    en: 'Where headers are described, soap:body names its part (parts=).',
    check: (wsdl) =>
      exchanges(wsdl)
        .filter((exchange) => headersOf(exchange).length > 0)
        .flatMap(({ bound }) => soapOf(bound, 'body') ?? [])
        .filter(({ attributes }) => attributes.parts === undefined)
        .map((body) => placeOf(body)),
  },
  {
    id: 'CLIENT_ADDRESS_PRIVATE',
    level: 'warning',
    source: 'Trembita: integrators’ errors',
    uk: 'Адреса вказує на цю саму машину або внутрішню мережу.',
    en: 'The address points to this very machine or an inner network.',
    check: ({ root }) =>
      portsOf(root)
        .filter((port) => isPrivate(soapOf(port, 'address')?.attributes.location))
        .map((port) => placeOf(port)),
  },
]
