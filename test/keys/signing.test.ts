import { constants, createHash, verify } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Failure } from '../../src/errors.ts'
import { loadSigningKeys, type SigningKeys } from '../../src/keys/signing.ts'
import {
  ecdsa,
  type Made,
  makeCertificate,
  rsa,
  save,
  temporaryFolder,
  type Wanted,
} from './certificates.ts'

const bytes = new TextEncoder().encode('To be signed')
const at = new Date('2022-02-10T12:00:00Z')

describe('signing keys', () => {
  let folder: string
  let signer: Made
  before(async () => {
    folder = temporaryFolder()
    signer = await makeCertificate()
  })
  after(() => rmSync(folder, { recursive: true }))

  const load = (made: Made, name: string): SigningKeys => {
    const paths = save(folder, name, made)
    return loadSigningKeys({ certificateFiles: [paths.certificate], keyFiles: [paths.key] })
  }

  it('are identified by the first eight bytes of SHA-256 over the certificate', () => {
    const [key] = load(signer, 'id').all
    const digest = createHash('sha256').update(signer.certificate.raw).digest()
    expect(Buffer.from(key?.keyId ?? []).equals(digest.subarray(0, 8))).to.equal(true)
    expect(key?.keyIdText).to.equal(digest.subarray(0, 8).toString('base64'))
    expect(key?.keyIdText).to.have.length(12)
  })

  it('carry the certificate, its validity and its public key', () => {
    const [key] = load(signer, 'facts').all
    expect(key?.certificate.fingerprint256).to.equal(signer.certificate.fingerprint256)
    expect(key?.notBefore.toISOString()).to.equal('2022-01-01T00:00:00.000Z')
    expect(key?.notAfter.toISOString()).to.equal('2024-01-01T00:00:00.000Z')
    expect(key?.from).to.deep.equal(key?.notBefore)
    expect(key?.publicKey.equals(signer.certificate.publicKey)).to.equal(true)
  })

  it('sign ES256 as 64 raw bytes that node verifies', () => {
    const key = load(signer, 'es256').choose('vaccination', at)
    const signature = key.sign(bytes)
    expect(key.alg).to.equal('ES256')
    expect(signature).to.have.length(64)
    const judge = { key: signer.certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', bytes, judge, signature)).to.equal(true)
    expect(verify('sha256', new Uint8Array([1]), judge, signature)).to.equal(false)
  })

  it('sign PS256 with a salt of 32 bytes', async () => {
    const made = await makeCertificate({ algorithm: rsa(2048) })
    const key = load(made, 'ps256').choose('test', at)
    const signature = key.sign(bytes)
    expect(key.alg).to.equal('PS256')
    expect(signature).to.have.length(256)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const judge = { key: made.certificate.publicKey, padding, saltLength: 32 }
    expect(verify('sha256', bytes, judge, signature)).to.equal(true)
    expect(verify('sha256', bytes, { ...judge, saltLength: 20 }, signature)).to.equal(false)
  })

  it('are read from an encrypted PKCS#8 file with its passphrase', () => {
    const paths = save(folder, 'encrypted', signer)
    const encryption = { cipher: 'aes-256-cbc', passphrase: 'invented' }
    const pem = signer.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption })
    expect(pem).to.include('ENCRYPTED PRIVATE KEY')
    writeFileSync(paths.key, pem)
    const files = { certificateFiles: [paths.certificate], keyFiles: [paths.key] }
    expect(loadSigningKeys({ ...files, passphrase: 'invented' }).all).to.have.length(1)
    for (const passphrase of ['wrong', undefined])
      expect(() => loadSigningKeys({ ...files, passphrase })).to.throw(
        /encrypted\.key\.pem.*passphrase/,
      )
  })

  it('roll over at the configured start of use', async () => {
    const old = save(folder, 'roll-old', signer)
    const next = save(folder, 'roll-next', await makeCertificate())
    const keys = loadSigningKeys({
      certificateFiles: [old.certificate, next.certificate],
      keyFiles: [old.key, next.key],
      usedFrom: [undefined, new Date('2022-02-01T00:00:00Z')],
    })
    const [first, second] = keys.all
    expect(keys.choose('recovery', new Date('2022-01-31T23:59:59Z'))).to.equal(first)
    expect(keys.choose('recovery', at)).to.equal(second)
  })

  it('are refused where two start at the same time for the same type', async () => {
    const one = save(folder, 'twin-1', signer)
    const two = save(folder, 'twin-2', await makeCertificate())
    const files = {
      certificateFiles: [one.certificate, two.certificate],
      keyFiles: [one.key, two.key],
    }
    expect(() => loadSigningKeys(files)).to.throw(/start at the same time/)
  })

  it('fail a request for a type or time that none covers', async () => {
    const made = await makeCertificate({ extendedKeyUsage: ['1.3.6.1.4.1.0.1847.2021.1.2'] })
    const keys = load(made, 'vaccination-only')
    expect(keys.choose('vaccination', at).keyIdText).to.be.a('string')
    const choices = [
      () => keys.choose('test', at),
      () => keys.choose('vaccination', new Date('2021-12-31T23:59:59Z')),
    ]
    for (const choose of choices)
      expect(choose).to.throw(Failure).with.property('code', 'SIGNING_KEY_UNAVAILABLE')
  })

  it('must be configured, each with its certificate', () => {
    const paths = save(folder, 'count', signer)
    expect(() => loadSigningKeys({ certificateFiles: [], keyFiles: [] })).to.throw(/no signing key/)
    const files = { certificateFiles: [paths.certificate], keyFiles: [] }
    expect(() => loadSigningKeys(files)).to.throw(/as many signing keys/)
  })

  it('must belong to their certificate', async () => {
    const paths = save(folder, 'mixed', signer)
    const other = save(folder, 'other', await makeCertificate())
    const files = { certificateFiles: [paths.certificate], keyFiles: [other.key] }
    expect(() => loadSigningKeys(files)).to.throw(/mixed\.pem with .*other\.key\.pem.*belong/)
  })

  const refused: [string, Wanted, RegExp][] = [
    ['a curve other than P-256', { algorithm: ecdsa('P-384') }, /P-256/],
    ['RSA shorter than 2048 bits', { algorithm: rsa(1024) }, /2048/],
    ['a subject of another country', { subject: 'C=PL, CN=Test signer' }, /C=UA/],
    ['a subject of no country', { subject: 'CN=Test signer' }, /C=UA/],
    ['an authority', { authority: true }, /authority/],
    ['a key usage without digitalSignature', { keyUsage: 'keyEncipherment' }, /digitalSignature/],
    [
      'such a key usage that is not critical',
      { keyUsage: 'keyEncipherment', criticalKeyUsage: false },
      /digitalSignature/,
    ],
  ]
  for (const [title, wanted, problem] of refused)
    it(`refuse ${title}`, async () => {
      const made = await makeCertificate(wanted)
      expect(() => load(made, 'refused')).to.throw(problem)
    })

  for (const criticalKeyUsage of [true, false])
    it(`accept digitalSignature, ${criticalKeyUsage ? '' : 'not '}critical`, async () => {
      const made = await makeCertificate({ keyUsage: 'digitalSignature', criticalKeyUsage })
      expect(load(made, 'signs').all).to.have.length(1)
    })

  it('name a file that cannot be read', () => {
    const paths = save(folder, 'broken', signer)
    const missing = { certificateFiles: [join(folder, 'no.pem')], keyFiles: [paths.key] }
    expect(() => loadSigningKeys(missing)).to.throw(/no\.pem cannot be read as an X\.509/)
    writeFileSync(paths.key, 'not a key')
    const broken = { certificateFiles: [paths.certificate], keyFiles: [paths.key] }
    expect(() => loadSigningKeys(broken)).to.throw(/broken\.key\.pem cannot be read/)
  })
})
