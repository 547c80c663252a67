// TLS towards the provider as a security server makes it: no name, no authority, but the very certificate that
// was uploaded for it; its own certificate is shown to whoever asks.

import { X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { Refusal } from './refusal.ts'

export interface ProviderTls {
  /** PEM, the security server's internal certificate and its key. */
  certificate?: string
  key?: string
  /** PEM, the provider's certificates; none switches the check off, as an administrator can. */
  pins: readonly string[]
}

type Connected = (error: Error | null, socket?: TLSSocket) => void

/** Protocol versions that security servers speak unless told otherwise. */
const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

/** An agent whose connections are open only once the other side has shown a pinned certificate. */
export function pinnedAgent({ certificate, key, pins }: ProviderTls, timeoutMs: number): Agent {
  const own = { ...(certificate === undefined ? {} : { cert: certificate }), ...(key && { key }) }
  const known = pins.map((pem) => new X509Certificate(pem).raw)
  const agent = new Agent({ keepAlive: true })
  const createConnection = (options: ConnectionOptions, connected: Connected) => {
    // As a security server does: no authority and no name, the pinned bytes alone (below).
    const socket = connect({ ...options, ...own, ...versions, rejectUnauthorized: false })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Refusal('IOError', 'Connect timed out')))
    const failed = (error: Error) => connected(asTls(error))
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate().raw
      if (known.length > 0 && !known.some((raw) => raw.equals(shown))) {
        return socket.destroy(refused('the provider shows another certificate'))
      }
      socket.off('error', failed)
      connected(null, socket)
    })
  }
  return Object.assign(agent, { createConnection })
}

/** What breaks once a connection is there but before TLS is, is TLS's fault. */
function asTls(error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const network = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/
  if (error instanceof Refusal || network.test(code)) return error
  return refused(code === '' ? 'handshake' : code)
}

export function refused(why: string): Refusal {
  return new Refusal('SslAuthenticationFailed', 'Service TLS authentication failed', why)
}
