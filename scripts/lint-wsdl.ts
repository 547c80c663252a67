// Judges a WSDL as the security server's importer, the protocol and client stacks do:
// npm run lint:wsdl -- [FILE|URL …] [--profile x-road|trembita] [--strict]; without a file, our own two.
// Exit code 0: no error; 1: an error (with --strict, a warning too); 2: it cannot be got, or asked wrongly.

import { parseArgs } from 'node:util'
import { publishWsdl } from '../src/contract/wsdl.ts'
import { operations } from '../src/operations/index.ts'
import { bytesOf } from './lint-wsdl/fetch.ts'
import { errorsOf, lint } from './lint-wsdl/lint.ts'
import { printReport } from './lint-wsdl/print.ts'
import type { Profile } from './lint-wsdl/read.ts'

interface Judged {
  name: string
  bytes: Buffer
  profile: Profile | undefined
}

/** What is judged is the contract, not a deployment: that is judged by its address. */
const address = 'https://certificates.example.gov.ua/ws'

const own: readonly { name: string; profile: Profile }[] = [
  { name: 'certificates.wsdl', profile: 'x-road' },
  { name: 'certificates.plain.wsdl', profile: 'trembita' },
]

function ownWsdls(): Judged[] {
  return own.map(({ name, profile }) => {
    const headers = profile === 'x-road'
    const text = publishWsdl({ address, operations: Object.keys(operations), headers })
    return { name, bytes: Buffer.from(text), profile }
  })
}

function profileOf(text: string | undefined): Profile | undefined {
  if (text === undefined || text === 'x-road' || text === 'trembita') return text
  throw new Error('--profile: x-road or trembita')
}

function given(names: readonly string[], profile: Profile | undefined): Promise<Judged[]> {
  return Promise.all(names.map(async (name) => ({ name, bytes: await bytesOf(name), profile })))
}

/** Prints the report; says whether it is passed. */
function passes({ name, bytes, profile }: Judged, strict: boolean): boolean {
  const report = lint(bytes, profile)
  console.log(printReport(name, report))
  return (strict ? report.findings : errorsOf(report)).length === 0
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { profile: { type: 'string' }, strict: { type: 'boolean', default: false } },
  })
  const profile = profileOf(values.profile)
  const judged = positionals.length === 0 ? ownWsdls() : await given(positionals, profile)
  return judged.map((one) => passes(one, values.strict)).every(Boolean) ? 0 : 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    console.error(`unreadable: ${error.message}${cause}`)
    process.exitCode = 2
  },
)
