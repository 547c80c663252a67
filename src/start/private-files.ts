// At the start, private keys, PINs and secrets must be for the service's user alone: production does
// not start otherwise, the sandbox says so.

import { join } from 'node:path'
import type { Config } from '../config.ts'
import { exposure } from '../keys/private-file.ts'
import type { Log } from '../log.ts'

export type PrivateFile = readonly [setting: string, path: string | undefined]

/** Of the gateway's own links. */
export function linkFilesOf({ link, engine, feed }: Config): PrivateFile[] {
  return [
    ['TLS_KEY', link?.key],
    ['ENGINE_TLS_KEY', engine?.tls?.key],
    ['FEED_TLS_KEY', feed?.tls?.key],
  ]
}

/** Of the engine, in this process or apart; those of the table of keys are checked whenever it is read. */
export function engineFilesOf(config: Config): PrivateFile[] {
  const { signingKeys, sealKey, revocationKey, pkcs11, remoteSigner, dataFolder } = config
  return [
    ...signingKeys.map(({ key }): PrivateFile => ['SIGNING_KEYS', key]),
    ['SEAL_KEY', sealKey?.key],
    ['REVOCATION_KEY', revocationKey?.key],
    ['REVOCATION_TLS_KEY', config.revocation.tls?.key],
    ['TRUST_TLS_KEY', config.trustTls?.key],
    ['PKCS11_PIN_FILE', pkcs11?.pinFile],
    ['REMOTE_SIGNER_TLS_KEY', remoteSigner?.tls.key],
    ['DATA_FOLDER', join(dataFolder, 'secrets.json')],
  ]
}

/** @throws Error in production, naming each file and why others may get at it */
export function checkPrivateFiles(
  { environment }: Pick<Config, 'environment'>,
  log: Log,
  files: readonly PrivateFile[],
) {
  const problems = files.flatMap(([setting, path]) => {
    const problem = path === undefined ? undefined : exposure(path)
    return problem === undefined ? [] : [`${setting} ${path}: ${problem}`]
  })
  if (problems.length === 0) return
  if (environment === 'PRODUCTION') throw new Error(`Private files:\n  ${problems.join('\n  ')}`)
  for (const problem of problems) log.event('private file', problem, 'warn')
}
