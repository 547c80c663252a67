// What the provider's security server answers by itself, without the adapter (X-Road service metadata
// protocol): listMethods, allowedMethods, getWsdl. The header of the request is in every answer.

import { randomUUID } from 'node:crypto'
import type { Content } from './decode.ts'
import { identifiers, type Parts, partsText, xroad } from './header.ts'
import { joinParts } from './mime.ts'
import { escaped, Refusal } from './refusal.ts'
import { soap11 } from './soap.ts'
import { type Service, withAddress } from './wsdl.ts'
import { childrenNamed, childrenOf, isNamed, textOf, withXml } from './xml.ts'

/** What every address of a provider is for a consumer. */
export const maskedAddress = 'http://example.org/xroad-endpoint'

export interface Metadata {
  /** The provider, without service code. */
  provider: Parts
  services: readonly Service[]
  /** Whether this client may call that service. */
  allows(client: Parts, code: string): boolean
  fetchWsdl(): Promise<Buffer>
}

export interface MetaRequest {
  client: Parts
  /** The request's SOAP message in UTF-8. */
  bytes: Buffer
}

type Metaservice = (request: MetaRequest, metadata: Metadata) => Content | Promise<Content>

/** By service code; none has a version. */
export const metaservices: Readonly<Record<string, Metaservice>> = {
  listMethods: ({ bytes }, { services, provider }) => listed(bytes, provider, services),
  allowedMethods({ bytes, client }, { services, provider, allows }) {
    const allowed = services.filter(({ code }) => allows(client, code))
    return listed(bytes, provider, allowed)
  },
  getWsdl,
}

function listed(bytes: Buffer, provider: Parts, services: readonly Service[]): Content {
  const written = services.map((service) => serviceXml(provider, service))
  return { contentType: 'text/xml; charset=UTF-8', body: answered(bytes, written.join('')) }
}

function serviceXml(provider: Parts, { code, version }: Service): string {
  const parts = { ...provider, serviceCode: code, ...(version && { serviceVersion: version }) }
  const elements = Object.entries(parts).map(
    ([name, text]) => `<id:${name}>${escaped(text)}</id:${name}>`,
  )
  return `<xrd:service id:objectType="SERVICE">${elements.join('')}</xrd:service>`
}

/** The request's envelope with its body's element made the answer to itself. */
function answered(bytes: Buffer, content: string): Buffer {
  return withXml(bytes, (root) => {
    const [body] = childrenNamed(root, soap11, 'Body')
    const [asked] = body === undefined ? [] : childrenOf(body)
    const name = `${asked?.name}Response`
    const response = `<xrd:${name} xmlns:xrd="${xroad}" xmlns:id="${identifiers}">${content}</xrd:${name}>`
    const marker = `x${randomUUID()}`
    asked?.remove()
    body?.addElement(marker)
    const text = root.doc.toString({ format: false })
    return Buffer.from(text.replace(new RegExp(`<[^<>]*${marker}/>`), () => response))
  })
}

async function getWsdl({ bytes }: MetaRequest, metadata: Metadata): Promise<Content> {
  const { code, version } = askedService(bytes)
  const known = metadata.services.some((one) => one.code === code && one.version === version)
  if (!known) throw new Refusal('UnknownService', 'Could not find wsdl URL for service')
  const wsdl = withAddress(await metadata.fetchWsdl(), maskedAddress)
  const echoed = `<xrd:serviceCode>${escaped(code)}</xrd:serviceCode>${
    version === undefined ? '' : `<xrd:serviceVersion>${escaped(version)}</xrd:serviceVersion>`
  }`
  const boundary = `xroad${randomUUID()}`
  const soapHead = 'Content-Type: text/xml; charset=UTF-8'
  const head = `Content-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <wsdl=${randomUUID()}@x-road.eu>`
  const parts = [
    { head: soapHead, contentType: 'text/xml', body: answered(bytes, echoed) },
    { head, contentType: 'text/xml', body: wsdl },
  ]
  const contentType = `multipart/related; type="text/xml"; charset=UTF-8; boundary="${boundary}"`
  return { contentType, body: joinParts(parts, boundary) }
}

function askedService(bytes: Buffer): Service {
  return withXml(bytes, (root) => {
    const [body] = childrenNamed(root, soap11, 'Body')
    const asked = body && childrenOf(body).find((child) => isNamed(child, xroad, 'getWsdl'))
    const text = (name: string) => {
      const [element] = asked === undefined ? [] : childrenNamed(asked, xroad, name)
      return element && textOf(element)
    }
    const code = text('serviceCode')
    if (code === undefined || code === '') {
      throw new Refusal('InvalidRequest', 'Missing serviceCode in message body')
    }
    return { code, version: text('serviceVersion') }
  })
}

/** GET /listClients of the consumer's security server: who is known, as XML or JSON. */
export function listClients(clients: readonly Parts[], json: boolean): Content {
  if (json) {
    const member = clients.map((parts) => ({ id: jsonId(parts), name: partsText(parts) }))
    return {
      contentType: 'application/json; charset=UTF-8',
      body: Buffer.from(JSON.stringify({ member })),
    }
  }
  const members = clients.map((parts) => `<xrd:member>${clientXml(parts)}</xrd:member>`).join('')
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<xrd:clientList xmlns:xrd="${xroad}" xmlns:id="${identifiers}">${members}</xrd:clientList>`
  return { contentType: 'text/xml; charset=UTF-8', body: Buffer.from(text) }
}

function objectType(parts: Parts): string {
  return parts.subsystemCode === undefined ? 'MEMBER' : 'SUBSYSTEM'
}

function clientXml(parts: Parts): string {
  const elements = Object.entries(parts).map(
    ([name, text]) => `<id:${name}>${escaped(text)}</id:${name}>`,
  )
  return `<xrd:id id:objectType="${objectType(parts)}">${elements.join('')}</xrd:id><xrd:name>${escaped(partsText(parts))}</xrd:name>`
}

function jsonId(parts: Parts) {
  const snake = Object.entries(parts).map(([name, text]) => [
    name.replace(/^xRoad/, 'xroad').replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`),
    text,
  ])
  return { object_type: objectType(parts), ...Object.fromEntries(snake) }
}
