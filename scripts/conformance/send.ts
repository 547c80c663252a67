// One HTTP exchange, as a security server makes it. Judges nothing.

import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { CaseSettings } from './cases.ts'

export interface Answer {
  status: number
  contentType: string
  body: Buffer
}

/** A security server gives a service 60 s. */
const timeoutMs = 60_000

/** Sends the bytes to a URL. @throws Error when there is no whole answer */
export function send(url: string, body: Buffer, settings: CaseSettings = {}): Promise<Answer> {
  const { method = 'POST', contentType = 'text/xml; charset=utf-8', soapAction = '""' } = settings
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const headers =
    method === 'GET'
      ? {}
      : { 'Content-Type': contentType, 'Content-Length': body.length, SOAPAction: soapAction }
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, timeout: timeoutMs, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks),
        }),
      )
    })
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', reject)
    call.end(method === 'GET' ? undefined : body)
  })
}
