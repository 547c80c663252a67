// The signing keys in use: from KEY_TABLE, read again when it changes and when told to; from
// SIGNING_KEYS; in the sandbox else made once. A table that cannot be used never replaces the one in force.

import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { Failure } from '../errors.ts'
import { createSandboxKeys, isSandbox } from '../keys/sandbox.ts'
import { createSigners, type Signers } from '../keys/signers/open.ts'
import type { Signer } from '../keys/signers/signer.ts'
import {
  createSigningKeys,
  loadSigningKeys,
  type SigningKeys,
  signingCertificate,
  signingKey,
} from '../keys/signing.ts'
import { type KeyRow, readKeyTable } from '../keys/table.ts'
import type { Log } from '../log.ts'
import type { Measure } from '../metrics.ts'
import { watchEnds } from './key-ends.ts'
import { type KeySource, openTable } from './key-table.ts'
import { checkPrivateFiles } from './private-files.ts'

export interface KeysInUse {
  /** Always those in force: what `all` gives changes with the table. */
  keys: SigningKeys
  /** Looks at the table now. */
  reload(): void
  close(): void
}

export interface KeysParts {
  config: Config
  log: Log
  /** The world's: it decides when keys are used. */
  clock: Clock
  measure: Measure
  /** Time between two looks at the table, milliseconds. */
  everyMs?: number
}

/** @throws Error that names what is wrong with table, files or keys; Failure SIGNER_UNAVAILABLE */
export async function startKeys(parts: KeysParts): Promise<KeysInUse> {
  const { config, clock } = parts
  const signers = createSigners({ ...config, passphrase: config.signingPassphrase })
  const source = await (config.keyTable === undefined
    ? fixed(await configured(config, clock))
    : openTable(config.keyTable, (path) => tabled(path, signers, parts), parts))
  const ends = watchEnds(parts, source.inForce)
  source.onChange(ends.look)
  const keys: SigningKeys = {
    get all() {
      return source.inForce().all
    },
    choose: (type, at) => source.inForce().choose(type, at),
    ready: (at) => source.inForce().ready(at),
  }
  const close = () => {
    source.stop()
    ends.stop()
    for (const key of keys.all) void key.close()
    signers.close()
  }
  return { keys, reload: source.reload, close }
}

const nothing = () => undefined

function fixed(keys: SigningKeys): KeySource {
  return { inForce: () => keys, onChange: nothing, reload: nothing, stop: nothing }
}

/** From the setting, or the sandbox's own. */
async function configured(config: Config, clock: Clock): Promise<SigningKeys> {
  if (config.signingKeys.length === 0) {
    const { files } = await createSandboxKeys(join(config.dataFolder, 'keys'), { at: clock.now() })
    return loadSigningKeys({ certificateFiles: [files.certificate], keyFiles: [files.key] })
  }
  const keys = loadSigningKeys({
    certificateFiles: config.signingKeys.map(({ certificate }) => certificate),
    keyFiles: config.signingKeys.map(({ key }) => key),
    passphrase: config.signingPassphrase,
  })
  return refuseSandbox('SIGNING_KEYS', keys, config)
}

/** One row after another: a token or a signing service need not meet them all at once. */
async function tabled(path: string, signers: Signers, { config, log, clock }: KeysParts) {
  const rows = readKeyTable(path)
  const now = clock.now()
  const isOver = ({ usedUntil }: KeyRow) => usedUntil !== undefined && usedUntil <= now
  checkPrivateFiles(config, log, filesOf(rows.filter((row) => !isOver(row))))
  const all = []
  for (const row of rows) {
    const certificate = signingCertificate(row.certificate)
    const signer = isOver(row) ? retired : await signers.open(certificate, row.signer)
    all.push(signingKey(certificate, row, signer))
  }
  return refuseSandbox('KEY_TABLE', createSigningKeys(all), config)
}

const over = async () => {
  throw new Failure('SIGNER_UNAVAILABLE', { detail: 'the use of the key is over' })
}

/** Of a key whose use is over: its certificate is still needed, to verify, and the key may be gone. */
const retired: Signer = { sign: over, ready: over, close: async () => undefined }

function filesOf(rows: readonly KeyRow[]): [setting: string, path: string][] {
  return rows.flatMap(({ signer }): [string, string][] =>
    'file' in signer ? [['KEY_TABLE', signer.file]] : [],
  )
}

function refuseSandbox(setting: string, keys: SigningKeys, { environment }: Config): SigningKeys {
  if (environment === 'PRODUCTION' && keys.all.some(({ certificate }) => isSandbox(certificate)))
    throw new Error(`${setting}: a sandbox key is refused in production`)
  return keys
}
