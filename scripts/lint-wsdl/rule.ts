// What a rule is: one row that says what is to be so, who says it, and where a WSDL breaks it.

import type { Node } from './node.ts'
import type { Document } from './read.ts'
import type { Wsdl } from './wsdl.ts'

/** Where a rule is broken: the line, and the name of what breaks it. */
export interface Place {
  line: number
  name: string
}

interface Row {
  /** Never changes and is never given to another rule. */
  id: string
  /** `error`: it is not imported, or no message passes; `warning`: somebody stumbles. */
  level: 'error' | 'warning'
  /** Where the rule is written. */
  source: string
  uk: string
  en: string
}

/** A rule over the bytes; when one of level `error` is broken there is nothing else to judge. */
export interface DocumentRule extends Row {
  check(document: Document): Place[]
}

export interface Rule extends Row {
  check(wsdl: Wsdl): Place[]
}

/** A node as a place, named by its `name`, else by what it is. */
export function placeOf(node: Node, name?: string): Place {
  return { line: node.line, name: name ?? node.attributes.name ?? node.name }
}

/** A check that concerns WSDLs of one profile alone. */
export function ofProfile(profile: Wsdl['profile'], check: Rule['check']): Rule['check'] {
  return (wsdl) => (wsdl.profile === profile ? check(wsdl) : [])
}
