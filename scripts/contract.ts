// Prints src/contract/types.ts and src/contract/operations.ts from wsdl/, docs/errors.md from the tables of codes and
// docs/rules.md from the national rules (`npm run contract`), or says what is stale (`--check`), or writes down the
// hashes of what is published (`-- publish`).

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { printErrors } from './contract/errors.ts'
import { printOperations, printTypes } from './contract/print.ts'
import { publish, publishedProblems } from './contract/published.ts'
import { readContract } from './contract/read.ts'
import { printRules } from './contract/rules.ts'

const contract = readContract()
const files = {
  'src/contract/types.ts': printTypes(contract),
  'src/contract/operations.ts': printOperations(contract),
  'docs/errors.md': printErrors(),
  'docs/rules.md': printRules(),
}

function stale(): string[] {
  return Object.entries(files)
    .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
    .map(([path]) => `${path} is stale: run npm run contract`)
}

const problems = publishedProblems(contract)
if (process.argv.includes('--check')) problems.push(...stale())
else for (const [path, text] of Object.entries(files)) writeFileSync(path, text)
if (process.argv.includes('publish') && problems.length === 0) publish(contract)

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
