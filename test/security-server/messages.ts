// Messages and adapters for tests of the double: a whole request, its honest answer, and what can be broken.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SecurityServerOptions } from '../../scripts/security-server/settings.ts'
import { type SecurityServer, startSecurityServer } from '../../scripts/security-server/start.ts'

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const xroad = 'http://x-road.eu/xsd/xroad.xsd'
const identifiers = 'http://x-road.eu/xsd/identifiers'

export const provider = 'TEST/GOV/00000000/00_Zrazok_Provider'
export const serviceCode = 'Work_v1'

function parts(text: string, names: readonly string[]): string {
  return text
    .split('/')
    .map((part, at) => `<id:${names[at]}>${part}</id:${names[at]}>`)
    .join('')
}

const names = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode']

/** Header blocks by name, so that a test can take one away or change it. */
export type Blocks = Record<string, string>

export function blocks(service = `${provider}/${serviceCode}`): Blocks {
  return {
    client: `<xrd:client id:objectType="SUBSYSTEM">${parts('TEST/GOV/00000001/01_Zrazok_Consumer', names)}</xrd:client>`,
    service: `<xrd:service id:objectType="SERVICE">${parts(service, names)}</xrd:service>`,
    id: '<xrd:id>message-1</xrd:id>',
    userId: '<xrd:userId>UA0000000000</xrd:userId>',
    issue: '<xrd:issue>case 1</xrd:issue>',
    representedParty:
      '<repr:representedParty xmlns:repr="http://x-road.eu/xsd/representation.xsd"><repr:partyClass>COM</repr:partyClass><repr:partyCode>00000002</repr:partyCode></repr:representedParty>',
    protocolVersion: '<xrd:protocolVersion>4.0</xrd:protocolVersion>',
  }
}

export function envelope(header: Blocks, body: string): string {
  const lines = Object.values(header).map((block) => `\n    ${block}`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="${soap11}" xmlns:xrd="${xroad}" xmlns:id="${identifiers}">
  <e:Header>${lines.join('')}
  </e:Header>
  <e:Body>${body}</e:Body>
</e:Envelope>`
}

export const request = (header: Blocks = blocks()) =>
  envelope(header, `<w:${serviceCode} xmlns:w="urn:work"><w:a>1</w:a></w:${serviceCode}>`)

export const response = (header: Blocks = blocks(), body = '<w:b>2</w:b>') =>
  envelope(
    header,
    `<w:${serviceCode}Response xmlns:w="urn:work">${body}</w:${serviceCode}Response>`,
  )

/** A request as the adapter got it. */
export interface Got {
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface AdapterUnderTest {
  url: string
  got: Got[]
  stop(): Promise<void>
}

/** An adapter that does what it is told with every request. */
export async function startAdapter(
  answer: (response: ServerResponse, got: Got) => void,
): Promise<AdapterUnderTest> {
  const got: Got[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const one = { headers: incoming.headers, body: Buffer.concat(chunks) }
    got.push(one)
    answer(outgoing, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/adapter`,
    got,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const xml = { 'Content-Type': 'text/xml; charset=utf-8' }

/** Answers this text as an honest adapter would. */
export function answering(text: string | Buffer, contentType = xml['Content-Type'], status = 200) {
  return (outgoing: ServerResponse) => {
    outgoing.writeHead(status, { 'Content-Type': contentType })
    outgoing.end(text)
  }
}

export interface Pair extends SecurityServer {
  lines: string[]
}

/** The double in front of an adapter that needs no WSDL. */
export async function startPair(
  url: string,
  options: Partial<SecurityServerOptions> = {},
): Promise<Pair> {
  const lines: string[] = []
  const server = await startSecurityServer({
    provider: url,
    member: provider,
    services: [serviceCode],
    say: (line) => lines.push(line),
    ...options,
  })
  return { ...server, lines }
}

export interface Answer {
  status: number
  contentType: string
  body: Buffer
  text: string
  /** The faultcode, when it is a fault. */
  code: string | undefined
  faultstring: string | undefined
}

export async function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = xml,
  method = 'POST',
): Promise<Answer> {
  const answer = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const text = bytes.toString()
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type') ?? '',
    body: bytes,
    text,
    code: /<faultcode>([^<]*)<\/faultcode>/.exec(text)?.[1],
    faultstring: /<faultstring[^>]*>([^<]*)<\/faultstring>/.exec(text)?.[1],
  }
}

/** A multipart of these parts: header lines and content. */
export function multipart(
  boundary: string,
  parts: readonly [head: string, body: string | Buffer][],
) {
  return Buffer.concat([
    ...parts.flatMap(([head, body]) => [
      Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}
