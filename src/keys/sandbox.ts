// Keys for demonstration and tests: a CSCA and a document signer that nobody trusts and that anyone
// can tell from real ones. Made once and kept in a folder; a production start refuses them, by
// `isSandbox`.

import type { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { UsageFamily } from '../usage.ts'
import { nameField, periodOf, readCertificate } from './certificate.ts'
import {
  generateSandbox,
  generateSandboxSeal,
  organisation,
  type SandboxPem,
} from './sandbox-certificates.ts'
import type { SealKeyFiles } from './seal.ts'

const fileNames = {
  csca: 'csca.pem',
  certificate: 'dsc.pem',
  key: 'dsc.key.pem',
} as const satisfies Record<keyof SandboxPem, string>

export interface SandboxKeys {
  readonly csca: X509Certificate
  readonly dsc: X509Certificate
  /** Paths, as `loadSigningKeys` wants them. */
  readonly files: Readonly<Record<keyof SandboxPem, string>>
}

export interface SandboxOptions {
  /** The world's clock: the keys are valid from 240 days before it. */
  at: Date
  /** Which OIDs the signer bears; Ukraine's real one bears the early ones. */
  usageFamily?: UsageFamily
}

/**
 * The sandbox keys in a folder, made if the folder does not exist or is empty. Throws an Error if
 * what stands there is incomplete or not valid at the world's time.
 */
export async function createSandboxKeys(
  folder: string,
  { at, usageFamily = 'current' }: SandboxOptions,
): Promise<SandboxKeys> {
  if (!existsSync(join(folder, fileNames.key))) {
    const { csca, certificate, key } = await generateSandbox(at, usageFamily)
    install(folder, {
      [fileNames.csca]: csca,
      [fileNames.certificate]: certificate,
      [fileNames.key]: key,
    })
  }
  return load(folder, at)
}

/** The sandbox's own seal key in a folder, made if there is none; paths, as `loadSealKey` wants them. */
export function createSandboxSeal(folder: string, { at }: { at: Date }): Promise<SealKeyFiles> {
  return selfSigned(folder, 'seal', at)
}

/** The same for the key that signs revocation batches; paths, as `loadBatchSigner` wants them. */
export function createSandboxUpload(folder: string, { at }: { at: Date }): Promise<SealKeyFiles> {
  return selfSigned(folder, 'upload', at)
}

async function selfSigned(folder: string, name: string, at: Date): Promise<SealKeyFiles> {
  const names = { certificate: `${name}.pem`, key: `${name}.key.pem` }
  const files = { certificate: join(folder, names.certificate), key: join(folder, names.key) }
  if (!existsSync(files.key)) {
    const { certificate, key } = await generateSandboxSeal(at, name)
    install(folder, { [names.certificate]: certificate, [names.key]: key })
  }
  return files
}

/** Whether a certificate is, or was issued by, a sandbox. */
export function isSandbox(certificate: X509Certificate): boolean {
  return [certificate.subject, certificate.issuer].some((name) =>
    nameField(name, 'O').includes(organisation),
  )
}

// The folder appears by one rename, complete or not at all: of two processes the second finds it
// filled, drops its own keys and takes the first one's, so a key never meets another's certificate.
function install(folder: string, contents: Readonly<Record<string, string>>): void {
  mkdirSync(dirname(folder), { recursive: true })
  const temporary = mkdtempSync(`${folder}.new-`)
  const names = Object.keys(contents)
  for (const name of names) {
    const mode = name.endsWith('.key.pem') ? 0o600 : 0o644
    writeFileSync(join(temporary, name), contents[name] ?? '', { mode })
  }
  try {
    renameSync(temporary, folder)
  } catch (cause) {
    rmSync(temporary, { recursive: true })
    if (!names.every((name) => existsSync(join(folder, name))))
      throw new Error(`${folder} must be absent or empty to receive sandbox keys`, { cause })
  }
}

function load(folder: string, at: Date): SandboxKeys {
  const files = {
    csca: join(folder, fileNames.csca),
    certificate: join(folder, fileNames.certificate),
    key: join(folder, fileNames.key),
  }
  const dsc = readCertificate(files.certificate)
  const { notBefore, notAfter } = periodOf(dsc)
  if (at < notBefore || at > notAfter)
    throw new Error(`the sandbox keys in ${folder} are not valid at the world's time; remove them`)
  return { csca: readCertificate(files.csca), dsc, files }
}
