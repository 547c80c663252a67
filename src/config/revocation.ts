// Settings of revocation lists: ours, and those of others.

import { tlsFiles } from './link.ts'
import type { Reader } from './reader.ts'
import type { Config, RevocationConfig } from './shape.ts'

type Kind = RevocationConfig['kinds'][number]

const kinds: { readonly [K in Kind]: true } = { SIGNATURE: true, UCI: true, COUNTRYCODEUCI: true }

const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name)

const list = (text: string) => [...new Set(text.split(',').map((part) => part.trim()))]

/** One is enough for a verifier; SIGNATURE tells nothing but that one certificate, and opens no sealed UVCI. */
function hashKinds(read: Reader): Kind[] {
  const names = list(read.text('REVOCATION_HASH_KINDS', 'SIGNATURE'))
  if (names.every(isKind)) return names
  read.problem(`REVOCATION_HASH_KINDS: of ${Object.keys(kinds).join(', ')}, comma between`)
  return []
}

const addressForm = /^https:\/\/[^/\s?#]+(?:\/[^\s?#]*)?$/

function sources(read: Reader): string[] {
  const listed = list(read.text('REVOCATION_SOURCES', '')).filter((source) => source !== '')
  const wrong = listed.some((one) => /^\w+:\/\//.test(one) && !addressForm.test(one))
  if (wrong) read.problem('REVOCATION_SOURCES: folders and https:// addresses, comma between')
  else if (listed.length > 0 && read.maybe('REVOCATION_TRUST') === undefined)
    read.problem('REVOCATION_TRUST: needed with REVOCATION_SOURCES; nobody’s batches are believed')
  return listed
}

function feed(read: Reader): Config['feed'] {
  const host = read.text('FEED_HOST', '127.0.0.1')
  const tls = tlsFiles(read, 'FEED')
  if (read.maybe('FEED_PORT') === undefined) return undefined
  return { port: read.integer('FEED_PORT', 8082, 0, 65_535), host, tls }
}

export function revocation(read: Reader) {
  return {
    feed: feed(read),
    revocation: {
      kinds: hashKinds(read),
      periodMs: read.integer('REVOCATION_PERIOD_SECONDS', 300, 10, 86_400) * 1000,
      sources: sources(read),
      trustFolder: read.maybe('REVOCATION_TRUST'),
      refreshMs: read.integer('REVOCATION_REFRESH_SECONDS', 3600, 10, 86_400) * 1000,
      tls: tlsFiles(read, 'REVOCATION'),
      authority: read.maybe('REVOCATION_TLS_AUTHORITY'),
    },
  }
}
