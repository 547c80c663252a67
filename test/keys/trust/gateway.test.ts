import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { isGatewayList, readGatewayList } from '../../../src/keys/trust/gateway.ts'
import { ecdsa, type Made, rsa } from '../certificates.ts'
import { type Authority, item, keyIdText, makeAuthority } from './made.ts'

describe('a trust list of the EU gateway', () => {
  let xa: Authority
  let xb: Authority
  let uploader: Made
  let signer: Made
  before(async () => {
    xa = await makeAuthority('XA')
    xb = await makeAuthority('XB')
    uploader = await xa.issue()
    signer = await xa.issue({ usages: ['1.3.6.1.4.1.0.1847.2021.1.2'] })
  })

  const read = async (items: unknown[], anchors: Made[] = []) => {
    const anchored = anchors.map(({ certificate }) => certificate)
    const { keys, leftOut } = await readGatewayList(items, anchored)
    return { keys, why: leftOut.map(({ reason, name }) => `${reason} ${name}`) }
  }
  const idOf = ({ certificate }: Made) => keyIdText(certificate)

  it('is told from its items', () => {
    expect(isGatewayList([item('DSC', 'XA', signer)])).to.equal(true)
    for (const other of [[{}], [1], {}, null, 'text', [{ certificateType: 'DSC' }]])
      expect(isGatewayList(other), JSON.stringify(other)).to.equal(false)
  })

  it('gives its signers, and nobody else', async () => {
    const items = [
      item('CSCA', 'XA', xa),
      item('UPLOAD', 'XA', uploader),
      item('AUTHENTICATION', 'XA', uploader),
      item('DSC', 'XA', signer, uploader),
    ]
    const { keys, why } = await read(items)
    expect(keys.map(({ keyId }) => keyId)).to.deep.equal([idOf(signer)])
    expect(keys[0]?.key).to.include({ alg: 'ES256', country: 'XA' })
    expect(keys[0]?.key.extendedKeyUsage).to.deep.equal(['1.3.6.1.4.1.0.1847.2021.1.2'])
    expect(why).to.deep.equal([])
  })

  it('needs neither authorities nor uploaders where it has none', async () => {
    const { keys } = await read([item('DSC', 'XA', signer)])
    expect(keys).to.have.length(1)
  })

  it('takes authorities with P-384 and RSA keys', async () => {
    const others = [await makeAuthority('XA', ecdsa('P-384')), await makeAuthority('XB', rsa(2048))]
    const [one, two] = (await Promise.all(others.map((other) => other.issue()))) as [Made, Made]
    const authorities = others.map((other, at) => item('CSCA', at === 0 ? 'XA' : 'XB', other))
    const { keys } = await read([...authorities, item('DSC', 'XA', one), item('DSC', 'XB', two)])
    expect(keys).to.have.length(2)
  })

  it('leaves out an authority that stands as a signer too', async () => {
    const { certificate, privateKey } = await makeAuthority('XA')
    const own = { certificate, privateKey }
    const { keys, why } = await read([item('CSCA', 'XA', own), item('DSC', 'XA', own)])
    // Issued by an authority of the list, itself; but its key usage says that it signs certificates alone.
    expect(keys).to.deep.equal([])
    expect(why).to.deep.equal([`NOT_A_SIGNER ${idOf(own)}`])
  })

  it('leaves out whom no authority of its country has issued', async () => {
    const stranger = await xb.issue({ country: 'XA' })
    const items = [
      item('CSCA', 'XA', xa),
      item('CSCA', 'XB', xb),
      item('DSC', 'XA', stranger),
      item('DSC', 'XC', signer),
    ]
    const { keys, why } = await read(items)
    expect(keys).to.deep.equal([])
    expect(why).to.deep.equal([`NO_AUTHORITY ${idOf(stranger)}`, `NO_AUTHORITY ${idOf(signer)}`])
  })

  it('leaves out whom an authority of the same name has not signed', async () => {
    const impostor = await makeAuthority('XA')
    const forged = await impostor.issue()
    const named = { ...impostor, certificate: xa.certificate }
    const { why } = await read([item('CSCA', 'XA', named), item('DSC', 'XA', forged)])
    expect(why).to.deep.equal([`NO_AUTHORITY ${idOf(forged)}`])
  })

  it('goes past an authority whose key nobody here can read', async () => {
    const raw = Buffer.from(xa.certificate.raw)
    // The key's algorithm becomes one that OpenSSL does not know; the names still fit.
    const algorithm = Buffer.from('2a8648ce3d0201', 'hex')
    raw[raw.indexOf(algorithm) + algorithm.length - 1] = 0x7f
    const foreign = { ...xa, certificate: new X509Certificate(raw) }
    const { keys, why } = await read([item('CSCA', 'XA', foreign), item('DSC', 'XA', signer)])
    expect(keys).to.deep.equal([])
    expect(why).to.deep.equal([`NO_AUTHORITY ${idOf(signer)}`])
    const both = [item('CSCA', 'XA', foreign), item('CSCA', 'XA', xa), item('DSC', 'XA', signer)]
    expect((await read(both)).keys).to.have.length(1)
  })

  it('leaves out whom no uploader of its country has signed', async () => {
    const foreign = await xb.issue()
    const items = [
      item('UPLOAD', 'XA', uploader),
      item('UPLOAD', 'XB', foreign),
      item('DSC', 'XA', signer, foreign),
      { ...item('DSC', 'XA', signer), signature: 'AAAA' },
      { ...item('DSC', 'XA', signer), signature: 7 },
    ]
    const { keys, why } = await read(items)
    expect(keys).to.deep.equal([])
    expect(why).to.deep.equal(Array(3).fill(`NOT_VOUCHED_FOR ${idOf(signer)}`))
  })

  it('believes authorities and uploaders that the anchor has signed alone, where one is set', async () => {
    const anchor = await makeAuthority('XX')
    const items = [
      item('CSCA', 'XA', xa, anchor),
      item('UPLOAD', 'XA', uploader, anchor),
      item('CSCA', 'XB', xb, xb),
      item('DSC', 'XA', signer, uploader),
      item('DSC', 'XB', await xb.issue(), uploader),
    ]
    const { keys, why } = await read(items, [anchor])
    expect(keys.map(({ keyId }) => keyId)).to.deep.equal([idOf(signer)])
    expect(why).to.include(`NOT_VOUCHED_FOR ${idOf(xb)}`)
    expect(why).to.have.length(2)
    expect((await read(items.slice(2), [anchor])).keys).to.deep.equal([])
  })

  it('believes no signer without authority or uploader, where an anchor is set', async () => {
    const anchor = await makeAuthority('XX')
    const authority = item('CSCA', 'XA', xa, anchor)
    const vouching = item('UPLOAD', 'XA', uploader, anchor)
    const listed = item('DSC', 'XA', signer, uploader)
    expect((await read([authority, vouching, listed], [anchor])).keys).to.have.length(1)
    const reasons = []
    for (const items of [[listed], [vouching, listed], [authority, listed]]) {
      const { keys, why } = await read(items, [anchor])
      expect(keys).to.deep.equal([])
      reasons.push(...why)
    }
    const id = idOf(signer)
    expect(reasons).to.deep.equal([
      `NO_AUTHORITY ${id}`,
      `NO_AUTHORITY ${id}`,
      `NOT_VOUCHED_FOR ${id}`,
    ])
  })

  it('finds a key under the identifier that the list gives it', async () => {
    const given = { ...item('DSC', 'XA', signer), kid: 'AAAAAAAAAAA=' }
    const { keys } = await read([given])
    expect(keys.map(({ keyId }) => keyId)).to.deep.equal(['AAAAAAAAAAA='])
  })

  it('leaves out what cannot be read, and goes on', async () => {
    const good = item('DSC', 'XA', signer)
    const hostile = { toString: 1, valueOf: 1 }
    const bad = [
      { ...good, rawData: 'AAAA' },
      { ...good, rawData: hostile },
      { ...good, country: 'Xa' },
      { ...good, country: hostile },
      { ...good, kid: 'short' },
      { ...good, kid: hostile },
      { certificateType: 'DSC', rawData: null },
    ]
    const { keys, why } = await read([...bad, good, { ...good, certificateType: hostile }])
    expect(keys).to.have.length(1)
    expect(why.map((one) => one.split(' ')[0])).to.deep.equal(Array(7).fill('UNREADABLE'))
  })

  it('leaves out a certificate that is not the one of its fingerprint', async () => {
    const { why } = await read([{ ...item('DSC', 'XA', signer), thumbprint: 'ab'.repeat(32) }])
    expect(why).to.deep.equal([`FINGERPRINT_WRONG ${idOf(signer)}`])
    const upper = { ...item('DSC', 'XA', signer) }
    const { keys } = await read([{ ...upper, thumbprint: String(upper.thumbprint).toUpperCase() }])
    expect(keys).to.have.length(1)
  })

  it('leaves out keys that no certificate may be signed with', async () => {
    const weak = await xa.issue({ algorithm: rsa(1024) })
    const other = await xa.issue({ algorithm: ecdsa('P-384') })
    const { why } = await read([item('DSC', 'XA', weak), item('DSC', 'XA', other)])
    expect(why).to.deep.equal([`KEY_UNFIT ${idOf(weak)}`, `KEY_UNFIT ${idOf(other)}`])
  })
})
