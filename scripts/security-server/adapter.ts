// The provider's security server calls the provider's adapter: one POST, no redirect, no second try, and nothing
// of HTTP but the content type comes through.

import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Content } from './decode.ts'
import { baseType } from './mime.ts'
import { type ProviderTls, pinnedAgent, refused } from './pinned.ts'
import { Refusal } from './refusal.ts'

export interface Adapter {
  /** @throws Refusal HttpError, InvalidContentType, NetworkError, UnknownHost, IOError, SslAuthenticationFailed */
  post(content: Content, soapAction: string | undefined): Promise<Content>
  close(): void
}

export interface AdapterSettings {
  /** The service's address, query and all. */
  url: string
  /** The service timeout: for the connection, and for silence on it. */
  timeoutMs: number
  bytesMax: number
  tls: ProviderTls
}

export function createAdapter({ url, timeoutMs, bytesMax, tls }: AdapterSettings): Adapter {
  const secure = url.startsWith('https:')
  const agent = secure ? pinnedAgent(tls, timeoutMs) : new Agent({ keepAlive: true })
  const request = secure ? requestHttps : requestHttp
  return {
    close: () => agent.destroy(),
    post: ({ contentType, body }, soapAction) =>
      new Promise((resolve, reject) => {
        const headers = {
          'Content-Type': contentType,
          'Transfer-Encoding': 'chunked',
          'Accept-Encoding': '',
          ...(soapAction === undefined ? {} : { SOAPAction: soapAction }),
        }
        const settings = { method: 'POST', agent, headers, timeout: timeoutMs }
        const call = request(url, settings, (response) => {
          try {
            const contentType = passable(response)
            collect(response, bytesMax).then((body) => resolve({ contentType, body }), reject)
          } catch (refusal) {
            // The body is of no use, and neither is a connection on which it still stands.
            response.on('error', () => {}).destroy()
            reject(refusal)
          }
        })
        call.on('timeout', () => call.destroy(new Refusal('IOError', 'Read timed out')))
        call.on('error', (error) => reject(asRefusal(error)))
        call.end(body)
      }),
  }
}

const types = ['text/xml', 'application/xop+xml', 'multipart/related']

/** The content type of an answer whose body is worth reading. */
function passable({ statusCode = 0, headers }: IncomingMessage): string {
  if (statusCode !== 200 && statusCode !== 500) {
    throw new Refusal('HttpError', `Server responded with error ${statusCode}`)
  }
  const contentType = headers['content-type']
  if (types.includes(baseType(contentType) ?? '')) return contentType as string
  const text = contentType === undefined ? 'Could not get content type' : 'Invalid content type'
  throw new Refusal('InvalidContentType', text)
}

function collect(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > bytesMax) response.destroy(new Refusal('IOError', 'The response is too large'))
      else chunks.push(chunk)
    })
    response.on('error', (error) => reject(asRefusal(error)))
    response.on('end', () => resolve(Buffer.concat(chunks)))
  })
}

/** Error codes of Node, and what the security server calls the same trouble. */
const troubles: readonly [RegExp, code: string, text: string][] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'UnknownHost', 'Unknown host'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT)$/,
    'NetworkError',
    'The provider cannot be reached',
  ],
]

function asRefusal(error: Error): Refusal {
  if (error instanceof Refusal) return error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('ERR_SSL')) return refused(code)
  const known = troubles.find(([pattern]) => pattern.test(code))
  if (known !== undefined) return new Refusal(known[1], known[2], code)
  // A reset is the network's; a provider that just ends is not.
  if (code === 'ECONNRESET' && /^read /.test(error.message)) {
    return new Refusal('NetworkError', 'Connection reset', code)
  }
  return new Refusal('IOError', 'The response could not be read', code)
}
