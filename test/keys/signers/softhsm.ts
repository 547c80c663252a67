// A token of SoftHSM2, made for one test: real PKCS#11, with keys that were put into it. Needs its module in
// SOFTHSM2_MODULE (Debian: /usr/lib/softhsm/libsofthsm2.so), softhsm2-util, and pkcs11js beside the build.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Made } from '../certificates.ts'

export const softhsmModule = process.env.SOFTHSM2_MODULE

/** Nothing that could be met anywhere by chance. */
export const pin = '7319024685'

export interface SoftToken {
  label: string
  /** Puts a key in. @param id hex */
  add(made: Made, label: string, id: string): void
}

const util = (parameters: string[]) =>
  execFileSync('softhsm2-util', parameters, { stdio: 'pipe' }).toString()

/** The folder of tokens is the process's: SoftHSM2 reads where it is from the environment, once. */
function configure() {
  if (process.env.SOFTHSM2_CONF !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'softhsm-'))
  mkdirSync(join(folder, 'tokens'))
  const file = join(folder, 'softhsm2.conf')
  writeFileSync(file, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`)
  process.env.SOFTHSM2_CONF = file
}

export function makeToken(label: string): SoftToken {
  configure()
  util(['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', `${pin}0`])
  return {
    label,
    add({ privateKey }, name, id) {
      const file = join(mkdtempSync(join(tmpdir(), 'softhsm-key-')), 'key.pem')
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
      util(['--import', file, '--token', label, '--label', name, '--id', id, '--pin', pin])
    },
  }
}
