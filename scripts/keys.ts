// Keys and what belongs to them: npm run keys -- COMMAND; without one it says which there are. Private keys are written
// for their owner alone, never over a file, and never printed. Exit code 0: done; 1: not; 2: wrongly asked.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Failure, failures } from '../src/errors.ts'
import type { Period } from '../src/keys/certificate-profile.ts'
import type { CertificateType } from '../src/usage.ts'
import { describe } from './keys/describe.ts'
import { readKey, readPassphrase, writeMade } from './keys/files.ts'
import {
  type Algorithm,
  algorithmNames,
  makeAuthority,
  makeRequest,
  makeSigner,
  type SignerWish,
} from './keys/profile.ts'
import { rotate } from './keys/rotate.ts'

const usage = `npm run keys -- COMMAND
  csca --out FOLDER --organisation TEXT [--name TEXT] [--years 4]
      a certification authority of our own (CSCA), for tests and training
  signer --out FOLDER --csca CERTIFICATE --csca-key KEY --organisation TEXT [--name TEXT]
         [--type vaccination|test|recovery …] [--algorithm ES256|PS256] [--years 2] [--use-days 182] [--early]
      a signing key and its certificate under that authority
  request --out FOLDER --organisation TEXT [--name TEXT] [--type …] [--algorithm …] [--early]
      a signing key and the request for a real authority to certify it
  id FILE …
      the key id of certificates, for what and until when they sign
  secret ID
      a new pepper or delivery key, as the settings want it
  rotate
      seals the register again under the current delivery key; says which keys may go
--passphrase-file FILE encrypts the key that is made, --csca-passphrase-file FILE opens the authority's;
--early bears the older family of usage OIDs, as Ukraine's signer of 2021 did.`

class WronglyAsked extends Error {}

const text = { type: 'string' } as const

const options = {
  out: text,
  organisation: text,
  name: text,
  years: text,
  'use-days': text,
  type: { type: 'string', multiple: true },
  algorithm: text,
  csca: text,
  'csca-key': text,
  'csca-passphrase-file': text,
  'passphrase-file': text,
  early: { type: 'boolean' },
} as const

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    return process.exit(2)
  }
}

const { values, positionals } = readArguments()

function needed(name: 'out' | 'organisation' | 'csca' | 'csca-key'): string {
  const value = values[name]
  if (!value) throw new WronglyAsked(`--${name} is needed`)
  return value
}

function count(name: 'years' | 'use-days', fallback: number, max: number): number {
  const value = Number(values[name] ?? fallback)
  if (Number.isInteger(value) && value >= 1 && value <= max) return value
  throw new WronglyAsked(`--${name}: a whole number from 1 to ${max}`)
}

const dayMs = 86_400_000
const typeNames: readonly CertificateType[] = ['vaccination', 'test', 'recovery']

/** From now on; certificate governance, Annex IV: a CSCA lives four years, a signer two. */
function period(now: Date, years: number): Period {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + years)
  return { from: now, until }
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value)
  if (found === undefined) throw new WronglyAsked(`--${name}: one of ${known.join(', ')}`)
  return found
}

function wish(): SignerWish {
  const types = (values.type ?? [...typeNames]).map((one) => oneOf('type', one, typeNames))
  const suffix = types.length === typeNames.length ? '' : ` ${types.join(' ')}`
  return {
    subject: {
      organisation: needed('organisation'),
      name: values.name ?? `Document Signer${suffix}`,
    },
    algorithm: oneOf<Algorithm>('algorithm', values.algorithm ?? 'ES256', algorithmNames),
    types: [...new Set(types)],
    family: values.early ? 'early' : 'current',
  }
}

const passphrase = () => readPassphrase(values['passphrase-file'])

const commands: Readonly<Record<string, (now: Date) => Promise<string[]> | string[]>> = {
  async csca(now) {
    const subject = { organisation: needed('organisation'), name: values.name ?? 'CSCA' }
    const out = needed('out')
    const made = await makeAuthority(subject, period(now, count('years', 4, 20)))
    const paths = writeMade({ folder: out, name: 'csca', ending: 'pem' }, made, passphrase())
    return [...paths, ...describe(made.pem)]
  },
  async signer(now) {
    const out = needed('out')
    const signer = wish()
    const authority = {
      certificate: readFileSync(needed('csca'), 'utf8'),
      privateKey: readKey(needed('csca-key'), readPassphrase(values['csca-passphrase-file'])),
    }
    const validity = period(now, count('years', 2, 10))
    const use = { from: now, until: new Date(now.getTime() + count('use-days', 182, 3650) * dayMs) }
    if (use.until > validity.until) throw new WronglyAsked('--use-days: longer than --years')
    const made = await makeSigner(authority, signer, { validity, use })
    const paths = writeMade({ folder: out, name: 'signer', ending: 'pem' }, made, passphrase())
    return [...paths, ...describe(made.pem)]
  },
  async request() {
    const out = needed('out')
    const made = await makeRequest(wish())
    return writeMade({ folder: out, name: 'signer', ending: 'csr' }, made, passphrase())
  },
  id() {
    const files = positionals.slice(1)
    if (files.length === 0) throw new WronglyAsked('id: which file?')
    return files.flatMap((file) => [file, ...describe(readFileSync(file)), ''])
  },
  secret() {
    const [, id = ''] = positionals
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(id))
      throw new WronglyAsked('secret: an id of 1 to 16 letters, digits, _ or -')
    return [`${id}:${randomBytes(32).toString('hex')}`]
  },
  rotate,
}

async function main(): Promise<number> {
  const [name = ''] = positionals
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new WronglyAsked('')
  for (const line of await command(new Date())) console.log(line)
  return 0
}

/** Of a failure of ours its sentence and its own cause, which names a key by its id and never shows one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Failure)) return (error as Error).message
  const { code, cause } = error
  const own = cause instanceof Error && cause.constructor === Error && !('code' in cause)
  return `${code}: ${failures[code].en}${own ? ` (${cause.message})` : ''}`
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(reasonOf(error))
  if (error instanceof WronglyAsked) console.error(usage)
  process.exitCode = error instanceof WronglyAsked ? 2 : 1
}
