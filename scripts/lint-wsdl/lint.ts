// Judges a WSDL by all rules at once: what forbids reading it first, then the importer, the protocol and the
// clients.

import { bytesMax, documentRules } from './bytes.ts'
import { clientRules } from './clients.ts'
import { importerRules } from './importer.ts'
import { protocolRules } from './protocol.ts'
import { type Document, type Profile, readDocument } from './read.ts'
import type { DocumentRule, Place, Rule } from './rule.ts'
import { trembitaRules } from './trembita.ts'
import { wsdlOf } from './wsdl.ts'

export interface Finding extends Place {
  rule: DocumentRule | Rule
}

export interface Report {
  profile: Profile | undefined
  /** Codes of the services found, with their versions, in the order of the document. */
  services: readonly string[]
  findings: readonly Finding[]
}

export const rules: readonly Rule[] = [
  ...importerRules,
  ...protocolRules,
  ...trembitaRules,
  ...clientRules,
]

const importing: readonly (DocumentRule | Rule)[] = [...documentRules, ...importerRules]

interface Checking<T> {
  check(of: T): Place[]
}

function broken<T, R extends (DocumentRule | Rule) & Checking<T>>(table: readonly R[], of: T) {
  return table.flatMap((rule) => rule.check(of).map((place): Finding => ({ ...place, rule })))
}

/** A document too large to be read is not read. */
function documentOf(bytes: Buffer): Document {
  if (bytes.length <= bytesMax) return readDocument(bytes)
  return { bytes: bytes.length, encoding: 'utf-8', root: undefined, unreadable: undefined }
}

/** Judges the bytes of a WSDL; without a profile it is judged by the one that it seems to be of. */
export function lint(bytes: Buffer, profile?: Profile): Report {
  const document = documentOf(bytes)
  const forbidding = broken(documentRules, document)
  if (document.root === undefined || forbidding.length > 0) {
    return { profile: undefined, services: [], findings: forbidding }
  }
  const wsdl = wsdlOf(document, document.root, profile)
  return {
    profile: wsdl.profile,
    services: wsdl.services.map(({ code, version }) => [code, version].filter(Boolean).join('.')),
    findings: broken(rules, wsdl),
  }
}

export function errorsOf({ findings }: Report): readonly Finding[] {
  return findings.filter(({ rule }) => rule.level === 'error')
}

/** What the security server does with it: `refused`, or `imported`, possibly `with warnings`. */
export function importOutcome({ findings }: Report): 'imported' | 'with warnings' | 'refused' {
  const own = findings.filter(({ rule }) => importing.includes(rule))
  if (own.some(({ rule }) => rule.level === 'error')) return 'refused'
  return own.length > 0 ? 'with warnings' : 'imported'
}
