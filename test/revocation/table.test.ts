import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { entryBytes, hashKinds } from '../../src/hcert/revocation.ts'
import { entryOf } from '../../src/revocation/batch.ts'
import { createRevocationTable } from '../../src/revocation/table.ts'
import { keyId, newBatch } from './batches.ts'

const uvci = 'URN:UVCI:01:XA:EXAMPLE'

/** A certificate whose signature has that entry. */
const bearing = (signatureHash: Uint8Array, issuer = 'XA') => ({ issuer, uvci, signatureHash })

describe('the table of revoked certificates', () => {
  it('finds each entry of each batch, and no other', () => {
    const table = createRevocationTable()
    const batches = Array.from({ length: 40 }, () => newBatch({ hashes: randomBytes(16 * 97) }))
    for (const batch of batches) table.add(batch)
    expect(table.size()).to.equal(40 * 97)
    for (const { hashes } of batches)
      for (let at = 0; at < 97; at++)
        expect(table.has(bearing(entryOf(hashes, at)), 'XA', keyId)).to.equal(true)
    for (let at = 0; at < 2000; at++)
      expect(table.has(bearing(randomBytes(entryBytes)), 'XA', keyId)).to.equal(false)
  })

  it('forgets the entries of a batch that is taken out, and finds all others', () => {
    const table = createRevocationTable()
    const batches = Array.from({ length: 30 }, () => newBatch({ hashes: randomBytes(16 * 50) }))
    const numbers = batches.map(table.add)
    for (const [at, number] of numbers.entries()) if (at % 2 === 0) table.remove(number)
    for (const [at, { hashes }] of batches.entries())
      expect(table.has(bearing(entryOf(hashes, 7)), 'XA', keyId)).to.equal(at % 2 === 1)
    table.remove(numbers[0] ?? -1)
    table.remove(9999)
    expect(table.size()).to.equal(15 * 50)
  })

  it('does not grow when batches come and go', () => {
    const table = createRevocationTable()
    const standing = newBatch()
    table.add(standing)
    for (let turn = 0; turn < 500; turn++)
      table.remove(table.add(newBatch({ hashes: randomBytes(16 * 100) })))
    expect(table.size()).to.equal(2)
    expect(table.has(bearing(entryOf(standing.hashes, 1)), 'XA', keyId)).to.equal(true)
    expect(table.has(bearing(randomBytes(16)), 'XA', keyId)).to.equal(false)
  })

  it('keeps an entry that two batches have until both are gone', () => {
    const table = createRevocationTable()
    const batch = newBatch()
    const [first, second] = [table.add(batch), table.add(batch)]
    const listed = () => table.has(bearing(entryOf(batch.hashes, 0)), 'XA', keyId)
    table.remove(first)
    expect(listed()).to.equal(true)
    table.remove(second)
    expect(listed()).to.equal(false)
  })

  it('takes the word of the issuing country alone, about the key that it names', () => {
    const table = createRevocationTable()
    const batch = newBatch()
    table.add(batch)
    const certificate = bearing(entryOf(batch.hashes, 0))
    expect(table.has(certificate, 'XB', keyId)).to.equal(false)
    table.add(newBatch({ country: 'XB' }))
    expect(table.has(certificate, 'XB', keyId)).to.equal(false)
    expect(table.has(certificate, 'XA', 'BBBBBBBBBBA=')).to.equal(false)
    expect(table.has(certificate, 'XA', undefined)).to.equal(false)
    table.add({ ...batch, keyId: 'UNKNOWN_KID' })
    expect(table.has(certificate, 'XA', 'BBBBBBBBBBA=')).to.equal(true)
  })

  it('finds a certificate by each kind of entry, and by no entry of another kind', () => {
    const certificate = bearing(randomBytes(16))
    for (const kind of ['UCI', 'COUNTRYCODEUCI', 'SIGNATURE'] as const) {
      const table = createRevocationTable()
      const hashes = hashKinds[kind](certificate)
      for (const other of ['UCI', 'COUNTRYCODEUCI', 'SIGNATURE'] as const)
        if (other !== kind) table.add(newBatch({ kind: other, hashes }))
      expect(table.has(certificate, 'XA', keyId), kind).to.equal(false)
      table.add(newBatch({ kind, hashes }))
      expect(table.has(certificate, 'XA', keyId), kind).to.equal(true)
    }
  })

  it('knows a country from its first batch on, also when it has none any more', () => {
    const table = createRevocationTable()
    expect(table.knows('XA')).to.equal(false)
    table.remove(table.add(newBatch()))
    expect(table.knows('XA')).to.equal(true)
    expect(table.has(bearing(randomBytes(16)), 'XA', keyId)).to.equal(false)
  })

  it('holds a million entries in less than 64 MB, also while it fills', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const used = () => {
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    collect()
    const before = used()
    const table = createRevocationTable()
    let most = 0
    for (let at = 0; at < 1000; at++) {
      table.add(newBatch({ hashes: randomBytes(16_000) }))
      if (at % 100 !== 99) continue
      collect()
      most = Math.max(most, used() - before)
    }
    expect(table.size()).to.equal(1_000_000)
    expect(most).to.be.below(64_000_000)
  })
})
