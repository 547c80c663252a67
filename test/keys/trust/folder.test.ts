import type { X509Certificate } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadTrustFolder, readTrustFolder } from '../../../src/keys/trust/folder.ts'
import { makeCertificate, temporaryFolder } from '../certificates.ts'

describe('a trust folder', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('gives the certificates of PEM and DER files, and ignores others', async () => {
    const made = await Promise.all([makeCertificate(), makeCertificate(), makeCertificate()])
    const [one, two, three] = made.map((it) => it.certificate) as [
      X509Certificate,
      X509Certificate,
      X509Certificate,
    ]
    writeFileSync(join(folder, 'a.PEM'), `A comment\n${one.toString()}\n${two.toString()}`)
    writeFileSync(join(folder, 'b.der'), three.raw)
    writeFileSync(join(folder, 'README.md'), 'about these certificates')
    const prints = (await loadTrustFolder(folder)).map((it) => it.fingerprint256)
    expect(prints).to.deep.equal([one, two, three].map((it) => it.fingerprint256))
  })

  it('is empty where there are none', async () => {
    expect(await loadTrustFolder(folder)).to.deep.equal([])
  })

  it('lists signers, and leaves authorities out', async () => {
    const { certificate } = await makeCertificate()
    const authority = await makeCertificate({ authority: true, keyUsage: 'keyCertSign' })
    writeFileSync(join(folder, 'a.pem'), `${certificate}${authority.certificate}`)
    const { keys, leftOut } = await readTrustFolder(folder)
    expect(keys.map(({ key }) => key.certificate?.fingerprint256)).to.deep.equal([
      certificate.fingerprint256,
    ])
    expect(leftOut.map(({ reason }) => reason)).to.deep.equal(['NOT_A_SIGNER'])
  })

  it('may hold keys beside certificates, which vouch for nobody', async () => {
    const { privateKey } = await makeCertificate()
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    expect(await loadTrustFolder(folder)).to.deep.equal([])
  })

  it('is refused with more files than any list has', async () => {
    for (let count = 0; count <= 10_000; count++) writeFileSync(join(folder, `${count}.pem`), '')
    const problem = await loadTrustFolder(folder).catch((error: Error) => error)
    expect((problem as Error).message).to.match(/holds too many certificates/)
  })

  const bad: [string, string | Buffer, RegExp][] = [
    ['is no certificate', 'nothing of the kind', /bad\.pem cannot be read as an X\.509/],
    [
      'holds a broken PEM block',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      /bad\.pem holds a PEM block/,
    ],
    ['is too large', Buffer.alloc(16 * 1024 * 1024 + 1), /bad\.pem is too large/],
  ]
  for (const [title, content, problem] of bad)
    it(`names a file that ${title}`, async () => {
      writeFileSync(join(folder, 'bad.pem'), content)
      const thrown = await loadTrustFolder(folder).catch((error: Error) => error)
      expect((thrown as Error).message).to.match(problem)
    })
})
