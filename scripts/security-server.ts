// A double of a pair of security servers on the desk: npm run security-server -- --provider URL [options].
// Says in one line what it refused and why. Signs nothing, logs no message, knows no other member's services.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SecurityServerOptions } from './security-server/settings.ts'
import { startSecurityServer } from './security-server/start.ts'

const usage = `npm run security-server -- --provider URL [options]
  a bare address means its /ws; exit code 2: wrong usage, or no WSDL
  --wsdl URL                    the provider's WSDL; tried at /wsdl/certificates.wsdl and ?wsdl otherwise
  --services CODE,CODE          service codes, when there is no WSDL
  --member I/CLASS/CODE/SUB     the provider's subsystem (SEVDEIR-TEST/GOV/00000000/00_Sandbox_Certificates)
  --clients I/CLASS/CODE/SUB,…  the clients it knows; any of the same instance otherwise
  --access FILE                 JSON: {"I/CLASS/CODE/SUB": ["Code_v1"], …}, ["*"] for all; without it everybody may
                                call everything
  --securityServer I/CLASS/CODE/SERVER  the provider's security server; any otherwise
  --host ADDRESS --port N       where consumers come (127.0.0.1, 8088)
  --spelling camel|snake        fault codes as up to 7.7 or from 7.8 on (camel)
  --uxp                         as Trembita: GET /wsdl?xRoadInstance&memberClass&…&serviceCode
  --service-timeout-ms N        60000
  --certificate FILE --key FILE the security server's certificate towards an https provider
  --provider-pin FILE           the provider's certificate, byte for byte; may be repeated; none: not verified
  --consumer-certificate FILE --consumer-key FILE   HTTPS for consumers`

const text = { type: 'string' } as const

const options = {
  provider: text,
  wsdl: text,
  services: text,
  member: text,
  clients: text,
  access: text,
  securityServer: text,
  host: text,
  port: text,
  spelling: text,
  uxp: { type: 'boolean' },
  'service-timeout-ms': text,
  certificate: text,
  key: text,
  'provider-pin': { type: 'string', multiple: true },
  'consumer-certificate': text,
  'consumer-key': text,
  help: { type: 'boolean' },
} as const

type Words = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

const defaultPort = 8088
const portMax = 65_535
/** What the administrator's interface allows: 1000 s. */
const timeoutMaxMs = 1_000_000

function whole(name: string, word: string | undefined, fallback: number, max: number): number {
  const value = Number(word ?? fallback)
  if (Number.isInteger(value) && value >= 0 && value <= max) return value
  throw new Error(`--${name}: a whole number from 0 to ${max}\n${usage}`)
}

function spelling(word = 'camel'): 'camel' | 'snake' {
  if (word === 'camel' || word === 'snake') return word
  throw new Error(`--spelling: camel or snake\n${usage}`)
}

function list(word: string): string[] {
  return word.split(',').map((one) => one.trim())
}

const read = (file: string) => readFileSync(file, 'utf8')

/** Gives both or neither. */
function pair(words: Words, certificate: keyof Words, key: keyof Words) {
  const [certificateFile, keyFile] = [words[certificate], words[key]]
  if (typeof certificateFile === 'string' && typeof keyFile === 'string') {
    return { certificate: read(certificateFile), key: read(keyFile) }
  }
  if (certificateFile === undefined && keyFile === undefined) return undefined
  throw new Error(`--${certificate} and --${key}: both or neither\n${usage}`)
}

function settings(words: Words): SecurityServerOptions {
  const { provider, wsdl, services, member, clients, access, securityServer, host } = words
  if (provider === undefined) throw new Error(usage)
  const consumerTls = pair(words, 'consumer-certificate', 'consumer-key')
  return {
    provider,
    port: whole('port', words.port, defaultPort, portMax),
    spelling: spelling(words.spelling),
    uxp: words.uxp ?? false,
    serviceTimeoutMs: whole(
      'service-timeout-ms',
      words['service-timeout-ms'],
      60_000,
      timeoutMaxMs,
    ),
    tls: { ...pair(words, 'certificate', 'key'), pins: (words['provider-pin'] ?? []).map(read) },
    ...(wsdl === undefined ? {} : { wsdl }),
    ...(services === undefined ? {} : { services: list(services) }),
    ...(member === undefined ? {} : { member }),
    ...(clients === undefined ? {} : { clients: list(clients) }),
    ...(access === undefined ? {} : { access: JSON.parse(read(access)) }),
    ...(securityServer === undefined ? {} : { securityServer }),
    ...(host === undefined ? {} : { host }),
    ...(consumerTls === undefined ? {} : { consumerTls }),
    say: (line) => console.log(line),
  }
}

async function main() {
  const { values } = parseArgs({ options })
  if (values.help) return console.log(usage)
  const told = settings(values)
  const server = await startSecurityServer(told)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.stop())
  console.log(`listening on ${server.url} for ${server.services.length} services of the provider`)
  if (told.provider.startsWith('https:') && told.tls?.pins.length === 0) {
    console.log('without --provider-pin the certificate of the provider is not verified')
  }
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
