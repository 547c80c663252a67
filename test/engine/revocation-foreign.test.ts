// What verification says of the revocation of a certificate that was not issued here.

import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { type Judged, judgements } from '../../src/engine/judgements.ts'
import { readCoseBytes } from '../../src/hcert/certificate.ts'
import { revocationHash } from '../../src/hcert/cose.ts'
import { writeCwt } from '../../src/hcert/cwt.ts'
import { createRevocationTable } from '../../src/revocation/table.ts'
import { claims, keyId, signed } from '../hcert/samples.ts'

const judgement = judgements.find(({ name }) => name === 'REVOCATION')

describe('verification asks the lists of other countries', () => {
  const read = readCoseBytes(signed(writeCwt({ ...claims, issuer: 'XA' })))
  const uvci = claims.certificate.v?.[0]?.ci ?? ''
  const batch = {
    country: 'XA',
    expires: new Date(),
    keyId: keyId.toString('base64'),
    kind: 'SIGNATURE' as const,
    hashes: revocationHash(read.cose),
  }

  async function found(table = createRevocationTable(), changes: Partial<Judged> = {}) {
    const judged = {
      read,
      revoked: table,
      keys: { all: [] },
      register: { status: async () => undefined },
      key: { country: 'XA', certificate: { fingerprint256: 'foreign' } },
      ...changes,
    } as unknown as Judged
    const { outcome, code } = (await judgement?.find(judged)) ?? {}
    return `${outcome} ${code}`
  }

  it('and finds what its own country revoked', async () => {
    const table = createRevocationTable()
    const number = table.add(batch)
    expect(await found(table)).to.equal('FAILED REVOKED')
    table.remove(number)
    expect(await found(table)).to.equal('PASSED OK')
  })

  it('by its UVCI as well', async () => {
    const table = createRevocationTable()
    const hashes = createHash('sha256').update(`XA${uvci}`).digest().subarray(0, 16)
    table.add({ ...batch, kind: 'COUNTRYCODEUCI', keyId: 'UNKNOWN_KID', hashes })
    expect(await found(table)).to.equal('FAILED REVOKED')
  })

  it('and leaves it open where that country has no list here', async () => {
    const table = createRevocationTable()
    table.add({ ...batch, country: 'XB' })
    expect(await found(table)).to.equal('OPEN NOT_OURS')
    expect(await found(undefined, { revoked: undefined })).to.equal('OPEN NOT_OURS')
  })

  it('of the key’s country where the certificate names none', async () => {
    const table = createRevocationTable()
    table.add(batch)
    const { issuer, ...cwt } = read.cwt
    expect(await found(table, { read: { ...read, cwt } })).to.equal('FAILED REVOKED')
    const key = { certificate: { fingerprint256: 'foreign' } } as unknown as NonNullable<
      Judged['key']
    >
    expect(await found(table, { read: { ...read, cwt }, key })).to.equal('OPEN NOT_OURS')
  })

  it('of a key id that is in no header finds only what is listed for any key', async () => {
    const table = createRevocationTable()
    table.add(batch)
    const cose = { ...read.cose, keyId: undefined }
    expect(await found(table, { read: { ...read, cose } })).to.equal('PASSED OK')
    table.add({ ...batch, keyId: 'UNKNOWN_KID' })
    expect(await found(table, { read: { ...read, cose } })).to.equal('FAILED REVOKED')
  })

  it('while our own register has the first word', async () => {
    const register = { status: async () => ({ revoked: { at: new Date() } }) }
    const changes = { register } as unknown as Partial<Judged>
    expect(await found(createRevocationTable(), changes)).to.equal('FAILED REVOKED')
  })
})
