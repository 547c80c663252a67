// Judges a WSDL as the security server's importer, the protocol and client stacks do:
// npm run lint:wsdl -- [FILE|URL …] [--profile x-road|trembita] [--strict]; without a file, our own two.
// Exit code 0: no error; 1: an error (with --strict, a warning too); 2: it cannot be got, or asked wrongly.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { publishWsdl } from '../src/contract/wsdl.ts'
import { operations } from '../src/operations/index.ts'
import { bytesOf, type Shown } from './lint-wsdl/fetch.ts'
import { errorsOf, lint } from './lint-wsdl/lint.ts'
import { printReport } from './lint-wsdl/print.ts'
import type { Profile } from './lint-wsdl/read.ts'

const usage = `npm run lint:wsdl -- [FILE|URL …] [options]; without a file or an address, our own two
  --profile x-road|trembita       by which rules; otherwise as the document describes headers
  --strict                        warnings count as errors
  --certificate FILE --key FILE   shown to an https server that asks for a certificate; any of its own is trusted
Exit code 0: no error; 1: an error; 2: it cannot be got, or wrong usage.`

/** The words make no sense; the message says which. */
class WrongUsage extends Error {}

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
  throw new WrongUsage('--profile: x-road or trembita')
}

function shownOf(certificate: string | undefined, key: string | undefined): Shown | undefined {
  if (certificate !== undefined && key !== undefined)
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
  if (certificate === undefined && key === undefined) return undefined
  throw new WrongUsage('--certificate and --key: both or neither')
}

function given(names: readonly string[], profile: Profile | undefined, shown: Shown | undefined) {
  return Promise.all(
    names.map(async (name): Promise<Judged> => {
      return { name, bytes: await bytesOf(name, shown), profile }
    }),
  )
}

/** Prints the report; says whether it is passed. */
function passes({ name, bytes, profile }: Judged, strict: boolean): boolean {
  const report = lint(bytes, profile)
  console.log(printReport(name, report))
  return (strict ? report.findings : errorsOf(report)).length === 0
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

function words() {
  const options = { profile: text, strict: flag, certificate: text, key: text, help: flag }
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    throw new WrongUsage((error as Error).message)
  }
}

async function main(): Promise<number> {
  const { values, positionals } = words()
  if (values.help) {
    console.log(usage)
    return 0
  }
  const profile = profileOf(values.profile)
  const shown = shownOf(values.certificate, values.key)
  const judged = positionals.length === 0 ? ownWsdls() : await given(positionals, profile, shown)
  return judged.map((one) => passes(one, values.strict)).every(Boolean) ? 0 : 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    const wrong = error instanceof WrongUsage
    console.error(wrong ? `${error.message}\n${usage}` : `unreadable: ${error.message}`)
    process.exitCode = 2
  },
)
