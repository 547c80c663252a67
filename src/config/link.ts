// Settings of where we listen, and of TLS.

import type { Reader } from './reader.ts'
import type { Config, LinkFiles, TlsFiles } from './shape.ts'

export function tlsFiles(read: Reader, prefix: string): TlsFiles | undefined {
  const [certificate, key, authority] = ['CERTIFICATE', 'KEY', 'AUTHORITY'].map((part) =>
    read.maybe(`${prefix}_TLS_${part}`),
  )
  if (certificate && key) return { certificate, key, authority }
  if (certificate || key) read.problem(`${prefix}_TLS_CERTIFICATE and _KEY go together`)
  return undefined
}

const linkSettings = ['TLS_CERTIFICATE', 'TLS_KEY', 'CLIENT_PINS']

function linkFiles(read: Reader): LinkFiles | undefined {
  const [certificate, key, pins] = linkSettings.map((name) => read.maybe(name))
  if (certificate && key && pins) return { certificate, key, pins }
  if (certificate || key || pins) read.problem(`${linkSettings.join(', ')} go together`)
  return undefined
}

/** Probes show no certificate, so with TLS they need a port of their own; on this machine alone unless said. */
function adminListener(read: Reader, link: LinkFiles | undefined): Config['admin'] {
  const host = read.text('ADMIN_HOST', '127.0.0.1')
  if (!link && read.maybe('ADMIN_PORT') === undefined) return undefined
  return { port: read.integer('ADMIN_PORT', 8081, 0, 65_535), host }
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i

/** Messages hold health data: beyond this machine they travel in TLS unless the operator takes it on. */
export function checkLink({ link, host, publicUrl }: Config, read: Reader) {
  const plainAllowed = read.flag('ALLOW_PLAIN_HTTP', false)
  if (link && !publicUrl.startsWith('https:'))
    read.problem('PUBLIC_URL: https:// when TLS_CERTIFICATE is set')
  if (!link && !plainAllowed && !loopback.test(host)) {
    read.problem(`${linkSettings.join(', ')}: needed beyond 127.0.0.1, or ALLOW_PLAIN_HTTP=true`)
  }
}

/** Where we listen, how, and what the WSDL says of it. */
export function whereabouts(read: Reader, sandbox: boolean) {
  const port = read.integer('PORT', 8080, 0, 65_535)
  const link = linkFiles(read)
  const url = `${link ? 'https' : 'http'}://localhost:${port}`
  const publicUrl = read.matching('PUBLIC_URL', urlRule, 'http(s)://host[:port]', url)
  return {
    port,
    host: read.text('HOST', sandbox ? '127.0.0.1' : '0.0.0.0'),
    link,
    admin: adminListener(read, link),
    publicUrl: publicUrl.replace(/\/+$/, ''),
  }
}

const urlRule = /^https?:\/\/[^\s?#]+$/
