// wsdl/published.json: one hash per published operation. A published operation never changes.

import { readFileSync, writeFileSync } from 'node:fs'
import type { Contract } from './read.ts'

const path = 'wsdl/published.json'

function published(): Record<string, string> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
}

/** What a published operation promised and the contract no longer keeps. */
export function publishedProblems(contract: Contract): string[] {
  const now = new Map(contract.operations.map(({ name, hash }) => [name, hash]))
  return Object.entries(published())
    .filter(([name, hash]) => now.get(name) !== hash)
    .map(([name]) => `${name} is published and must not change: write a new version of it`)
}

/** Adds the operations that are not yet in the list. */
export function publish(contract: Contract) {
  const rows = contract.operations.map(({ name, hash }) => [name, hash])
  writeFileSync(
    path,
    `${JSON.stringify({ ...published(), ...Object.fromEntries(rows) }, null, 2)}\n`,
  )
}
