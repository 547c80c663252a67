import { verify } from 'node:crypto'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createSandboxSeal, isSandbox } from '../../src/keys/sandbox.ts'
import { isForSeals, loadSealKey } from '../../src/keys/seal.ts'
import { ecdsa, makeCertificate, rsa, save, temporaryFolder, type Wanted } from './certificates.ts'

const at = new Date('2022-02-10T12:00:00Z')
const bytes = new TextEncoder().encode('To be sealed')

async function load(wanted: Wanted = {}, time: Date = at) {
  const made = await makeCertificate(wanted)
  return loadSealKey(save(temporaryFolder(), 'seal', made), time)
}

async function problem(wanted: Wanted, time: Date = at): Promise<string> {
  try {
    await load(wanted, time)
    return ''
  } catch (error) {
    return (error as Error).message.replace(/^\S+ with \S+: /, '')
  }
}

describe('the seal key', () => {
  it('signs 64 raw bytes that the certificate’s key verifies', async () => {
    const key = await load()
    const signature = key.sign(bytes)
    const judge = { key: key.certificate.publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(signature).to.have.length(64)
    expect(verify('sha256', bytes, judge, signature)).to.equal(true)
    expect(verify('sha256', new Uint8Array([1]), judge, signature)).to.equal(false)
  })

  it('knows the Ukrainian usage of an electronic seal', async () => {
    const [emailProtection, seal] = ['1.3.6.1.5.5.7.3.4', '1.2.804.2.1.1.1.3.9']
    const asked = async (extendedKeyUsage: string[]) =>
      isForSeals((await load({ extendedKeyUsage })).certificate)
    expect(await asked([emailProtection, seal])).to.equal(true)
    expect(await asked([emailProtection])).to.equal(false)
    expect(isForSeals((await load()).certificate)).to.equal(false)
  })

  const refused: [what: string, wanted: Wanted, problem: string][] = [
    ['another curve', { algorithm: ecdsa('P-384') }, 'the key must be EC P-256'],
    ['an RSA key', { algorithm: rsa(2048) }, 'the key must be EC P-256'],
    ['an authority', { authority: true }, 'a certification authority does not seal documents'],
    [
      'a key for encryption',
      { keyUsage: 'keyEncipherment' },
      'the key usage lacks digitalSignature',
    ],
  ]
  for (const [what, wanted, expected] of refused) {
    it(`is not ${what}`, async () => {
      expect(await problem(wanted)).to.equal(expected)
    })
  }

  it('is refused before and after the life of its certificate', async () => {
    const [early, late] = [new Date('2021-12-31T23:59:59Z'), new Date('2024-01-01T00:00:01Z')]
    expect(await problem({}, early)).to.equal('the certificate is not valid yet')
    expect(await problem({}, late)).to.equal('the certificate has expired')
  })

  it('belongs to its certificate', async () => {
    const folder = temporaryFolder()
    const [one, other] = await Promise.all([makeCertificate(), makeCertificate()])
    const { certificate } = save(folder, 'one', one)
    const { key } = save(folder, 'other', other)
    expect(() => loadSealKey({ certificate, key }, at)).to.throw(
      `${certificate} with ${key}: the key does not belong to the certificate`,
    )
  })

  it('may be encrypted, and opens with its passphrase alone', async () => {
    const made = await makeCertificate()
    const files = save(temporaryFolder(), 'seal', made)
    const encrypted = made.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'a phrase',
    })
    writeFileSync(files.key, encrypted)
    expect(loadSealKey({ ...files, passphrase: 'a phrase' }, at).sign(bytes)).to.have.length(64)
    expect(() => loadSealKey({ ...files, passphrase: 'another' }, at)).to.throw(files.key)
    expect(() => loadSealKey(files, at)).to.throw(files.key)
  })
})

describe('the sandbox’s seal key', () => {
  it('is made once, recognised as a sandbox’s, and makes technical seals', async () => {
    const folder = join(temporaryFolder(), 'data', 'seal')
    const files = await createSandboxSeal(folder, { at })
    const { certificate } = loadSealKey(files, at)
    expect(isSandbox(certificate)).to.equal(true)
    expect(isForSeals(certificate)).to.equal(false)
    const again = loadSealKey(await createSandboxSeal(folder, { at }), at)
    expect(again.certificate.fingerprint256).to.equal(certificate.fingerprint256)
    expect(statSync(files.key).mode & 0o777).to.equal(0o600)
    expect(readdirSync(folder)).to.have.members(['seal.pem', 'seal.key.pem'])
  })

  it('is one, even when two processes make it at once', async () => {
    const folder = join(temporaryFolder(), 'seal')
    const [one, other] = await Promise.all([
      createSandboxSeal(folder, { at }),
      createSandboxSeal(folder, { at }),
    ])
    expect(loadSealKey(one, at).certificate.raw).to.deep.equal(
      loadSealKey(other, at).certificate.raw,
    )
  })
})
