// Settings of whose certificates are accepted, and by which rules.

import { tlsFiles } from './link.ts'
import type { Reader } from './reader.ts'

export function trust(read: Reader, sandbox: boolean) {
  return {
    trustFolder: read.maybe('TRUST_FOLDER') ?? (sandbox ? 'fixtures/keys' : undefined),
    trustList: trustList(read, sandbox ? 'fixtures/keys/elsewhere.json' : ''),
    trustAnchor: read.maybe('TRUST_ANCHOR'),
    trustTls: tlsFiles(read, 'TRUST'),
    trustAuthority: read.maybe('TRUST_TLS_AUTHORITY'),
    // An hour is what the EU gateway's clients were told; a day is the longest that a withdrawn key may be believed.
    trustRefreshMs: read.integer('TRUST_REFRESH_SECONDS', 3600, 1, 86_400) * 1000,
    rulesFolder: read.maybe('RULES_FOLDER') ?? (sandbox ? 'fixtures/rules' : undefined),
  }
}

/** Paths and `https:` addresses; an address bears no password, for it is logged. */
function trustList(read: Reader, fallback: string): string[] {
  const sources = read
    .text('TRUST_LIST', fallback)
    .split(',')
    .map((source) => source.trim())
  const named = sources.filter((source) => source !== '')
  const wrong = named.some(
    (source) => /^[a-z][a-z0-9+.-]*:\/\//i.test(source) && !isAddress(source),
  )
  if (wrong) read.problem('TRUST_LIST: folders, JSON files and https://… addresses, comma between')
  return named
}

function isAddress(source: string): boolean {
  const url = URL.canParse(source) ? new URL(source) : undefined
  return url?.protocol === 'https:' && url.username === '' && url.password === ''
}
