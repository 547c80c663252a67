// Shows the gateway at work: npm run demo [-- --once]. Starts a sandbox, sends it one fixture as a registry
// would, and explains the answer. Runs in no other environment.

import { createServer } from 'node:net'
import { type Config, readConfig } from '../src/config.ts'
import { asFailure, failures } from '../src/errors.ts'
import { createLog } from '../src/log.ts'
import { startGateway } from '../src/start/gateway.ts'
import type { Started } from '../src/start/started.ts'
import { readCase } from './conformance/cases.ts'
import { createState, fill } from './conformance/placeholders.ts'
import { send } from './conformance/send.ts'
import { explain } from './demo/explain.ts'

const shownCase = 'IssueVaccinationCertificate_v1/full'
const triedFile = 'fixtures/IssueVaccinationCertificate_v1/minimal/request.xml'

/** Something that the person who runs the demo can mend. */
class Plain extends Error {}

/** Asked before anything is started: a second demo would otherwise complain of the database first. */
function checkPort({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop what listens there or choose another: PORT=8081 npm run demo`
      reject(new Plain(code === 'EADDRINUSE' ? taken : `Port ${port} cannot be used: ${code}`))
    })
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

async function sendOne(url: string) {
  console.log(`\nA registry sends fixtures/${shownCase}/request.xml …\n`)
  const request = readCase(shownCase).steps[0]?.request ?? Buffer.alloc(0)
  const state = createState({ worldId: '', now: () => new Date() })
  const answer = await send(`${url}/ws`, fill(request, state))
  console.log(await explain(answer))
}

function showAddresses(url: string) {
  console.log(`WSDL:       ${url}/wsdl/certificates.wsdl`)
  console.log(`for Trembita: ${url}/wsdl/certificates.plain.wsdl`)
  console.log('\nTry it yourself; the same message again gives the same certificate:\n')
  console.log(`  curl -sS -H 'Content-Type: text/xml; charset=utf-8' \\`)
  console.log(`    --data-binary @${triedFile} ${url}/ws\n`)
}

function serve({ stop }: Started) {
  console.log('Serving until Ctrl-C.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop().then(() => process.exit(0)))
  }
}

async function demo(once: boolean) {
  const config = readConfig()
  if (config.environment !== 'SANDBOX') throw new Plain('The demo runs in the sandbox only.')
  await checkPort(config)
  console.log('Starting a sandbox; the embedded database takes a few seconds.')
  const started = await startGateway(config, createLog('warn', process.stderr))
  const url = `http://localhost:${started.port}`
  await sendOne(url)
  showAddresses(url)
  if (!once) return serve(started)
  await started.stop()
}

function textOf(error: unknown): string {
  if (error instanceof Plain) return error.message
  const { code } = asFailure(error)
  return code === 'INTERNAL' && error instanceof Error ? error.message : failures[code].en
}

demo(process.argv.includes('--once')).then(
  () => undefined,
  (error: unknown) => {
    console.error(textOf(error))
    process.exit(1)
  },
)
