// Gets the bytes to judge: from a file, or from an address in one GET that follows no redirect, bounded in
// time and size.

import { readFileSync } from 'node:fs'
import { bytesMax } from './bytes.ts'

/** The security server's own client for descriptions waits as long. */
const timeoutMs = 30_000

/** One byte more than the importer takes is enough to know that it does not. */
async function bounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > bytesMax) break
  }
  return Buffer.concat(chunks)
}

async function fetched(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`HTTP ${response.status}`)
  }
  return bounded((response.body ?? []) as AsyncIterable<Uint8Array>)
}

/** @throws Error when the file cannot be read, or the address does not answer 200 */
export async function bytesOf(fileOrUrl: string): Promise<Buffer> {
  return /^https?:\/\//.test(fileOrUrl) ? fetched(fileOrUrl) : readFileSync(fileOrUrl)
}
