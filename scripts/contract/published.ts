// wsdl/published.json: one hash per published operation. A published operation never changes.

import { readFileSync, writeFileSync } from 'node:fs'
import type { Contract } from './read.ts'

const path = 'wsdl/published.json'

type Hashes = Readonly<Record<string, string>>

function published(): Hashes {
  return JSON.parse(readFileSync(path, 'utf8')) as Hashes
}

/** What a published operation promised and the contract no longer keeps. */
export function publishedProblems(contract: Contract, promised: Hashes = published()): string[] {
  const now = new Map(contract.operations.map(({ name, hash }) => [name, hash]))
  return Object.entries(promised)
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
