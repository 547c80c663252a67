// One message through the pair: the consumer's security server takes it, the provider's calls the adapter, both
// check, and whatever one of them refuses becomes its fault.

import { randomUUID } from 'node:crypto'
import type { Adapter } from './adapter.ts'
import { checkConsistent, checkHash } from './consistency.ts'
import { type Content, decode, encode, type Incoming } from './decode.ts'
import { glimpse } from './glimpse.ts'
import { requestHash, spliceHash } from './hash.ts'
import { type Habits, partsText } from './header.ts'
import { type Metadata, metaservices } from './metaservices.ts'
import { at, atAsync, faultXml, Refusal, type Spelling, spell } from './refusal.ts'
import { rewrite } from './rewrite.ts'
import { readSoap, type SoapMessage } from './soap.ts'

export interface Pair {
  adapter: Adapter
  metadata: Metadata
  habits: Habits
  spelling: Spelling
  /** Known clients; any of the instance when undefined. */
  clients: readonly string[] | undefined
  /** The provider's security server; any when undefined. */
  securityServer: string | undefined
  say: (line: string) => void
}

/** What a consumer sent. */
export interface Received {
  method: string
  contentType: string | undefined
  soapAction: string | undefined
  /** Undefined when it was larger than the double takes. */
  body: Buffer | undefined
}

type Request = Incoming<SoapMessage>

/** Always an answer under HTTP 200. */
export async function exchange(received: Received, pair: Pair): Promise<Content> {
  const started = performance.now()
  const trace: { request?: Request } = {}
  const spoken = (line: string) =>
    pair.say(
      `${line} | ${whose(trace.request, received)}, ${Math.round(performance.now() - started)} ms`,
    )
  try {
    const request = accepted(received, pair)
    trace.request = request
    at('Server.ClientProxy', () => checkMembers(request, pair))
    const response = await answerOf(request, received.soapAction, pair)
    const { soap } = response
    if (soap.kind === 'fault') {
      spoken(
        `fault   ${JSON.stringify(soap.code.slice(0, 100))}, the provider's own, passed as it came`,
      )
      return { contentType: 'text/xml; charset=UTF-8', body: response.bytes }
    }
    const content = at('Server.ClientProxy.ServiceFailed', () => checked(request, response, pair))
    spoken('passed ')
    return content
  } catch (error) {
    const refusal = error instanceof Refusal ? error : bug(error)
    const detail = randomUUID()
    const why = refusal.why === undefined ? '' : ` (${refusal.why})`
    spoken(`refused ${spell(refusal.code, pair.spelling)}: ${refusal.message}${why} [${detail}]`)
    const body = faultXml(refusal, pair.spelling, detail)
    return { contentType: 'text/xml; charset=UTF-8', body }
  }
}

/** What nobody thought of; its first line is for the desk. */
export function bug(error: unknown): Refusal {
  const why = String(error).split('\n', 1)[0]
  return new Refusal('Server.ClientProxy.InternalError', 'Internal error', why)
}

/** Nobody's name: what the message is, written so that it stays on its line. */
function whose(request: Request | undefined, { body }: Received): string {
  if (request === undefined) return body === undefined ? 'no message' : glimpsed(body)
  const { client, id } = request.soap.header
  const { serviceCode = '' } = request.soap.addressed
  return `${short(serviceCode)} for ${short(partsText(client))}, id ${short(id)}`
}

/** The same of a message that could not be read, as far as it shows. */
function glimpsed(body: Buffer): string {
  const { id, client, serviceCode } = glimpse(body)
  const texts = [
    serviceCode && short(serviceCode),
    client && `for ${short(client)}`,
    id && `id ${short(id)}`,
  ].filter(Boolean)
  return texts.length === 0 ? 'no message' : texts.join(', ')
}

function short(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}

/** The consumer's side: transport and parser. */
function accepted(received: Received, { habits }: Pair): Request {
  if (received.method !== 'POST') {
    throw new Refusal('Client.InvalidHttpMethod', 'Must use POST request method')
  }
  return at('Client', () => {
    const { body, contentType } = received
    checkSoapAction(received.soapAction)
    if (body === undefined) throw new Refusal('IOError', 'The message is too large')
    return taken(decode(body, contentType, habits))
  })
}

