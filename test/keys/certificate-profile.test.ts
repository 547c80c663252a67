import { X509Certificate } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { expect } from 'chai'
import {
  type Authority,
  authorityCertificate,
  es256,
  type KeyPair,
  loadVendor,
  newKeys,
  pemOf,
  type SignerProfile,
  signerCertificate,
} from '../../src/keys/certificate-profile.ts'
import { createSandboxKeys } from '../../src/keys/sandbox.ts'
import { temporaryFolder } from './certificates.ts'

const period = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) })
const organisation = 'Zrazok, "Invented" Ministry'

/** RFC 5280 §4.2.1 and, last, the private key usage period. */
const oids = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectKey: '2.5.29.14',
  authorityKey: '2.5.29.35',
  usePeriod: '2.5.29.16',
}

const signerExtensions = [
  `${oids.keyUsage} critical`,
  oids.extendedKeyUsage,
  oids.subjectKey,
  oids.authorityKey,
]

describe('the certificate profile', () => {
  let cscaKeys: KeyPair
  let authority: Authority
  const wish: SignerProfile = {
    subject: { name: 'Document Signer', organisation },
    validity: period('2022-02-01T00:00:00Z', '2024-02-01T00:00:00Z'),
    family: 'current',
  }
  before(async () => {
    cscaKeys = await newKeys(es256)
    const certificate = await authorityCertificate(cscaKeys, {
      subject: { name: 'CSCA <1>', organisation },
      validity: period('2022-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    })
    authority = { certificate, privateKey: cscaKeys.privateKey }
  })

  /** In their order, with what is critical. */
  async function extensionsOf(certificate: Uint8Array | string): Promise<string[]> {
    const x509 = await loadVendor()
    const { extensions } = new x509.X509Certificate(certificate)
    return extensions.map(({ type, critical }) => `${type}${critical ? ' critical' : ''}`)
  }

  async function signer(more: Partial<SignerProfile> = {}) {
    const { publicKey } = await newKeys(es256)
    return signerCertificate(publicKey, authority, { ...wish, ...more })
  }

  const dates = (pem: string) => {
    const { validFrom, validTo } = new X509Certificate(pem)
    return [validFrom, validTo].map((text) => new Date(text).toISOString().slice(0, 10))
  }

  it('gives an authority its extensions, names and period', async () => {
    const pem = pemOf(authority.certificate)
    expect(await extensionsOf(pem)).to.deep.equal([
      `${oids.basicConstraints} critical`,
      `${oids.keyUsage} critical`,
      oids.subjectKey,
    ])
    expect(dates(pem)).to.deep.equal(['2022-01-01', '2026-01-01'])
    const { subject, issuer } = new X509Certificate(pem)
    expect(subject).to.equal(`C=UA\nO=Zrazok\\, \\"Invented\\" Ministry\nCN=CSCA \\<1\\>`)
    expect(issuer).to.equal(subject)
  })

  it('gives a signer its extensions, names and period, and its authority’s key identifier', async () => {
    const certificate = await signer()
    const pem = pemOf(certificate)
    expect(await extensionsOf(pem)).to.deep.equal(signerExtensions)
    expect(dates(pem)).to.deep.equal(['2022-02-01', '2024-02-01'])
    expect(new X509Certificate(pem).subject).to.match(/^C=UA\n.*\nCN=Document Signer$/)
    expect(
      new X509Certificate(pem).checkIssued(new X509Certificate(pemOf(authority.certificate))),
    ).to.equal(true)
    expect(
      await certificate.verify({ publicKey: cscaKeys.publicKey, signatureOnly: true }),
    ).to.equal(true)
  })

  it('tells when a key may sign, where that is shorter, in universal time', async () => {
    const use = period('2022-02-01T00:00:00.500Z', '2022-08-01T12:30:00Z')
    const certificate = await signer({ use })
    expect(await extensionsOf(pemOf(certificate))).to.deep.equal(
      signerExtensions.toSpliced(2, 0, oids.usePeriod),
    )
    const value = certificate.getExtension(oids.usePeriod)?.value ?? new ArrayBuffer(0)
    // RFC 3280 §4.2.1.4: [0] and [1], each a GeneralizedTime.
    expect(Buffer.from(value).toString('latin1')).to.equal(
      '0"\x80\x0f20220201000000Z\x81\x0f20220801123000Z',
    )
  })

  it('limits a signer to the types that are named', async () => {
    const { keyUsage } = new X509Certificate(pemOf(await signer({ types: ['test'] })))
    expect(keyUsage).to.deep.equal(['1.3.6.1.4.1.1847.2021.1.1'])
  })

  it('is that of a sandbox too', async () => {
    const folder = temporaryFolder()
    const { files } = await createSandboxKeys(`${folder}/keys`, { at: new Date('2022-02-10') })
    const [csca, dsc] = [files.csca, files.certificate].map((file) => readFileSync(file, 'utf8'))
    expect(await extensionsOf(csca ?? '')).to.deep.equal(
      await extensionsOf(pemOf(authority.certificate)),
    )
    expect(await extensionsOf(dsc ?? '')).to.deep.equal(signerExtensions)
    rmSync(folder, { recursive: true })
  })
})
