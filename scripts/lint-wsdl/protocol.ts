// What the X-Road message protocol asks of a WSDL (PR-MESS 4.0 §3). The importer looks at none of it (X-Road
// issue #1552); what is an error here fails with every message.

import {
  bodyParts,
  describedExchanges,
  exchanges,
  extensions,
  headerMessages,
  headerParts,
  headerPartsOf,
  isRefusedName,
  isWronglyNamed,
  missingHeaders,
  placesOf,
  wrapper,
} from './exchanges.ts'
import { childrenOf, find, is, type Node, namespaces, type Reference, reference } from './node.ts'
import { ofProfile, placeOf, type Rule } from './rule.ts'
import { declared, soapOf, type Wsdl } from './wsdl.ts'

const protocol = 'PR-MESS 4.0'

function hasTitle(described: Node | undefined): boolean {
  const [documentation] = childrenOf(described, 'wsdl', 'documentation')
  return documentation?.children.some(({ name, text }) => name === 'title' && text !== '') ?? false
}

/** Schemas loaded from elsewhere are not judged. */
function isUndeclared(wsdl: Wsdl, wanted: Reference | undefined): boolean {
  const here = wsdl.schemas.some(
    (schema) =>
      schema.attributes.targetNamespace === wanted?.namespace &&
      !schema.children.some((child) => is(child, 'xs', 'include', 'redefine')),
  )
  return here && declared(wsdl, 'element', wanted) === undefined
}

