// The http server: `/ws` to the SOAP door, everything else to express; over mutual TLS when it is given.

import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Gateway } from '../gateway.ts'
import type { Metrics } from '../metrics.ts'
import { answerForNode, closeBehind, createConnections } from './connection.ts'
import type { SoapDoor } from './soap.ts'
import type { TlsLink } from './tls.ts'

export interface ServerParts {
  gateway: Gateway
  soap: SoapDoor
  web: RequestListener
  metrics: Pick<Metrics, 'link'>
  /** Absent: plain HTTP. */
  tls?: TlsLink | undefined
  /** Time for a TLS handshake, and for the headers and body of a request, milliseconds. */
  receiveTimeoutMs: number
  /** Time for a client to take an answer, milliseconds. */
  sendTimeoutMs: number
  /** Connections beyond are closed at once: to answer each would cost what the limit saves. */
  connectionsMax: number
}

/** Longer than the security server's pool keeps a connection, or it would write into a closed one. */
const keepAliveMs = 75_000

/** After this long without a packet the system asks whether the other side still exists. */
const probeAfterMs = 30_000

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

function httpOptions(receiveTimeoutMs: number) {
  return {
    keepAlive: true,
    keepAliveInitialDelay: probeAfterMs,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: receiveTimeoutMs,
    requestTimeout: receiveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, receiveTimeoutMs),
    requireHostHeader: false,
    noDelay: true,
  }
}

function serverOver({ tls, receiveTimeoutMs }: ServerParts, handle: RequestListener): Server {
  const options = httpOptions(receiveTimeoutMs)
  if (tls === undefined) return createServer(options, handle)
  const handshakeTimeout = receiveTimeoutMs
  const server = createTlsServer({ ...options, ...tls.options, handshakeTimeout }, handle)
  // Only now, and not for all sockets: whoever leaves during the handshake is let go at once.
  server.prependListener('secureConnection', (socket) => {
    socket.allowHalfOpen = true
  })
  tls.attach(server)
  return server
}

/** A server that is not listening yet. Its timeouts and parser errors are answered as SOAP faults. */
export function createGatewayServer(parts: ServerParts): Server {
  const { tls, metrics, gateway, sendTimeoutMs, connectionsMax } = parts
  const connections = createConnections({ sendTimeoutMs, unread: () => metrics.link('unread') })
  const serve = listener(parts)
  const handle = connections.follow((request, response) => {
    if (tls === undefined || tls.admits(request.socket)) serve(request, response)
    else closeBehind(connections, { request, response })
  })
  // Whoever has sent a whole message and closes its writing side still reads: the answer leaves, and the connection
  // ends behind it. Node's own switch, without a type.
  const server = Object.assign(serverOver(parts, handle), { httpAllowHalfOpen: true })
  server.maxConnections = connectionsMax
  server.on('drop', () => metrics.link('connections'))
  server.on('checkExpectation', handle)
  answerForNode(server, gateway, connections)
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
