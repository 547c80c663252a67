import { execFileSync } from 'node:child_process'
import { constants, createHash, verify } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type KeyUse,
  loadSigningKeys,
  type SigningKey,
  type SigningKeys,
  signerOfFile,
  signingCertificate,
  signingKey,
} from '../../src/keys/signing.ts'
import type { CertificateType } from '../../src/usage.ts'
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

function chosen(keys: SigningKeys, type: CertificateType, time = at): SigningKey {
  const choice = keys.choose(type, time)
  if ('refused' in choice) throw new Error(choice.refused)
  return choice.key
}

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

  it('sign ES256 as 64 raw bytes that node verifies', async () => {
    const key = chosen(load(signer, 'es256'), 'vaccination')
    const signature = await key.sign(bytes)
    expect(key.alg).to.equal('ES256')
    expect(signature).to.have.length(64)
    const judge = { key: signer.certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', bytes, judge, signature)).to.equal(true)
    expect(verify('sha256', new Uint8Array([1]), judge, signature)).to.equal(false)
  })

  it('sign PS256 with a salt of 32 bytes', async () => {
    const made = await makeCertificate({ algorithm: rsa(2048) })
    const key = chosen(load(made, 'ps256'), 'test')
    const signature = await key.sign(bytes)
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

  it('are refused where two start at the same time for the same type', async () => {
    const one = save(folder, 'twin-1', signer)
    const two = save(folder, 'twin-2', await makeCertificate())
    const files = {
      certificateFiles: [one.certificate, two.certificate],
      keyFiles: [one.key, two.key],
    }
    expect(() => loadSigningKeys(files)).to.throw(/start at the same time/)
  })

  it('refuse a type or time that none covers', async () => {
    const made = await makeCertificate({ extendedKeyUsage: ['1.3.6.1.4.1.0.1847.2021.1.2'] })
    const keys = load(made, 'vaccination-only')
    expect(chosen(keys, 'vaccination').keyIdText).to.be.a('string')
    const refused = { refused: 'SIGNING_KEY_UNAVAILABLE' }
    expect(keys.choose('test', at)).to.deep.equal(refused)
    expect(keys.choose('vaccination', new Date('2021-12-31T23:59:59Z'))).to.deep.equal(refused)
  })

  it('sign no more on the last day of their certificate', () => {
    const keys = load(signer, 'last-day')
    expect(chosen(keys, 'test', new Date('2023-12-30T23:59:59Z')).keyIdText).to.be.a('string')
    const refused = { refused: 'SIGNING_KEY_UNAVAILABLE' }
    expect(keys.choose('test', new Date('2023-12-31T00:00:00Z'))).to.deep.equal(refused)
  })

  describe('whose certificate says when the private key may sign', () => {
    const keyPeriod = { notBefore: '2022-02-01T00:00:00Z', notAfter: '2022-08-01T00:00:00Z' }

    it('sign then alone', async () => {
      const made = await makeCertificate({ keyPeriod })
      const keys = load(made, 'period')
      const [key] = keys.all
      const text = execFileSync('openssl', ['x509', '-noout', '-text'], {
        input: made.certificate.toString(),
      }).toString()
      expect(text).to.match(
        /Private Key Usage Period:\s+Not Before: Feb {2}1 00:00:00 2022 GMT, Not After: Aug {2}1 /,
      )
      expect(key?.from.toISOString()).to.equal('2022-02-01T00:00:00.000Z')
      expect(key?.until.toISOString()).to.equal('2022-08-01T00:00:00.000Z')
      expect(key?.statedEnd).to.deep.equal(key?.until)
      expect(key?.notAfter.toISOString()).to.equal('2024-01-01T00:00:00.000Z')
      const used = [keyPeriod.notBefore, keyPeriod.notAfter].map((time) =>
        keys.choose('test', new Date(time)),
      )
      expect(used).to.deep.equal([{ key }, { refused: 'SIGNING_KEY_UNAVAILABLE' }])
    })

    it('may be bounded at one end', async () => {
      const { notBefore, notAfter } = keyPeriod
      const [start] = load(await makeCertificate({ keyPeriod: { notBefore } }), 'start').all
      expect(start?.from.toISOString()).to.equal('2022-02-01T00:00:00.000Z')
      expect(start?.statedEnd).to.equal(undefined)
      const [end] = load(await makeCertificate({ keyPeriod: { notAfter } }), 'end').all
      expect(end?.from).to.deep.equal(end?.notBefore)
      expect(end?.until.toISOString()).to.equal('2022-08-01T00:00:00.000Z')
    })
  })

  describe('put to use', () => {
    const keyPeriod = { notBefore: '2022-02-01T00:00:00Z', notAfter: '2022-08-01T00:00:00Z' }
    const vaccination = ['1.3.6.1.4.1.1847.2021.1.2']

    async function put(use: KeyUse, wanted: Wanted = {}) {
      const made = await makeCertificate(wanted)
      const paths = save(folder, 'used', made)
      const certificate = signingCertificate(paths.certificate)
      return signingKey(certificate, use, signerOfFile(certificate, paths.key, undefined))
    }

    it('start, end and sign as it says', async () => {
      const [usedFrom, usedUntil] = [new Date('2022-03-01'), new Date('2022-04-01')]
      const key = await put({ usedFrom, usedUntil, types: ['recovery'] })
      expect(key).to.deep.include({ from: usedFrom, until: usedUntil, types: ['recovery'] })
    })

    const wrong: [what: string, use: KeyUse, wanted: Wanted, RegExp][] = [
      [
        'before the certificate',
        { usedFrom: new Date('2021-12-31') },
        {},
        /usedFrom is before 2022-01-01/,
      ],
      [
        'before the key',
        { usedFrom: new Date('2022-01-31') },
        { keyPeriod },
        /usedFrom is before 2022-02-01/,
      ],
      [
        'after the certificate',
        { usedUntil: new Date('2024-01-02') },
        {},
        /usedUntil is after 2024-01-01/,
      ],
      [
        'after the key',
        { usedUntil: new Date('2023-12-31') },
        { keyPeriod },
        /usedUntil is after 20\d\d-\d\d-\d\dT.* its use ends/,
      ],
      [
        'to an end that is the start',
        { usedFrom: new Date('2022-05-01'), usedUntil: new Date('2022-05-01') },
        {},
        /the end of its use is not after the start/,
      ],
      [
        'for a type that its certificate does not allow',
        { types: ['vaccination', 'test'] },
        { extendedKeyUsage: vaccination },
        /extended key usage does not allow type test/,
      ],
    ]
    for (const [what, use, wanted, expected] of wrong)
      it(`are not used ${what}`, async () => {
        const error = await put(use, wanted).catch((thrown) => thrown)
        expect(error.message)
          .to.match(/^\S*used\.pem: /)
          .and.match(expected)
      })
  })

  it('are ready when every type has one that can sign', async () => {
    await load(signer, 'ready').ready(at)
    const usage = ['1.3.6.1.4.1.1847.2021.1.2', '1.3.6.1.4.1.1847.2021.1.3']
    const some = load(await makeCertificate({ extendedKeyUsage: usage }), 'not-ready')
    const failure = await some.ready(at).catch((thrown) => thrown)
    expect(failure).to.include({ code: 'SIGNER_UNAVAILABLE' })
    expect(failure.detail).to.equal('test: SIGNING_KEY_UNAVAILABLE')
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
