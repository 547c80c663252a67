// Gets the bytes to judge: from a file, or from an address in one GET that follows no redirect, bounded in
// time and size. It trusts any certificate and shows its own, as the security server's importer does.

import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { bytesMax } from './bytes.ts'

/** The security server's own client for descriptions waits as long. */
const timeoutMs = 30_000

/** What is shown to a server that asks who calls: PEM texts. */
export interface Shown {
  certificate: string
  key: string
}

/** What a server does to a client without a certificate that it knows, by Node's codes. */
const closedInTls = /^(ECONNRESET|EPIPE|ERR_SSL_.*)$/

function told(error: NodeJS.ErrnoException, url: string, shown: Shown | undefined): Error {
  const code = error.code ?? error.message
  const asks = url.startsWith('https:') && shown === undefined && closedInTls.test(code)
  return new Error(
    asks ? `${code}; if the server asks for a certificate: --certificate, --key` : code,
  )
}

/** One byte more than the importer takes is enough to know that it does not. */
async function bounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > bytesMax) break
  }
  return Buffer.concat(chunks)
}

function answerOf(url: string, shown: Shown | undefined): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const own = shown === undefined ? {} : { cert: shown.certificate, key: shown.key }
  // What is judged is the document, not who serves it.
  const settings = { ...own, rejectUnauthorized: false, agent: false as const }
  return new Promise((resolve, reject) => {
    request(url, { ...settings, signal: AbortSignal.timeout(timeoutMs) }, resolve)
      .on('error', reject)
      .end()
  })
}

async function fetched(url: string, shown: Shown | undefined): Promise<Buffer> {
  const response = await answerOf(url, shown)
  if (response.statusCode === 200) return bounded(response)
  response.destroy()
  throw new Error(`HTTP ${response.statusCode}`)
}

/** @throws Error when the file cannot be read, or the address does not answer 200 */
export async function bytesOf(fileOrUrl: string, shown?: Shown): Promise<Buffer> {
  if (!/^https?:\/\//.test(fileOrUrl)) return readFileSync(fileOrUrl)
  return fetched(fileOrUrl, shown).catch((error) => {
    throw told(error, fileOrUrl, shown)
  })
}
