// The first shape of a trust list: a folder of certificates, PEM or DER, as an operator puts them there.

import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { listedCertificate } from './certificate.ts'
import { type Listed, sorted } from './list.ts'
import { inTurns } from './turns.ts'

/** Trust lists of all countries together hold some hundreds of certificates of about 1 kB. */
const fileBytesMax = 16 * 1024 * 1024
const filesMax = 10_000

const extensions = new Set(['.pem', '.crt', '.cer', '.der'])

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** A key beside its certificate vouches for nobody. */
const keyBlock = /-----BEGIN (?:[A-Z]+ )*(?:PRIVATE|PUBLIC) KEY-----/

/** All certificates in the PEM and DER files of a folder, beside keys. Throws an Error that names a bad file. */
export async function loadTrustFolder(folder: string): Promise<X509Certificate[]> {
  const all = await readdir(folder)
  const names = all.filter((name) => extensions.has(extname(name).toLowerCase())).sort()
  if (names.length > filesMax) throw new Error(`${folder} holds too many certificates`)
  const found: X509Certificate[] = []
  for (const name of names) found.push(...(await certificatesIn(join(folder, name))))
  return found
}

async function certificatesIn(file: string): Promise<X509Certificate[]> {
  if ((await stat(file)).size > fileBytesMax)
    throw new Error(`${file} is too large for certificates`)
  const bytes = await readFile(file)
  const text = bytes.toString('latin1')
  const blocks: readonly (string | Buffer)[] | null = text.match(pemBlock)
  if (!blocks && keyBlock.test(text)) return []
  try {
    return await inTurns(blocks ?? [bytes], (it) => new X509Certificate(it))
  } catch (cause) {
    const what = blocks ? 'holds a PEM block that is no' : 'cannot be read as an'
    throw new Error(`${file} ${what} X.509 certificate`, { cause })
  }
}

/** @throws Error that names a bad file */
export async function readTrustFolder(folder: string): Promise<Listed> {
  const certificates = await loadTrustFolder(folder)
  return sorted(await inTurns(certificates, (certificate) => listedCertificate(certificate)))
}
