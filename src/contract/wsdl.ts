// Publishes the WSDL: one self-contained document with inline schemas, our address and only the
// operations that exist; with header parts for plain clients, without them for Trembita, whose security
// servers add their own.

import { readFileSync } from 'node:fs'
import { children, type Element, wellFormed } from '../xml/document.ts'
import { contractFolder } from './schema.ts'

interface Publication {
  /** The address to call, `PUBLIC_URL` with `/ws`. */
  address: string
  /** Service codes of the operations that exist. */
  operations: readonly string[]
  /** Whether the X-Road header parts are described. */
  headers: boolean
}

/** The schema files in the order in which they stand inline; the header's two are left out of the plain WSDL. */
const schemaFiles = ['certificates.xsd', 'identifiers.xsd', 'xroad.xsd']

/**
 * Codes of the security server's metaservices: it refuses to import a service of that name (X-Road 7.7,
 * reserved-service-codes), and an adapter would never receive it.
 */
export const reservedCodes: ReadonlySet<string> = new Set([
  'listClients',
  'listMethods',
  'allowedMethods',
  'getWsdl',
  'getOpenAPI',
  'getSecurityServerMetrics',
  'getSecurityServerOperationalData',
  'getSecurityServerHealthData',
])

const soapNamespace = 'http://schemas.xmlsoap.org/wsdl/soap/'

function read(name: string): Element {
  return wellFormed(readFileSync(new URL(name, contractFolder))).root
}

function descendants(element: Element): Element[] {
  return children(element).flatMap((child) => [child, ...descendants(child)])
}

/** Serialises a schema for standing inline: imports keep the namespace and lose the location. */
function inlineSchema(file: string): string {
  const root = read(file)
  for (const element of descendants(root)) {
    if (element.name === 'import') element.attr('schemaLocation')?.remove()
  }
  const text = root.toString({ format: false })
  root.doc.dispose()
  return text
}

function isNamed(names: readonly string[]): (element: Element) => boolean {
  return (element) => {
    const name = element.attr('name')?.value ?? ''
    return names.some(
      (known) => name === known || name === `${known}Request` || name === `${known}Answer`,
    )
  }
}

/** Removes what is unwanted; nothing below a removed element is looked at, for its memory is gone. */
function prune(element: Element, unwanted: (element: Element) => boolean) {
  for (const child of children(element)) {
    if (unwanted(child)) child.remove()
    else prune(child, unwanted)
  }
}

/** Removes operations and messages of operations that do not exist (yet). */
function keepOperations(definitions: Element, operations: readonly string[]) {
  const exists = isNamed([...operations, 'requestheader', 'GatewayFaultMessage'])
  prune(definitions, (element) => {
    const ours = element.name === 'operation' && element.namespaceUri !== soapNamespace
    return (ours || element.name === 'message') && !exists(element)
  })
}

function removeHeaders(definitions: Element) {
  prune(definitions, (element) => {
    if (element.name === 'body') element.attr('parts')?.remove()
    const header = element.name === 'header' && element.namespaceUri === soapNamespace
    return header || (element.name === 'message' && isNamed(['requestheader'])(element))
  })
}

function setAddress(definitions: Element, address: string) {
  for (const element of descendants(definitions)) {
    if (element.name === 'address') element.setAttr('location', address)
  }
}

function refuseReserved(operations: readonly string[]) {
  const reserved = operations.filter((name) => reservedCodes.has(name))
  if (reserved.length === 0) return
  throw new Error(`${reserved.join(', ')}: the security server's own service, choose another name`)
}

/**
 * The WSDL to serve. Its text changes only with the contract, the address and the operations.
 * @throws Error when an operation is named like a metaservice
 */
export function publishWsdl({ address, operations, headers }: Publication): string {
  refuseReserved(operations)
  const definitions = read('certificates.wsdl')
  keepOperations(definitions, operations)
  if (!headers) removeHeaders(definitions)
  setAddress(definitions, address)
  const text = definitions.doc.toString()
  definitions.doc.dispose()
  const schemas = (headers ? schemaFiles : schemaFiles.slice(0, 1)).map(inlineSchema).join('\n')
  return text.replace(/<xs:schema>[\s\S]*?<\/xs:schema>/, () => schemas)
}
