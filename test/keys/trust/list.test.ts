import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { keyIdOf } from '../../../src/keys/certificate.ts'
import { createTrustList, indexOf, type ListedKey } from '../../../src/keys/trust/list.ts'
import { maySign } from '../../../src/usage.ts'
import { ecdsa, makeCertificate, rsa } from '../certificates.ts'

const vector = join(
  process.env.REFERENCE_DATA ?? '../shared/data',
  'dgc-testdata/UA/2DCode/raw/1.json',
)

describe('a trust list', () => {
  it('finds a certificate by its key identifier, with the facts to judge it', async () => {
    const extendedKeyUsage = ['1.3.6.1.4.1.1847.2021.1.1']
    const { certificate } = await makeCertificate({ subject: 'C=PL, CN=Signer', extendedKeyUsage })
    const found = createTrustList([certificate]).find(keyIdOf(certificate))
    expect(found).to.have.length(1)
    expect(found[0]).to.include({ alg: 'ES256', country: 'PL', certificate })
    expect(found[0]?.extendedKeyUsage).to.deep.equal(extendedKeyUsage)
    expect(found[0]?.notBefore.toISOString()).to.equal('2022-01-01T00:00:00.000Z')
    expect(found[0]?.notAfter.toISOString()).to.equal('2024-01-01T00:00:00.000Z')
    expect(found[0]?.publicKey.equals(certificate.publicKey)).to.equal(true)
  })

  it('finds none for an unknown identifier', () => {
    expect(createTrustList([]).find(new Uint8Array(8))).to.deep.equal([])
  })

  it('binds PS256 to an RSA key, and leaves country and usages open', async () => {
    const { certificate } = await makeCertificate({ algorithm: rsa(3072), subject: 'CN=Signer' })
    const [found] = createTrustList([certificate]).find(keyIdOf(certificate))
    expect(found).to.include({ alg: 'PS256', country: undefined, extendedKeyUsage: undefined })
  })

  it('keeps every certificate of a colliding identifier, and each once', async () => {
    const { certificate: one } = await makeCertificate()
    const { certificate: two } = await makeCertificate()
    // What a collision looks like: the identifier comes from `raw`, the rest from the certificate.
    const colliding = new Proxy(two, {
      get: (target, name) => (name === 'raw' ? one.raw : Reflect.get(target, name, target)),
    })
    const list = createTrustList([one, colliding, new X509Certificate(one.raw)])
    const prints = list.find(keyIdOf(one)).map((it) => it.certificate?.fingerprint256)
    expect(prints).to.deep.equal([one.fingerprint256, two.fingerprint256])
  })

  it('finds a self-signed certificate that is authority and signer in one', async () => {
    const wanted = { authority: true, keyUsage: 'digitalSignature' } as const
    const { certificate } = await makeCertificate(wanted)
    expect(createTrustList([certificate]).find(keyIdOf(certificate))).to.have.length(1)
  })

  it('leaves out authorities and keys of no use, and says which', async () => {
    const useless = await Promise.all([
      makeCertificate({ authority: true, keyUsage: 'keyCertSign' }),
      makeCertificate({ algorithm: ecdsa('P-384') }),
      makeCertificate({ algorithm: rsa(1024) }),
    ])
    const certificates = useless.map((it) => it.certificate)
    const unreadable = new Proxy(certificates[1] as X509Certificate, {
      get: (target, name) => {
        if (name === 'publicKey') throw new Error('unsupported algorithm')
        return name === 'fingerprint256' ? 'other' : Reflect.get(target, name, target)
      },
    })
    const list = createTrustList([...certificates, unreadable])
    const reasons = list.leftOut.map(({ reason }) => reason)
    expect(reasons).to.deep.equal(['NOT_A_SIGNER', 'KEY_UNFIT', 'KEY_UNFIT', 'KEY_UNFIT'])
    const names = certificates.map((it) => Buffer.from(keyIdOf(it)).toString('base64'))
    expect(list.leftOut.slice(0, 3).map(({ name }) => name)).to.deep.equal(names)
    for (const certificate of certificates)
      expect(list.find(keyIdOf(certificate))).to.deep.equal([])
  })

  it('gives bare keys after certificates, and every one of them', async () => {
    const { certificate } = await makeCertificate()
    const [key] = createTrustList([certificate]).find(keyIdOf(certificate))
    if (key === undefined) throw new Error('no key')
    const keyId = Buffer.from(keyIdOf(certificate)).toString('base64')
    const bare: ListedKey = { keyId, key: { ...key, certificate: undefined } }
    const list = indexOf({ keys: [bare, { keyId, key }, bare, { keyId, key }], leftOut: [] })
    const found = list.find(keyIdOf(certificate)).map((it) => it.certificate)
    expect(found).to.deep.equal([certificate, undefined, undefined])
  })

  it('knows the published Ukrainian test signer (skipped without the reference data)', function () {
    if (!existsSync(vector)) return this.skip()
    const { TESTCTX } = JSON.parse(readFileSync(vector, 'utf8'))
    const list = createTrustList([new X509Certificate(Buffer.from(TESTCTX.CERTIFICATE, 'base64'))])
    const [found] = list.find(Buffer.from('87836313e81b9227', 'hex'))
    expect(found).to.include({ alg: 'ES256', country: 'UA' })
    for (const type of ['test', 'vaccination', 'recovery'] as const)
      expect(maySign(found?.extendedKeyUsage, type), type).to.equal(true)
  })
})
