// Where a WSDL holds what client stacks stumble over: the places, without judgement.

import { headerPartsOf } from './exchanges.ts'
import { childrenOf, find, is, type Node, namespaces, reference } from './node.ts'
import { declared, inSchemas, messageOf, type Wsdl } from './wsdl.ts'

/** Elements of the inline schemas of these names. */
export function schemaElements(wsdl: Wsdl, ...names: string[]): Node[] {
  return inSchemas(wsdl).filter((node) => is(node, 'xs', ...names))
}

function hostOf(address: string | undefined): string {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : ''
}

/** Locations on another host than the services'. */
export function foreignLocations({ root, services }: Wsdl): Node[] {
  const own = services.map(({ address }) => hostOf(address))
  const pointing = [
    ...find(root, 'xs', 'import', 'include', 'redefine'),
    ...find(root, 'wsdl', 'import'),
  ]
  return pointing.filter(({ attributes }) => {
    const host = hostOf(attributes.schemaLocation ?? attributes.location)
    return host !== '' && !own.includes(host)
  })
}

/** Imports without a location whose schema does not stand inline. */
export function unresolvedImports(wsdl: Wsdl): Node[] {
  const known = wsdl.schemas.map(({ attributes }) => attributes.targetNamespace)
  return schemaElements(wsdl, 'import')
    .filter(({ attributes }) => attributes.schemaLocation === undefined)
    .filter(({ attributes }) => !known.includes(attributes.namespace))
}

/** Messages of faults. */
export function faultMessages({ root, services }: Wsdl): Node[] {
  const messages = services
    .flatMap(({ described }) => childrenOf(described, 'wsdl', 'fault'))
    .map((fault) => messageOf(root, fault))
  return [...new Set(messages)].filter((message) => message !== undefined)
}

export function elementsOf(message: Node) {
  return childrenOf(message, 'wsdl', 'part').map((part) => reference(part, 'element'))
}

/** Built-in types of header parts, and those that a part before has already. */
export function indistinctTypes(wsdl: Wsdl): Node[] {
  const types = headerPartsOf(wsdl).map((part) => {
    const element = declared(wsdl, 'element', reference(part, 'element'))
    const type = element && reference(element, 'type')
    return { part, key: type && `${type.namespace} ${type.name}`, of: type?.namespace }
  })
  const keys = types.map(({ key }) => key)
  return types
    .filter(({ key, of }, at) => {
      if (key === undefined) return false
      return of === namespaces.xs || keys.indexOf(key) < at
    })
    .map(({ part }) => part)
}

export function isWideDate(node: Node): boolean {
  const type = reference(node, is(node, 'xs', 'restriction') ? 'base' : 'type')
  if (type?.namespace !== namespaces.xs || type.name !== 'date') return false
  return childrenOf(node, 'xs', 'pattern').length === 0
}

export function isPrivate(address: string | undefined): boolean {
  const host = hostOf(address).replace(/:\d+$/, '')
  return /^(localhost|.*\.(local|localhost|internal|lan)|127\..*|0\.0\.0\.0|\[::1\])$/.test(host)
}
