// A signing service as docs/keys.md describes it: mutual TLS, a digest in, a real signature out.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Algorithm } from '../../../src/algorithms.ts'
import { readTls } from '../../../src/https.ts'
import type { TlsPair } from '../../tls.ts'
import { signDigest } from '../openssl.ts'

export interface SigningService {
  url: string
  /** What was asked, as JSON. */
  asked: Record<string, unknown>[]
  /** Answers instead of signing, while it is set. */
  instead: ((response: ServerResponse) => void) | undefined
  close(): Promise<void>
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** @param keys private keys (PEM) by the name under which they are asked for */
export async function startSigningService(
  tls: TlsPair,
  keys: Readonly<Record<string, string>>,
): Promise<SigningService> {
  const service: SigningService = { url: '', asked: [], instead: undefined, close }
  const options = { ...readTls(tls), requestCert: true, rejectUnauthorized: true }
  const server = createServer(options, async (request, response) => {
    const text = await textOf(request)
    if (service.instead) return service.instead(response)
    const { keyId, algorithm, digest } = JSON.parse(text) as Record<string, string>
    service.asked.push({ keyId, algorithm, digest, path: request.url, peer: peerOf(request) })
    const pem = keys[keyId ?? '']
    if (!pem) return void response.writeHead(404).end()
    const bytes = Buffer.from(digest ?? '', 'base64')
    const signature = signDigest(pem, algorithm as Algorithm, bytes).toString('base64')
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify({ signature }))
  })
  function close() {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `https://localhost:${(server.address() as AddressInfo).port}`
  return service
}

function peerOf({ socket }: IncomingMessage): unknown {
  return (socket as TLSSocket).getPeerCertificate().subject?.CN
}
