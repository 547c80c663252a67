// Verifies a sealed document: npm run seal -- verify FILE (--certificate FILE … | --trust FOLDER).
// Prints what was signed and nothing else of the file. Exit code 0: genuine; 1: not, and why; 2: wrongly asked.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readCertificate } from '../src/keys/certificate.ts'
import { loadTrustFolder } from '../src/keys/trust/folder.ts'
import { kinds } from '../src/render/seal/document.ts'
import { SealRefused, sealProblems, type Verified, verifySeal } from '../src/render/seal/verify.ts'

const usage = 'npm run seal -- verify FILE (--certificate FILE … | --trust FOLDER)'

async function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { certificate: { type: 'string', multiple: true }, trust: { type: 'string' } },
  })
  const [command, file, ...rest] = positionals
  const { certificate: files = [], trust } = values
  const told = files.length > 0 || trust !== undefined
  if (command !== 'verify' || file === undefined || rest.length > 0 || !told) throw new Error(usage)
  const folder = trust === undefined ? [] : await loadTrustFolder(trust)
  return { file, trusted: [...files.map(readCertificate), ...folder] }
}

function show({ kind, certificate, signedAt, signer }: Verified) {
  const { holder, content } = certificate
  const facts: [name: string, value: string | undefined][] = [
    ['signer', signer.subject.replaceAll('\n', ', ')],
    ['signer SHA-256', signer.fingerprint256],
    ['signed at', signedAt.toISOString()],
    ['uvci', certificate.uvci],
    ['type', certificate.certificateType],
    ['issued', certificate.issuedAt],
    ['expires', certificate.expiresAt],
    ['valid', `${certificate.validFrom} – ${certificate.validUntil}`],
    ['holder', [holder.familyName, holder.givenName].filter(Boolean).join(' ')],
    ['holder, Latin', [holder.familyNameLatin, holder.givenNameLatin].filter(Boolean).join(' ')],
    ['born', holder.birthDate],
    ...(content ?? []).map(({ name, valueUk, valueEn }): [string, string] => [
      name,
      valueUk === valueEn ? valueUk : `${valueUk} / ${valueEn}`,
    ]),
    ['hc1', certificate.hc1],
  ]
  console.log(`GENUINE ${kind}\n${kinds[kind].uk}\n${kinds[kind].en}`)
  for (const [name, value] of facts) if (value) console.log(`${name}: ${oneLine(value)}`)
}

/** A line break in a value must not look like another fact. */
function oneLine(value: string): string {
  return value.replace(/\p{C}+/gu, ' ')
}

async function main(): Promise<number> {
  const { file, trusted } = await readArguments()
  const bytes = readFileSync(file)
  try {
    show(verifySeal(bytes, trusted))
    return 0
  } catch (error) {
    if (!(error instanceof SealRefused)) throw error
    const { uk, en } = sealProblems[error.code]
    console.log(`REFUSED ${error.code}\n${uk}\n${en}`)
    return 1
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 2
}
