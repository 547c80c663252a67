// Requests and responses of the services: what binding and portType say of each direction.

import { childrenOf, find, type Node, type Reference, reference } from './node.ts'
import { type Place, placeOf } from './rule.ts'
import { messageOf, type Service, soapOf, type Wsdl } from './wsdl.ts'

/** What a header message describes (PR-MESS 4.0 §3). */
export const headerParts = ['client', 'service', 'id', 'userId', 'issue', 'protocolVersion']

const directions = ['input', 'output'] as const
type Direction = (typeof directions)[number]

/** One direction of one service: what the binding and the portType say of it. */
export interface Exchange {
  service: Service
  direction: Direction
  bound: Node | undefined
  described: Node | undefined
}

export function exchanges({ services }: Wsdl): Exchange[] {
  return services.flatMap((service) =>
    directions.map((direction) => ({
      service,
      direction,
      bound: childrenOf(service.bound, 'wsdl', direction)[0],
      described: childrenOf(service.described, 'wsdl', direction)[0],
    })),
  )
}

/** The parts of a message that the body takes: those that it lists, else all. */
export function bodyParts({ root }: Wsdl, { bound, described }: Exchange): Node[] {
  const parts = childrenOf(messageOf(root, described), 'wsdl', 'part')
  const listed = soapOf(bound, 'body')?.attributes.parts?.split(/\s+/)
  return listed ? parts.filter(({ attributes }) => listed.includes(attributes.name ?? '')) : parts
}

export function wrapper(wsdl: Wsdl, exchange: Exchange): Reference | undefined {
  const [part] = bodyParts(wsdl, exchange)
  return part && reference(part, 'element')
}

/** The exchanges that the portType describes: others are the importer's to report. */
export function describedExchanges(
  wsdl: Wsdl,
  wanted: readonly Direction[] = directions,
): Exchange[] {
  return exchanges(wsdl).filter(
    ({ direction, described }) => described !== undefined && wanted.includes(direction),
  )
}

/** The element that an exchange is to bear by the protocol. */
function expectedName({ service, direction }: Exchange): string {
  return direction === 'input' ? service.code : `${service.code}Response`
}

export function placesOf(found: readonly Exchange[]): Place[] {
  return found.map(({ service, bound, direction }) =>
    placeOf(bound ?? service.bound, `${service.code} ${direction}`),
  )
}

export function isWronglyNamed(wsdl: Wsdl, exchange: Exchange): boolean {
  const name = wrapper(wsdl, exchange)?.name
  return name !== undefined && name !== expectedName(exchange)
}

/** The security server lets a body pass whose name begins with the service code. */
export function isRefusedName(wsdl: Wsdl, exchange: Exchange): boolean {
  return wrapper(wsdl, exchange)?.name.startsWith(exchange.service.code) === false
}

/** `soap:body`, `soap:header` and `soap:fault` of all bindings. */
export function extensions({ root }: Wsdl): Node[] {
  return childrenOf(root, 'wsdl', 'binding').flatMap((binding) => [
    ...find(binding, 'soap', 'body', 'header', 'headerfault', 'fault'),
    ...find(binding, 'soap12', 'body', 'header', 'headerfault', 'fault'),
  ])
}

/** The `soap:header` lines of one direction. */
export function headersOf({ bound }: Exchange): Node[] {
  return childrenOf(bound, 'soap', 'header')
}

export function missingHeaders(exchange: Exchange): string[] {
  const parts = headersOf(exchange).map(({ attributes }) => attributes.part)
  return headerParts.filter((part) => !parts.includes(part))
}

/** The messages of the header lines, as they are written. */
export function headerMessages(exchange: Exchange): (string | undefined)[] {
  return [...new Set(headersOf(exchange).map(({ attributes }) => attributes.message))]
}

/** The parts that header lines refer to. */
export function headerPartsOf(wsdl: Wsdl): Node[] {
  const parts = exchanges(wsdl).flatMap((exchange) =>
    headersOf(exchange).flatMap((header) =>
      childrenOf(messageOf(wsdl.root, header), 'wsdl', 'part').filter(
        ({ attributes }) => attributes.name === header.attributes.part,
      ),
    ),
  )
  return [...new Set(parts)]
}