export const protocolRules: readonly Rule[] = [
  {
    id: 'PROTOCOL_STYLE',
    level: 'error',
    source: `${protocol} §3: document/literal wrapped`,
    uk: 'Стиль має бути document, а не rpc.',
    en: 'The style must be document, not rpc.',
    check: ({ services }) => {
      const styled = services.flatMap(({ binding, bound }) => [
        soapOf(binding, 'binding'),
        soapOf(bound, 'operation'),
      ])
      const rpc = styled.filter((node) => node?.attributes.style === 'rpc')
      return [...new Set(rpc)].flatMap((node) => (node ? [placeOf(node)] : []))
    },
  },
  {
    id: 'PROTOCOL_USE',
    level: 'error',
    source: `${protocol} §3: use="literal"`,
    uk: 'Тіло, заголовок і помилка мають use="literal".',
    en: 'Body, header and fault have use="literal".',
    check: (wsdl) =>
      extensions(wsdl)
        .filter(({ attributes }) => (attributes.use ?? 'literal') !== 'literal')
        .map((node) => placeOf(node)),
  },
  {
    id: 'PROTOCOL_ONE_PART',
    level: 'error',
    source: `${protocol} §3; WS-I Basic Profile 1.1 R2201`,
    uk: 'Тіло повідомлення має рівно одну частину.',
    en: 'The body of a message has exactly one part.',
    check: (wsdl) =>
      placesOf(describedExchanges(wsdl).filter((one) => bodyParts(wsdl, one).length !== 1)),
  },
  {
    id: 'PROTOCOL_PART_ELEMENT',
    level: 'error',
    source: `${protocol} §3; WS-I Basic Profile 1.1 R2204`,
    uk: 'Частина посилається на глобальний елемент (element=), а не на тип.',
    en: 'A part refers to a global element (element=), not to a type.',
    check: (wsdl) =>
      placesOf(
        describedExchanges(wsdl).filter((one) =>
          bodyParts(wsdl, one).some(({ attributes }) => attributes.element === undefined),
        ),
      ),
  },
  {
    id: 'PROTOCOL_NAME_REFUSED',
    level: 'error',
    source: `${protocol} §2; security server: InconsistentHeaders`,
    uk: 'Назва елемента тіла не починається з коду сервісу: ШБО відхилить кожне повідомлення.',
    en: 'The body element does not begin with the service code: every message is refused.',
    check: (wsdl) =>
      placesOf(describedExchanges(wsdl).filter((exchange) => isRefusedName(wsdl, exchange))),
  },
  {
    id: 'PROTOCOL_REQUEST_NAME',
    level: 'warning',
    source: `${protocol} §3: wrapper = operation`,
    uk: 'Елемент запиту має зватися як операція.',
    en: 'The request element bears the name of the operation.',
    check: (wsdl) =>
      placesOf(describedExchanges(wsdl, ['input']).filter((one) => isWronglyNamed(wsdl, one))),
  },
  {
    id: 'PROTOCOL_RESPONSE_NAME',
    level: 'warning',
    source: `${protocol} §3: operation + “Response”`,
    uk: 'Елемент відповіді має зватися як операція з «Response» у кінці.',
    en: 'The response element bears the name of the operation with “Response” at its end.',
    check: (wsdl) =>
      placesOf(describedExchanges(wsdl, ['output']).filter((one) => isWronglyNamed(wsdl, one))),
  },
  {
    id: 'PROTOCOL_ELEMENT_MISSING',
    level: 'warning',
    source: 'WS-I Basic Profile 1.1 R2105, R2204',
    uk: 'Елемента, на який посилається частина, немає в схемі його простору імен.',
    en: 'The schema of its namespace lacks the element that a part refers to.',
    check: (wsdl) =>
      placesOf(describedExchanges(wsdl).filter((one) => isUndeclared(wsdl, wrapper(wsdl, one)))),
  },
  {
    id: 'PROTOCOL_DIRECTION_MISSING',
    level: 'warning',
    source: `${protocol} §2: request and response`,
    uk: 'Операція не має запиту або відповіді.',
    en: 'The operation has no input or no output.',
    check: (wsdl) =>
      placesOf(
        exchanges(wsdl).filter(
          ({ service, bound, described }) => service.described && !(bound && described),
        ),
      ),
  },
  {
    id: 'PROTOCOL_BODY_ATTRIBUTES',
    level: 'warning',
    source: `${protocol} §3; WS-I Basic Profile 1.1 R2716, R2726`,
    uk: 'Тіло, заголовок і помилка не мають атрибутів namespace та encodingStyle.',
    en: 'Body, header and fault have neither namespace nor encodingStyle.',
    check: (wsdl) =>
      extensions(wsdl)
        .filter(({ attributes }) => attributes.namespace ?? attributes.encodingStyle)
        .map((node) => placeOf(node)),
  },
  {
    id: 'PROTOCOL_HEADERS',
    level: 'warning',
    source: `${protocol} §3`,
    uk: `Запит і відповідь описують заголовки: ${headerParts.join(', ')}.`,
    en: `Input and output describe the headers: ${headerParts.join(', ')}.`,
    check: ofProfile('x-road', (wsdl) =>
      placesOf(exchanges(wsdl).filter((one) => one.bound && missingHeaders(one).length > 0)),
    ),
  },
  {
    id: 'PROTOCOL_HEADER_MESSAGE',
    level: 'warning',
    source: `${protocol} §3`,
    uk: 'Усі заголовки беруться з одного повідомлення, окремого від тіла.',
    en: 'All headers are parts of one message, apart from the body.',
    check: (wsdl) => {
      const own = wsdl.services.map(({ described }) => described)
      const bodies = own.flatMap((one) =>
        childrenOf(one, 'wsdl', 'input', 'output').map(({ attributes }) => attributes.message),
      )
      return placesOf(
        exchanges(wsdl).filter((one) => {
          const messages = headerMessages(one)
          return messages.length > 1 || messages.some((message) => bodies.includes(message))
        }),
      )
    },
  },
  {
    id: 'PROTOCOL_HEADER_NAMESPACE',
    level: 'warning',
    source: `${protocol} §2.2`,
    uk: `Заголовки стоять у просторі імен ${namespaces.xroad}.`,
    en: `Headers stand in the namespace ${namespaces.xroad}.`,
    check: (wsdl) =>
      headerPartsOf(wsdl)
        .filter((part) => headerParts.includes(part.attributes.name ?? ''))
        .filter((part) => reference(part, 'element')?.namespace !== namespaces.xroad)
        .map((part) => placeOf(part)),
  },
  {
    id: 'PROTOCOL_REQUEST_HASH',
    level: 'warning',
    source: `${protocol} §2.2`,
    uk: 'requestHash додає ШБО; у WSDL його не описують.',
    en: 'The security server adds requestHash; a WSDL does not describe it.',
    check: (wsdl) =>
      headerPartsOf(wsdl)
        .filter((part) => reference(part, 'element')?.name === 'requestHash')
        .map((part) => placeOf(part)),
  },
  {
    id: 'PROTOCOL_TITLE',
    level: 'warning',
    source: `${protocol} §3: xrd:title`,
    uk: 'Операція не має назви для людини (xrd:title).',
    en: 'The operation has no title for people (xrd:title).',
    check: ({ services }) =>
      services
        .filter(({ described }) => described && !hasTitle(described))
        .map(({ described, bound }) => placeOf(described ?? bound)),
  },
  {
    id: 'PROTOCOL_VERSION_PLACE',
    level: 'warning',
    source: `${protocol} §3: xrd:version of the binding operation`,
    uk: 'xrd:version стоїть не в операції binding, тому його не буде помічено.',
    en: 'xrd:version stands elsewhere than in an operation of a binding and is not seen.',
    check: ({ root, services }) => {
      const seen = services.flatMap(({ bound }) => bound.children)
      return find(root, 'xroad', 'version')
        .filter((version) => !seen.includes(version))
        .map((version) => placeOf(version))
    },
  },
]
