// A folder of rule documents: JSON files, each one rule or an array of them. All of it is read or nothing.

import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { JsonError, parseJson } from '../../json.ts'
import { inTurns } from '../../keys/trust/turns.ts'
import { type Rule, RuleError, readRule } from './rule.ts'

/** All countries of the EU together had some hundreds of rules of 2 kB. */
const rulesMax = 5000
const filesMax = 5000
const fileBytesMax = 8 * 1024 * 1024

/** Rules in use have some ten levels; each costs a frame of the stack. */
const depthMax = 64

/** @throws Error that names the file, and the rule and its member where it is one of them */
export async function readRulesFolder(folder: string): Promise<readonly Rule[]> {
  const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.json'))
  if (names.length > filesMax) throw new Error(`${folder} holds too many files`)
  const rules: Rule[] = []
  for (const name of names.sort()) {
    rules.push(...(await rulesIn(join(folder, name))))
    if (rules.length > rulesMax) throw new Error(`${folder} holds too many rules`)
  }
  const twice = repeated(rules)
  if (twice !== undefined) throw new Error(`${folder}: ${twice} stands there twice`)
  return rules
}

async function rulesIn(file: string): Promise<Rule[]> {
  if ((await stat(file)).size > fileBytesMax) throw new Error(`${file} is too large for rules`)
  try {
    const document = parseJson(await readFile(file, 'utf8'), depthMax)
    return await inTurns(Array.isArray(document) ? document : [document], readRule)
  } catch (cause) {
    if (!(cause instanceof RuleError) && !(cause instanceof JsonError)) throw cause
    throw new Error(`${file}: ${cause.message}`, { cause })
  }
}

/** Of two documents with one identifier and version nobody knows which holds. */
function repeated(rules: readonly Rule[]): string | undefined {
  const seen = new Set<string>()
  for (const { identifier, version } of rules) {
    const name = `${identifier} ${version.join('.')}`
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}
