// The sandbox's own pepper and delivery key, made at the first start and kept in the data folder. Production
// takes both from the configuration and never comes here.

import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret of 32 bytes with the id under which stored values name it. */
export interface Secret {
  id: string
  key: Buffer
}

export interface SandboxSecrets {
  peppers: Secret[]
  deliveryKeys: Secret[]
}

const keyBytes = 32
const fileName = 'secrets.json'

function create(folder: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const [pepper, deliveryKey] = [randomBytes(keyBytes), randomBytes(keyBytes)]
  const text = JSON.stringify({
    pepper: pepper.toString('hex'),
    deliveryKey: deliveryKey.toString('hex'),
  })
  const temporary = join(folder, `${fileName}.${process.pid}`)
  writeFileSync(temporary, text, { mode: 0o600 })
  try {
    // A link, unlike a rename, fails when another process was first: then its secrets count.
    linkSync(temporary, join(folder, fileName))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary)
  }
}

/** The secrets of this folder; made if there are none. */
export function sandboxSecrets(folder: string): SandboxSecrets {
  const file = join(folder, fileName)
  if (!existsSync(file)) create(folder)
  const { pepper, deliveryKey } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const secret = (hex: string | undefined): Secret => ({
    id: 'sandbox',
    key: Buffer.from(hex ?? '', 'hex'),
  })
  return { peppers: [secret(pepper)], deliveryKeys: [secret(deliveryKey)] }
}
