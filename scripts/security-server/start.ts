// Starts the double: the door for consumers, behind it the pair, behind that the provider's adapter.

import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdapter } from './adapter.ts'
import type { Content } from './decode.ts'
import { exchange, type Pair } from './exchange.ts'
import { partsText } from './header.ts'
import { listClients, type Metadata } from './metaservices.ts'
import type { ProviderTls } from './pinned.ts'
import { Refusal } from './refusal.ts'
import {
  defaultBytesMax,
  memberParts,
  type SecurityServerOptions,
  sandboxMember,
  serviceTimeoutMs,
  serviceUrl,
  wsdlUrls,
} from './settings.ts'
import { republish } from './uxp.ts'
import { fetchWsdl, readServices } from './wsdl.ts'

export interface SecurityServer {
  /** Where consumers post their messages. */
  url: string
  /** Service codes that it knows. */
  services: readonly string[]
  stop(): Promise<void>
}

/**
 * A double of a pair of security servers in front of a provider's adapter.
 * @throws Error when the provider's WSDL is asked for services and cannot be read
 */
export async function startSecurityServer(options: SecurityServerOptions): Promise<SecurityServer> {
  const tls = options.tls ?? { pins: [] }
  const metadata = await metadataOf(options, tls)
  const url = serviceUrl(options.provider)
  const timeoutMs = options.serviceTimeoutMs ?? serviceTimeoutMs
  const bytesMax = options.bytesMax ?? defaultBytesMax
  const adapter = createAdapter({ url, timeoutMs, bytesMax, tls })
  const pair: Pair = {
    adapter,
    metadata,
    habits: { uxp: options.uxp ?? false },
    spelling: options.spelling ?? 'camel',
    clients: options.clients,
    securityServer: options.securityServer,
    say: options.say ?? (() => {}),
  }
  const { own, close } = await listen(options, pair)
  const stop = async () => {
    await close()
    adapter.close()
  }
  return { url: own, services: metadata.services.map(({ code }) => code), stop }
}

async function metadataOf(options: SecurityServerOptions, tls: ProviderTls): Promise<Metadata> {
  const [wsdlUrl, services] = await servicesOf(options, tls)
  const { access } = options
  return {
    provider: memberParts(options.member ?? sandboxMember),
    services,
    allows(client, code) {
      const allowed = access === undefined ? ['*'] : (access[partsText(client)] ?? [])
      return allowed.includes('*') || allowed.includes(code)
    },
    fetchWsdl: () => fetchWsdl(wsdlUrl, tls),
  }
}

/** The WSDL's address and the services behind it, read once, as an administrator adds them. */
async function servicesOf(
  options: SecurityServerOptions,
  tls: ProviderTls,
): Promise<[string, Metadata['services']]> {
  const urls = wsdlUrls(options)
  if (options.services !== undefined) {
    return [urls[0] as string, options.services.map((code) => ({ code, version: undefined }))]
  }
  const causes: string[] = []
  for (const url of urls) {
    try {
      const services = readServices(await fetchWsdl(url, tls))
      if (services.length > 0) return [url, services]
      causes.push(`${url}: a WSDL without services`)
    } catch (error) {
      causes.push(`${url}: ${causeOf(error, url, tls)}`)
    }
  }
  throw new Error(`No WSDL with services:\n  ${causes.join('\n  ')}`)
}

/** What a provider does to a client that shows no certificate, or another than it knows. */
const closedInTls = /ECONNRESET|EPIPE|ERR_SSL/

/** Why there is no WSDL at that address, for whoever starts the double. */
function causeOf(error: unknown, url: string, { certificate }: ProviderTls): string {
  if (!(error instanceof Refusal)) return String(error)
  const { message, why } = error
  const read = error.code === 'InvalidSoap' ? 'no readable XML' : message
  const text = why === undefined || why === 'WSDL' ? read : `${read} (${why})`
  if (!url.startsWith('https:') || !closedInTls.test(why ?? '')) return text
  return certificate === undefined
    ? `${text}; if it asks for a certificate: --certificate, --key`
    : `${text}; is this certificate among those that it lets in?`
}

/** Listens for consumers. */
async function listen(options: SecurityServerOptions, pair: Pair) {
  const { consumerTls, host = '127.0.0.1', port = 0 } = options
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, pair, options, () => own).then(
      ({ status = 200, contentType, body }) => {
        response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length })
        response.end(body)
      },
      () => response.destroy(),
    )
  }
  const server =
    consumerTls === undefined
      ? createHttp(answer)
      : createHttps({ cert: consumerTls.certificate, key: consumerTls.key }, answer)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  const scheme = consumerTls === undefined ? 'http' : 'https'
  const own = `${scheme}://${host}:${(server.address() as AddressInfo).port}/`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { own, close }
}

type Page = Content & { status?: number }

/** GETs of the metadata first; whatever else comes is a message. */
async function handle(
  request: IncomingMessage,
  pair: Pair,
  { uxp = false, bytesMax = defaultBytesMax }: SecurityServerOptions,
  own: () => string,
): Promise<Page> {
  const { method = '', headers } = request
  const [pathname, query] = (request.url ?? '/').split('?', 2)
  if (method === 'GET' && pathname === '/listClients') {
    const known = [...(pair.clients ?? []).map(memberParts), pair.metadata.provider]
    return listClients(known, (headers.accept ?? '').includes('json'))
  }
  if (method === 'GET' && pathname === '/wsdl' && uxp)
    return wsdlPage(new URLSearchParams(query), pair, own())
  const body = await receive(request, bytesMax)
  const soapAction = headers.soapaction as string | undefined
  return exchange({ method, contentType: headers['content-type'], soapAction, body }, pair)
}

const plain = 'text/plain; charset=UTF-8'

/** GET /wsdl of UXP: the provider's WSDL made anew for the one service asked for. */
async function wsdlPage(asked: URLSearchParams, pair: Pair, address: string): Promise<Page> {
  const { provider, fetchWsdl: fetchIt } = pair.metadata
  const missing = (text: string) => ({ status: 404, contentType: plain, body: Buffer.from(text) })
  const differing = Object.keys(provider).find((name) => asked.get(name) !== provider[name])
  if (differing !== undefined) return missing(`${differing}: no such provider`)
  const serviceCode = asked.get('serviceCode') ?? ''
  const version = asked.get('serviceVersion') ?? asked.get('version') ?? undefined
  const known = pair.metadata.services.some(
    (one) => one.code === serviceCode && one.version === version,
  )
  const wsdl = known ? republish(await fetchIt(), { serviceCode, address }) : undefined
  if (wsdl === undefined) return missing('serviceCode: no such service')
  return { contentType: 'text/xml; charset=UTF-8', body: wsdl }
}

/** The whole message; undefined when it was larger than allowed, and then read to its end for nothing. */
async function receive(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= bytesMax) chunks.push(chunk)
  }
  return bytes > bytesMax ? undefined : Buffer.concat(chunks)
}