/** A consumer that sends a fault gets its code back under `Client`, as far as it looks like one. */
function taken(incoming: Incoming): Request {
  const { soap } = incoming
  if (soap.kind === 'fault') {
    const code = soap.code.replace(/[^\w.:-]/g, '').slice(0, 100)
    throw new Refusal(code, 'A fault is not a request')
  }
  return { ...incoming, soap }
}

const quoted = /^"(.+)"$/
/** What java.net.URI takes for a reference, near enough: no spaces, quotes or broken escapes. */
const uri = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=\u0080-\uffff]|%[0-9a-fA-F]{2})+$/

/** SOAP 1.1 §6.1.1: absent, empty, `""` or a quoted URI. */
function checkSoapAction(soapAction: string | undefined) {
  if (soapAction === undefined || soapAction === '' || soapAction === '""') return
  const inside = quoted.exec(soapAction)?.[1]
  if (inside !== undefined && uri.test(inside)) return
  throw new Refusal('InvalidSoapAction', 'Malformed SOAPAction header')
}

const memberNames = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode']

/** Who calls must be known, and where the service is. */
function checkMembers({ soap }: Request, { clients, metadata: { provider } }: Pair) {
  const { client, service } = soap.header
  const known = clients === undefined || clients.includes(partsText(client))
  if (!known || client.xRoadInstance !== provider.xRoadInstance) {
    throw new Refusal('UnknownMember', 'Client not found', 'client')
  }
  // A central service names its instance alone.
  const names = service === undefined ? memberNames.slice(0, 1) : memberNames
  const differing = names.find((name) => soap.addressed[name] !== provider[name])
  if (differing === undefined) return
  const text = 'Could not find addresses for service provider'
  throw new Refusal('UnknownMember', text, `service/${differing}`)
}

/** The provider's side: rights, the call, the parser; a fault comes through as it is. */
function answerOf(request: Request, soapAction: string | undefined, pair: Pair): Promise<Incoming> {
  return atAsync('Server.ServerProxy', async () => {
    checkServer(request, pair)
    const content = await called(request, soapAction, pair)
    return at('ServiceFailed', () => decode(content.body, content.contentType, pair.habits))
  })
}

function checkServer({ soap }: Request, { securityServer }: Pair) {
  const named = soap.header.securityServer
  if (named === undefined || securityServer === undefined) return
  if (partsText(named) === securityServer) return
  throw new Refusal('InvalidSecurityServer', 'Invalid security server identifier')
}

async function called(request: Request, soapAction: string | undefined, pair: Pair) {
  const { client } = request.soap.header
  const { serviceCode = '', serviceVersion } = request.soap.addressed
  const metaservice = Object.hasOwn(metaservices, serviceCode) && metaservices[serviceCode]
  if (metaservice) return metaservice({ client, bytes: request.bytes }, pair.metadata)
  checkService(serviceCode, serviceVersion, pair.metadata)
  if (!pair.metadata.allows(client, serviceCode)) {
    throw new Refusal('AccessDenied', 'Request is not allowed')
  }
  const content = encode(request, request.bytes, newBoundary())
  return atAsync('ServiceFailed', () => pair.adapter.post(content, soapAction))
}

function checkService(code: string, version: string | undefined, { services }: Metadata) {
  if (services.some((one) => one.code === code && one.version === version)) return
  const versionAlone = services.some((one) => one.code === code)
  throw new Refusal('UnknownService', 'Unknown service', versionAlone ? 'serviceVersion' : 'code')
}

/** What the provider's security server made of the response, as the consumer's takes it. */
function checked(request: Request, response: Incoming, { habits }: Pair): Content {
  const hash = requestHash(request.bytes)
  const bytes = spliceHash(rewrite(response.bytes), response.bytes, hash)
  const soap = readSoap(bytes, habits)
  if (soap.kind === 'fault') throw new Refusal('InvalidSoap', 'Unexpected fault')
  checkConsistent(request.soap.header, soap.header)
  checkHash(request.bytes, soap.header)
  return encode(response, bytes, newBoundary())
}

function newBoundary(): string {
  return `xroad${randomUUID()}`
}
