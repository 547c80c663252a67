// The http server: `/ws` to the SOAP door, everything else to express.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Gateway } from '../gateway.ts'
import { answerForNode, createConnections } from './connection.ts'
import type { SoapDoor } from './soap.ts'

export interface ServerParts {
  gateway: Gateway
  soap: SoapDoor
  web: RequestListener
  /** Time for the headers and body of a request, milliseconds. */
  receiveTimeoutMs: number
}

/** Longer than the security server's pool keeps a connection, or it would write into a closed one. */
const keepAliveMs = 75_000

const soapPath = /^\/ws(?:[/?]|$)/
const wsdlQuestion = /^\/ws\/?\?wsdl$/i
/** A request through a proxy names the whole URL (RFC 9112 §3.2.2). */
const origin = /^https?:\/\/[^/?]*/i

function listener({ soap, web }: ServerParts): RequestListener {
  return (request, response) => {
    const url = (request.url ?? '').replace(origin, '')
    const asksWsdl = wsdlQuestion.test(url) && ['GET', 'HEAD'].includes(request.method ?? '')
    if (asksWsdl) request.url = '/wsdl/certificates.wsdl'
    const handle = !asksWsdl && soapPath.test(url) ? soap.handle : web
    handle(request, response)
  }
}

/** A server that is not listening yet. Its timeouts and parser errors are answered as SOAP faults. */
export function createGatewayServer(parts: ServerParts): Server {
  const connections = createConnections()
  const handle = connections.follow(listener(parts))
  const server = createServer(
    {
      keepAlive: true,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: parts.receiveTimeoutMs,
      requestTimeout: parts.receiveTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, parts.receiveTimeoutMs),
      requireHostHeader: false,
      noDelay: true,
    },
    handle,
  )
  server.on('checkExpectation', handle)
  answerForNode(server, parts.gateway, connections)
  return server
}

/** Listens and gives the port, which matters when 0 was asked for. @throws when the port is taken */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return (server.address() as AddressInfo).port
}
