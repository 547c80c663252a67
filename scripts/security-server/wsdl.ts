// The provider's WSDL: fetched as a security server fetches it, read for its services, and with its addresses
// masked or replaced.

import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { ProviderTls } from './pinned.ts'
import { Refusal } from './refusal.ts'
import { attributeOf, childrenNamed, childrenOf, type Element, withXml } from './xml.ts'

export const wsdlNamespace = 'http://schemas.xmlsoap.org/wsdl/'
const soapBindings = [
  'http://schemas.xmlsoap.org/wsdl/soap/',
  'http://schemas.xmlsoap.org/wsdl/soap12/',
]
const overHttp = 'http://schemas.xmlsoap.org/soap/http'

/** The metadata client's own limits: PR-META, security server 7.x. */
const timeoutMs = 30_000
const bytesMax = 10_485_760

export interface Service {
  code: string
  version: string | undefined
}

/** @throws Refusal InternalError when it is not there, IOError when it cannot be read */
export function fetchWsdl(url: string, { certificate, key }: ProviderTls): Promise<Buffer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const tls = { ...(certificate && { cert: certificate }), ...(key && { key }) }
  // Whoever serves a WSDL is not verified.
  const settings = { ...tls, rejectUnauthorized: false, timeout: timeoutMs, agent: false as const }
  return new Promise((resolve, reject) => {
    const call = request(url, settings, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes > bytesMax) response.destroy(new Error('too large'))
      })
      response.on('error', (error) => reject(unreadable(error)))
      response.on('end', () => {
        if (response.statusCode === 200) return resolve(Buffer.concat(chunks))
        const text = `Received HTTP error: ${response.statusCode}`
        reject(new Refusal('InternalError', text, 'WSDL'))
      })
    })
    call.on('timeout', () => call.destroy(new Error('timeout')))
    call.on('error', (error) => reject(unreadable(error)))
    call.end()
  })
}

function unreadable({ code, message }: NodeJS.ErrnoException): Refusal {
  return new Refusal('IOError', 'The WSDL cannot be fetched', code ?? message)
}

/** Services as the importer finds them: operations of SOAP bindings that a port uses. */
export function readServices(wsdl: Buffer): Service[] {
  return withXml(wsdl, (root) => {
    const ports = childrenNamed(root, wsdlNamespace, 'service').flatMap((service) =>
      childrenNamed(service, wsdlNamespace, 'port'),
    )
    const used = ports.map((port) => localName(attributeOf(port, '', 'binding')))
    return childrenNamed(root, wsdlNamespace, 'binding')
      .filter((binding) => isSoap(binding) && used.includes(attributeOf(binding, '', 'name') ?? ''))
      .flatMap((binding) => childrenNamed(binding, wsdlNamespace, 'operation'))
      .map(readService)
  })
}

function localName(qName = ''): string {
  return qName.slice(qName.indexOf(':') + 1)
}

function isSoap(binding: Element): boolean {
  return childrenOf(binding).some(
    (child) =>
      soapBindings.includes(child.namespaceUri) &&
      child.name === 'binding' &&
      attributeOf(child, '', 'transport') === overHttp,
  )
}

function readService(operation: Element): Service {
  const version = childrenOf(operation).find(({ name }) => name === 'version')
  return { code: attributeOf(operation, '', 'name') ?? '', version: version?.content }
}

/** All elements below. */
export function descendants(element: Element): Element[] {
  return childrenOf(element).flatMap((child) => [child, ...descendants(child)])
}

/** The WSDL with every SOAP address replaced; nothing else changes, comments stay. */
export function withAddress(wsdl: Buffer, address: string): Buffer {
  return withXml(wsdl, (root) => {
    setAddress(root, address)
    return Buffer.from(root.doc.toString({ format: false }))
  })
}

export function setAddress(root: Element, address: string) {
  for (const element of descendants(root)) {
    if (element.name === 'address' && soapBindings.includes(element.namespaceUri)) {
      element.setAttr('location', address)
    }
  }
}
