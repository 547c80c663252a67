// `npm run bench -- revocation`: what a million revoked certificates take of memory, and a look-up of CPU. Exit code 1
// when a target is missed.

import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { hashKindNames } from '../src/hcert/revocation.ts'
import { entryOf } from '../src/revocation/batch.ts'
import { createRevocationTable } from '../src/revocation/table.ts'

const batches = 1000
const entriesEach = 1000
const keys = 40
const rounds = 31
const looksPerRound = 10_000

const targets = { megabytes: 64, microseconds: 5 }

const keyIds = Array.from({ length: keys }, () => randomBytes(8).toString('base64'))
const expires = new Date('2030-01-01T00:00:00Z')

/** Batches of 40 keys, the kinds of entries in turn, so that a look-up hashes all three. */
function filled() {
  const table = createRevocationTable()
  const known: [entry: Uint8Array, keyId: string][] = []
  for (let at = 0; at < batches; at++) {
    const hashes = randomBytes(16 * entriesEach)
    const [keyId = '', kind = 'SIGNATURE'] = [keyIds[at % keys], hashKindNames[at % 3]]
    table.add({ country: 'XA', expires, keyId, kind, hashes })
    if (kind === 'SIGNATURE')
      known.push([Uint8Array.from(entryOf(hashes, at % entriesEach)), keyId])
  }
  return { table, known }
}

function bytesUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Microseconds of CPU of one look-up, the median of all rounds. */
function timeOf(look: (at: number) => boolean, expected: boolean): number {
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage()
    for (let at = 0; at < looksPerRound; at++)
      if (look(at) !== expected) throw new Error('the table is wrong')
    const { user, system } = process.cpuUsage(start)
    return (user + system) / looksPerRound
  })
  return times.sort((a, b) => a - b)[rounds >> 1] as number
}

/** Whether all targets were reached. @throws Error when the table answers wrongly */
export function benchRevocation(say: (line: string) => void): boolean {
  const before = bytesUsed()
  const { table, known } = filled()
  const megabytes = (bytesUsed() - before) / 1e6
  const unknown = Array.from({ length: looksPerRound }, () => randomBytes(16))
  const certificate = (signatureHash: Uint8Array, at: number) => ({
    issuer: 'XA',
    uvci: `URN:UVCI:01:XA:${at}`,
    signatureHash,
  })
  const miss = timeOf(
    (at) => table.has(certificate(unknown[at] as Uint8Array, at), 'XA', keyIds[at % keys]),
    false,
  )
  const hit = timeOf((at) => {
    const [entry, keyId] = known[at % known.length] as (typeof known)[number]
    return table.has(certificate(entry, at), 'XA', keyId)
  }, true)
  say(`${table.size()} entries: ${megabytes.toFixed(1)} MB (target ${targets.megabytes})`)
  say(
    `a certificate that is not revoked, three kinds: ${miss.toFixed(2)} µs (target ${targets.microseconds})`,
  )
  say(`a certificate that is revoked, by its signature: ${hit.toFixed(2)} µs`)
  return megabytes < targets.megabytes && Math.max(miss, hit) < targets.microseconds
}
