// Where a WSDL breaks what wsdl4j and the security server's importer ask: the places, without judgement.

import { childrenOf, type Node, namespaces, reference, within } from './node.ts'
import { bindingOf, portsOf, portTypeOf, type Service, speaksSoap, type Wsdl } from './wsdl.ts'

/** WSDL 1.1 §2: which of its own elements stand in which. */
const structure: Readonly<Record<string, readonly string[]>> = {
  definitions: ['import', 'types', 'message', 'portType', 'binding', 'service', 'documentation'],
  import: ['documentation'],
  types: ['documentation'],
  message: ['part', 'documentation'],
  part: ['documentation'],
  portType: ['operation', 'documentation'],
  operation: ['input', 'output', 'fault', 'documentation'],
  input: ['documentation'],
  output: ['documentation'],
  fault: ['documentation'],
  binding: ['operation', 'documentation'],
  service: ['port', 'documentation'],
  port: ['documentation'],
}

/** Elements of WSDL's namespace or of none that WSDL does not know in their place. */
export function unexpected(node: Node): Node[] {
  if (node.namespace !== namespaces.wsdl || node.name === 'documentation') return []
  const known = structure[node.name] ?? []
  return node.children.flatMap((child) => {
    const foreign = child.namespace !== namespaces.wsdl && child.namespace !== ''
    if (foreign) return []
    const expected = child.namespace !== '' && known.includes(child.name)
    return expected ? unexpected(child) : [child]
  })
}

/** Attributes of WSDL elements whose value is a qualified name. */
const references = ['message', 'binding', 'type', 'element']

const speaking: readonly string[] = [namespaces.wsdl, namespaces.soap, namespaces.soap12]

export function unbound({ root }: Wsdl): Node[] {
  return within(root)
    .filter(({ namespace }) => speaking.includes(namespace))
    .filter((node) =>
      references.some((name) => {
        const found = reference(node, name)
        return found !== undefined && found.namespace === undefined
      }),
    )
}

function nameOf(operation: Node, kind: 'input' | 'output'): string | undefined {
  return childrenOf(operation, 'wsdl', kind)[0]?.attributes.name
}

/** wsdl4j PortTypeImpl.getOperation: names of input and output count when the binding gives them. */
function matches(bound: Node, described: Node): boolean {
  if (bound.attributes.name !== described.attributes.name) return false
  return (['input', 'output'] as const).every((kind) => {
    const name = nameOf(bound, kind)
    return name === undefined || name === nameOf(described, kind)
  })
}

/** Operations of portTypes that a binding cannot tell from one before them. */
export function duplicates({ root }: Wsdl): Node[] {
  const found = childrenOf(root, 'wsdl', 'binding').flatMap((binding) => {
    const described = childrenOf(portTypeOf(root, binding), 'wsdl', 'operation')
    return childrenOf(binding, 'wsdl', 'operation').flatMap((bound) =>
      described.filter((operation) => matches(bound, operation)).slice(1),
    )
  })
  return [...new Set(found)]
}

/** Where the importer follows a reference that is not there: a port's binding, a binding's portType. */
export function dangling({ root }: Wsdl): Node[] {
  const ports = portsOf(root).filter(({ attributes }) => attributes.binding === undefined)
  const bindings = portsOf(root)
    .map((port) => bindingOf(root, port))
    .filter((binding) => binding !== undefined)
    .filter((binding) => speaksSoap(binding) && binding.attributes.type === undefined)
  return [...ports, ...new Set(bindings)]
}

/** `% : ; / \`, control characters, zero-width space, byte order mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const forbidden = /[%:;/\\\u0000-\u001f\u007f-\u009f\u200b\ufeff]/

function isHttp(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false
  return ['http:', 'https:'].includes(new URL(address).protocol)
}

/** One port stands for all its operations. */
export function badAddresses({ services }: Wsdl): Node[] {
  const bad = services.filter(({ address }) => !isHttp(address))
  return [...new Set(bad.map(({ port }) => port))]
}

/** The importer's key: the code with the version. */
function keyOf({ code, version }: Service): string {
  return `${code}${version}`
}

export function overridden({ services }: Wsdl): Service[] {
  const keys = services.map(keyOf)
  return services.filter((service, at) => keys.indexOf(keyOf(service)) < at)
}

function boundNames(binding: Node): string[] {
  return childrenOf(binding, 'wsdl', 'operation').map(({ attributes }) => attributes.name ?? '')
}

/** Operations of a portType that one of its bindings leaves out. */
export function leftOut({ root }: Wsdl): Node[] {
  return childrenOf(root, 'wsdl', 'binding').filter((binding) => {
    const described = childrenOf(portTypeOf(root, binding), 'wsdl', 'operation')
    const names = boundNames(binding)
    return described.some(({ attributes }) => !names.includes(attributes.name ?? ''))
  })
}
