// What a WSDL offers, as the security server's importer finds it: the operations of bindings whose ports
// speak SOAP over HTTP (X-Road WsdlParser; wsdl4j with imports and schemas off).

import {
  childrenOf,
  find,
  is,
  type Node,
  namespaces,
  type Reference,
  reference,
  within,
} from './node.ts'
import type { Document, Profile } from './read.ts'

/** One operation of one port. */
export interface Service {
  code: string
  /** Text of the extension element `version`, of whatever namespace. */
  version: string | undefined
  address: string | undefined
  port: Node
  binding: Node
  /** The binding's operation. */
  bound: Node
  /** The portType's operation, if it has one of that name. */
  described: Node | undefined
}

export interface Wsdl {
  document: Document
  profile: Profile
  root: Node
  services: readonly Service[]
  /** Schemas that stand inline. */
  schemas: readonly Node[]
}

export const transport = 'http://schemas.xmlsoap.org/soap/http'

/** The component of the document that an attribute refers to, such as the binding of a port. */
function referred(root: Node, from: Node | undefined, attribute: string, kind: string) {
  const name = from && reference(from, attribute)
  if (name?.namespace !== root.attributes.targetNamespace) return undefined
  return childrenOf(root, 'wsdl', kind).find((found) => found.attributes.name === name?.name)
}

export function bindingOf(root: Node, port: Node): Node | undefined {
  return referred(root, port, 'binding', 'binding')
}

export function portTypeOf(root: Node, binding: Node): Node | undefined {
  return referred(root, binding, 'type', 'portType')
}

/** The message of an input, output, fault or header. */
export function messageOf(root: Node, from: Node | undefined): Node | undefined {
  return referred(root, from, 'message', 'message')
}

/** The SOAP extension of a binding or port: `binding` or `address`, of either version. */
export function soapOf(node: Node | undefined, name: string): Node | undefined {
  return node?.children.find((child) => is(child, 'soap', name) || is(child, 'soap12', name))
}

export function speaksSoap(binding: Node | undefined): boolean {
  return soapOf(binding, 'binding')?.attributes.transport === transport
}

export function portsOf(root: Node): Node[] {
  return childrenOf(root, 'wsdl', 'service').flatMap((service) =>
    childrenOf(service, 'wsdl', 'port'),
  )
}

/** The importer takes an extension element by its local name alone. */
function versionOf(bound: Node): string | undefined {
  const found = bound.children.find(
    ({ name, namespace }) => name === 'version' && namespace !== namespaces.wsdl,
  )
  return found?.text || undefined
}

function servicesOfPort(root: Node, port: Node): Service[] {
  const binding = bindingOf(root, port)
  if (binding === undefined || !speaksSoap(binding)) return []
  const address = soapOf(port, 'address')?.attributes.location
  const portType = portTypeOf(root, binding)
  return childrenOf(binding, 'wsdl', 'operation').map((bound) => {
    const code = bound.attributes.name ?? ''
    const described = childrenOf(portType, 'wsdl', 'operation').find(
      ({ attributes }) => attributes.name === code,
    )
    return { code, version: versionOf(bound), address, port, binding, bound, described }
  })
}

/** X-Road's own way describes header parts; Trembita's security servers add theirs to a plain WSDL. */
function profileOf(root: Node): Profile {
  return find(root, 'soap', 'header').length > 0 ? 'x-road' : 'trembita'
}

/** The WSDL of a document that could be read. */
export function wsdlOf(document: Document, root: Node, profile = profileOf(root)): Wsdl {
  const services = portsOf(root).flatMap((port) => servicesOfPort(root, port))
  return { document, profile, root, services, schemas: find(root, 'xs', 'schema') }
}

/** Every element of every schema that stands inline, with the schema that it stands in. */
export function inSchemas(wsdl: Wsdl): Node[] {
  return wsdl.schemas.flatMap(within)
}

/** A global component of the inline schemas. */
export function declared(
  { schemas }: Wsdl,
  kind: 'element' | 'complexType' | 'simpleType',
  wanted: Reference | undefined,
): Node | undefined {
  return schemas
    .filter(({ attributes }) => (attributes.targetNamespace ?? '') === wanted?.namespace)
    .flatMap((schema) => childrenOf(schema, 'xs', kind))
    .find(({ attributes }) => attributes.name === wanted?.name)
}
