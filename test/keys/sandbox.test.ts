import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { loadVendor } from '../../src/keys/certificate-profile.ts'
import { createSandboxKeys, isSandbox, type SandboxKeys } from '../../src/keys/sandbox.ts'
import { loadSigningKeys } from '../../src/keys/signing.ts'
import { createTrustList } from '../../src/keys/trust/list.ts'
import { usagesOf } from '../../src/usage.ts'
import { makeCertificate, temporaryFolder } from './certificates.ts'

const at = new Date('2022-02-10T12:00:00Z')
const module = new URL('../../src/keys/sandbox.js', import.meta.url).href

const signingKeys = ({ files }: SandboxKeys) =>
  loadSigningKeys({ certificateFiles: [files.certificate], keyFiles: [files.key] })

describe('sandbox keys', () => {
  let parent: string
  let folder: string
  let sandbox: SandboxKeys
  before(async () => {
    parent = temporaryFolder()
    folder = join(parent, 'data', 'keys')
    sandbox = await createSandboxKeys(folder, { at })
  })
  after(() => rmSync(parent, { recursive: true }))

  it('sign every type at the time they were made for', () => {
    const keys = signingKeys(sandbox)
    for (const type of ['vaccination', 'test', 'recovery'] as const) {
      const choice = keys.choose(type, at)
      const key = 'key' in choice ? choice.key : undefined
      expect(key?.alg).to.equal('ES256')
      expect(key?.certificate.fingerprint256).to.equal(sandbox.dsc.fingerprint256)
    }
  })

  it('form a chain of two: an authority and a signer', () => {
    const { csca, dsc } = sandbox
    expect(csca.ca).to.equal(true)
    expect(csca.verify(csca.publicKey)).to.equal(true)
    expect(dsc.ca).to.equal(false)
    expect(dsc.checkIssued(csca)).to.equal(true)
    expect(dsc.verify(csca.publicKey)).to.equal(true)
    expect(dsc.serialNumber).to.not.equal(csca.serialNumber)
  })

  it('follow the certificate profile', async () => {
    const x509 = await loadVendor()
    const csca = new x509.X509Certificate(sandbox.csca.raw)
    const dsc = new x509.X509Certificate(sandbox.dsc.raw)
    const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags
    const constraints = csca.getExtension(x509.BasicConstraintsExtension)
    expect(constraints).to.include({ ca: true, pathLength: 0, critical: true })
    expect(csca.getExtension(x509.KeyUsagesExtension)?.usages).to.equal(keyCertSign | cRLSign)
    expect(dsc.getExtension(x509.KeyUsagesExtension)?.usages).to.equal(digitalSignature)
    const subjectKey = csca.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
    expect(subjectKey).to.be.a('string')
    expect(dsc.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId).to.equal(subjectKey)
    expect(dsc.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId).to.be.a('string')
    expect(dsc.getExtension(x509.ExtendedKeyUsageExtension)?.critical).to.equal(false)
    for (const it of [sandbox.csca, sandbox.dsc])
      expect(it.publicKey.asymmetricKeyDetails?.namedCurve).to.equal('prime256v1')
  })

  it('are valid from 240 days before the world’s time: the signer 2 years, the authority 4', () => {
    const dates = [sandbox.dsc, sandbox.csca].map((it) => [
      new Date(it.validFrom).toISOString(),
      new Date(it.validTo).toISOString(),
    ])
    expect(dates).to.deep.equal([
      ['2021-06-15T12:00:00.000Z', '2023-06-15T12:00:00.000Z'],
      ['2021-06-15T12:00:00.000Z', '2025-06-15T12:00:00.000Z'],
    ])
  })

  it('bear the current usages, or the early ones if so set', async () => {
    expect(sandbox.dsc.keyUsage).to.have.members(usagesOf('current'))
    const early = await createSandboxKeys(join(parent, 'early'), { at, usageFamily: 'early' })
    expect(early.dsc.keyUsage).to.have.members(usagesOf('early'))
  })

  it('are told from real certificates', async () => {
    expect(isSandbox(sandbox.csca)).to.equal(true)
    expect(isSandbox(sandbox.dsc)).to.equal(true)
    expect(isSandbox((await makeCertificate()).certificate)).to.equal(false)
  })

  it('are trusted as a signer, not as an authority', () => {
    const list = createTrustList([sandbox.csca, sandbox.dsc])
    expect(list.leftOut.map(({ reason }) => reason)).to.deep.equal(['NOT_A_SIGNER'])
  })

  it('lie in files that only the owner can read', () => {
    const mode = (path: string) => statSync(path).mode & 0o777
    expect(mode(folder)).to.equal(0o700)
    expect(mode(join(folder, 'dsc.key.pem'))).to.equal(0o600)
    expect(readdirSync(folder).sort()).to.deep.equal(['csca.pem', 'dsc.key.pem', 'dsc.pem'])
    expect(readFileSync(join(folder, 'dsc.key.pem'), 'utf8')).to.match(
      /^-----BEGIN PRIVATE KEY-----/,
    )
  })

  it('are kept: a second start finds the same ones', async () => {
    const again = await createSandboxKeys(folder, { at: new Date('2022-06-01T00:00:00Z') })
    expect(again.dsc.fingerprint256).to.equal(sandbox.dsc.fingerprint256)
    expect(again.csca.fingerprint256).to.equal(sandbox.csca.fingerprint256)
    expect(readdirSync(join(parent, 'data'))).to.deep.equal(['keys'])
  })

  for (const time of ['2021-06-15T11:59:59Z', '2023-06-15T12:00:01Z'])
    it(`refuse a world whose time is ${time}`, async () => {
      const error = await createSandboxKeys(folder, { at: new Date(time) }).catch((it) => it)
      expect(error)
        .to.be.an('error')
        .with.property('message')
        .that.matches(/not valid at the world/)
    })

  it('are not put into a folder that holds something else', async () => {
    const occupied = temporaryFolder()
    writeFileSync(join(occupied, 'dsc.pem'), 'left over')
    const error = await createSandboxKeys(occupied, { at }).catch((it) => it)
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/absent or empty/)
    expect(readdirSync(occupied)).to.deep.equal(['dsc.pem'])
    rmSync(occupied, { recursive: true })
  })

  it('are the same for several that start at once in one process', async () => {
    const contested = join(parent, 'contested')
    const all = await Promise.all([1, 2, 3].map(() => createSandboxKeys(contested, { at })))
    expect(new Set(all.map((it) => it.dsc.fingerprint256)).size).to.equal(1)
    for (const one of all) expect(signingKeys(one).all).to.have.length(1)
    expect(readdirSync(parent).filter((name) => name.includes('.new-'))).to.deep.equal([])
  })

  it('are the same for several processes that start at once', async () => {
    const contested = join(parent, 'processes')
    const program = `import { createSandboxKeys } from ${JSON.stringify(module)}
      const keys = await createSandboxKeys(process.argv[1], { at: new Date(process.argv[2]) })
      console.log(keys.dsc.fingerprint256)`
    const parameters = ['--input-type=module', '-e', program, contested, at.toISOString()]
    const run = promisify(execFile)
    const all = await Promise.all([1, 2, 3].map(() => run(process.execPath, parameters)))
    expect(new Set(all.map((it) => it.stdout)).size).to.equal(1)
    const standing = await createSandboxKeys(contested, { at })
    expect(`${standing.dsc.fingerprint256}\n`).to.equal(all[0]?.stdout)
    expect(signingKeys(standing).all).to.have.length(1)
    expect(readdirSync(parent).filter((name) => name.includes('.new-'))).to.deep.equal([])
  })
})
