// The WSDL as Trembita's security servers (UXP) give it to a consumer: made from the provider's plain one, with
// the one operation asked for, the header described, and the consumer's own security server as its address.

import { randomUUID } from 'node:crypto'
import { identifiers, xroad } from './header.ts'
import { uxpSchemas } from './uxp-schemas.ts'
import { setAddress, wsdlNamespace } from './wsdl.ts'
import { attributeOf, childrenNamed, childrenOf, type Element, withXml } from './xml.ts'

const soapNamespace = 'http://schemas.xmlsoap.org/wsdl/soap/'
const schemaNamespace = 'http://www.w3.org/2001/XMLSchema'

/** In UXP's order. */
const headerParts = ['protocolVersion', 'id', 'userId', 'service', 'client']

interface Asked {
  serviceCode: string
  /** Of the consumer's security server. */
  address: string
}

/** The WSDL for a consumer, or undefined when there is no such operation. */
export function republish(wsdl: Buffer, { serviceCode, address }: Asked): Buffer | undefined {
  return withXml(wsdl, (root) => {
    if (!keepOperation(root, serviceCode)) return undefined
    setAddress(root, address)
    const headerMark = markBindings(root)
    const schemaMark = markTypes(root)
    const namespace = attributeOf(root, '', 'targetNamespace') ?? ''
    const text = root.doc.toString({ format: false })
    return Buffer.from(
      text
        .replaceAll(headerMark, headersXml())
        .replace(schemaMark.mark, schemaMark.xml)
        .replace(/<([^\s<>:/]+:)?definitions(?=\s)/, `$& xmlns:wsdl-tns="${namespace}"`)
        .replace(/<([^\s<>:/]+:)?portType[\s>]/, (start) => `${headerMessage()}\n${start}`),
    )
  })
}

/** Removes every other operation and the messages that none of the rest speaks of. */
function keepOperation(root: Element, serviceCode: string): boolean {
  const holders = childrenOf(root).filter(({ name }) => name === 'portType' || name === 'binding')
  const operations = holders.flatMap((holder) => childrenNamed(holder, wsdlNamespace, 'operation'))
  const isAsked = (element: Element) => attributeOf(element, '', 'name') === serviceCode
  if (!operations.some(isAsked)) return false
  for (const operation of operations) if (!isAsked(operation)) operation.remove()
  const spokenOf = holders.flatMap((holder) => messagesOf(holder))
  for (const message of childrenNamed(root, wsdlNamespace, 'message')) {
    if (!spokenOf.includes(attributeOf(message, '', 'name') ?? '')) message.remove()
  }
  return true
}

/** Local names of the messages that the operations of a portType carry. */
function messagesOf(holder: Element): string[] {
  return childrenNamed(holder, wsdlNamespace, 'operation')
    .flatMap(childrenOf)
    .map((direction) => (attributeOf(direction, '', 'message') ?? '').replace(/^.*:/, ''))
}

/** Marks where headers go, in place of any that the provider described. */
function markBindings(root: Element): string {
  const mark = randomUUID()
  const directions = childrenNamed(root, wsdlNamespace, 'binding')
    .flatMap((binding) => childrenNamed(binding, wsdlNamespace, 'operation'))
    .flatMap(childrenOf)
    .filter(({ name }) => name === 'input' || name === 'output')
  for (const direction of directions) {
    for (const old of childrenNamed(direction, soapNamespace, 'header')) old.remove()
    direction.addComment(mark)
  }
  return `<!--${mark}-->`
}

/** Marks where schemas go, and gives those that the provider did not bring. */
function markTypes(root: Element): { mark: string; xml: string } {
  const mark = randomUUID()
  const [types] = childrenNamed(root, wsdlNamespace, 'types')
  const known = types === undefined ? [] : childrenNamed(types, schemaNamespace, 'schema')
  const namespaces = known.map((schema) => attributeOf(schema, '', 'targetNamespace'))
  types?.addComment(mark)
  const missing = [identifiers, xroad].filter((namespace) => !namespaces.includes(namespace))
  const xml = missing.map((namespace) => uxpSchemas[namespace]).join('\n')
  return { mark: `<!--${mark}-->`, xml }
}

/** The prefix stands on `definitions`: suds looks for it nowhere below the binding. */
function headersXml(): string {
  return headerParts
    .map(
      (part) =>
        `<soap:header xmlns:soap="${soapNamespace}" message="wsdl-tns:requestheader" part="${part}" use="literal"/>`,
    )
    .join('')
}

function headerMessage(): string {
  const parts = headerParts.map((part) => `<wsdl:part name="${part}" element="xrd:${part}"/>`)
  return `<wsdl:message xmlns:wsdl="${wsdlNamespace}" xmlns:xrd="${xroad}" name="requestheader">${parts.join('')}</wsdl:message>`
}
