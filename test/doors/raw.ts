// A real server on a free port, and a client that writes bytes and reads the answers back by itself.

import type { RequestListener, Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { createGatewayServer, listen } from '../../src/doors/server.ts'
import { createSoapDoor, type SoapDoor } from '../../src/doors/soap.ts'
import type { TlsLink } from '../../src/doors/tls.ts'
import { type Answers, type GatewayUnderTest, gatewayOver } from '../gateway-parts.ts'

export interface Answer {
  status: number
  version: string
  headers: Record<string, string>
  body: string
  /** The fault's code, if the body is one. */
  code: string | undefined
}

export interface Limits {
  bytesMax?: number
  attachmentBytesMax?: number
  attachmentsMax?: number
  inFlightMax?: number
  deadlineMs?: number
  receiveTimeoutMs?: number
  queueMax?: number
  receivedBytesMax?: number
  sendTimeoutMs?: number
  connectionsMax?: number
  tls?: TlsLink
}

/** What a test does not limit. */
const generous = {
  bytesMax: 100_000,
  attachmentBytesMax: 1_000_000,
  attachmentsMax: 16,
  inFlightMax: 100,
  deadlineMs: 5000,
  receiveTimeoutMs: 5000,
  queueMax: 0,
  receivedBytesMax: 67_108_864,
  sendTimeoutMs: 5000,
  connectionsMax: 5000,
}

export interface ServerUnderTest extends GatewayUnderTest {
  server: Server
  soap: SoapDoor
  port: number
  close(): Promise<void>
}

const teapot: RequestListener = (request, response) => {
  response.statusCode = 418
  response.end(`web ${request.method} ${request.url}`)
}

/** A gateway server over these answers of the engine; everything but `/ws` goes to `web`. */
export async function serve(
  answers: Answers = {},
  limits: Limits = {},
  web: RequestListener = teapot,
): Promise<ServerUnderTest> {
  const all = { ...generous, ...limits }
  const under = gatewayOver(answers, all.bytesMax)
  const parts = { ...all, gateway: under.gateway, metrics: under.metrics }
  const soap = createSoapDoor(parts)
  const server = createGatewayServer({ ...parts, soap, web })
  const port = await listen(server, 0, '127.0.0.1')
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(Object.create(under) as GatewayUnderTest, { server, soap, port, close })
}

export interface Connection {
  socket: Socket
  write(text: string | Buffer): void
  /** The next answer, in the order of arrival. Rejects when the connection ends before it is whole. */
  answer(): Promise<Answer>
  /** Resolves when the other side closed, with what came that no answer took. */
  closed(): Promise<string>
}

function plain(port: number): Socket {
  return connect({ port, host: '127.0.0.1', allowHalfOpen: true })
}

/** A connection that reads whatever comes; `end()` of its socket half-closes it. */
export function open(port: number, socket = plain(port)): Connection {
  let received = Buffer.alloc(0)
  let over: string | undefined
  let wake: () => void = () => undefined
  const news = () => new Promise<void>((resolve) => (wake = resolve))
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    wake()
  })
  for (const event of ['end', 'close', 'error'] as const) {
    socket.on(event, (error?: unknown) => {
      over ??= error instanceof Error ? error.message : event
      wake()
    })
  }
  async function answer(headless = false): Promise<Answer> {
    for (;;) {
      const taken = take(received, headless)
      if (taken) {
        received = received.subarray(taken.length)
        if (taken.answer.status !== 100) return taken.answer
      } else if (over !== undefined)
        throw new Error(`${over} after ${JSON.stringify(String(received))}`)
      else await news()
    }
  }
  return {
    socket,
    write: (text) => void socket.write(text),
    answer,
    async closed() {
      while (over === undefined) await news()
      socket.destroy()
      return received.toString()
    },
  }
}

/** One whole answer at the start of the bytes, and how long it is. */
function take(bytes: Buffer, headless: boolean): { answer: Answer; length: number } | undefined {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, head).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 2),
    ]),
  )
  const length = head + 4 + (headless ? 0 : Number(headers['content-length'] ?? 0))
  if (bytes.length < length) return undefined
  const body = bytes.subarray(head + 4, length).toString()
  const [version = '', status] = first.split(' ')
  const code = /<faultCode>(\w+)</.exec(body)?.[1]
  return { answer: { status: Number(status), version, headers, body, code }, length }
}

/** The bytes of a POST to /ws with this body. Header lines given here replace the ordinary ones. */
export function post(body: string, headers: Record<string, string | undefined> = {}): string {
  const lines = Object.entries({
    Host: 'gateway.example',
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]))
  return `POST /ws HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Sends bytes on a connection of their own and gives the one answer. */
export async function exchange(port: number, text: string | Buffer): Promise<Answer> {
  const connection = open(port)
  connection.write(text)
  try {
    return await connection.answer()
  } finally {
    connection.socket.destroy()
  }
}
