// Messages signed by openssl, judged by us.

import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { verifyCms } from '../../src/keys/cms.ts'
import { ecdsa, type Made, makeCertificate, rsa, save, temporaryFolder } from './certificates.ts'

describe('a CMS signature', () => {
  const content = Buffer.from('what was signed')
  let folder: string
  let own: Made
  let other: Made
  before(async () => {
    folder = temporaryFolder()
    own = await makeCertificate({ subject: 'C=XA, CN=Uploader' })
    other = await makeCertificate({ subject: 'C=XA, CN=Uploader' })
  })
  after(() => rmSync(folder, { recursive: true }))

  /** By openssl; detached unless said. */
  function signed(by: Made, more: string[] = []): Buffer {
    const { certificate, key } = save(folder, 'signer', by)
    const [input, output] = [join(folder, 'content'), join(folder, 'cms')]
    writeFileSync(input, content)
    const files = ['-in', input, '-signer', certificate, '-inkey', key, '-out', output]
    execFileSync('openssl', ['cms', '-sign', '-binary', '-outform', 'DER', ...files, ...more])
    return readFileSync(output)
  }

  const enclosed = ['-nodetach']

  it('gives the content that it encloses', () => {
    const found = verifyCms(signed(own, enclosed), {
      signers: [other.certificate, own.certificate],
    })
    expect(Buffer.from(found ?? [])).to.deep.equal(content)
  })

  it('gives the content that it was made over', () => {
    const found = verifyCms(signed(own), { signers: [own.certificate], content })
    expect(Buffer.from(found ?? [])).to.deep.equal(content)
  })

  const kinds: [string, () => Promise<Made>, string[]][] = [
    ['RSA', () => makeCertificate({ algorithm: rsa(2048) }), []],
    ['RSA with SHA-512', () => makeCertificate({ algorithm: rsa(2048) }), ['-md', 'sha512']],
    [
      'RSA-PSS',
      () => makeCertificate({ algorithm: rsa(3072) }),
      ['-keyopt', 'rsa_padding_mode:pss'],
    ],
    ['P-384', () => makeCertificate({ algorithm: ecdsa('P-384') }), ['-md', 'sha384']],
    ['P-521', () => makeCertificate({ algorithm: ecdsa('P-521') }), ['-md', 'sha512']],
  ]
  for (const [title, make, more] of kinds)
    it(`is known by ${title}`, async () => {
      const made = await make()
      const cms = signed(made, [...enclosed, ...more])
      expect(verifyCms(cms, { signers: [made.certificate] })).to.have.length(content.length)
      expect(verifyCms(cms, { signers: [own.certificate] })).to.equal(undefined)
    })

  it('is nobody’s when the certificate inside is all that speaks for it', () => {
    // The same name, the same serial number would not help: the key is another.
    const signers = [other.certificate]
    expect(verifyCms(signed(own, enclosed), { signers })).to.equal(undefined)
    expect(verifyCms(signed(own, enclosed), { signers: [] })).to.equal(undefined)
  })

  it('is refused over another content, detached or not', () => {
    const changed = { signers: [own.certificate], content: Buffer.from('what was not') }
    expect(verifyCms(signed(own), changed)).to.equal(undefined)
    expect(verifyCms(signed(own, enclosed), changed)).to.equal(undefined)
    expect(verifyCms(signed(own), { signers: [own.certificate] })).to.equal(undefined)
  })

  it('is refused without signed attributes, and by a digest of the past', () => {
    const signers = [own.certificate]
    expect(verifyCms(signed(own, [...enclosed, '-noattr']), { signers })).to.equal(undefined)
    expect(verifyCms(signed(own, [...enclosed, '-md', 'sha1']), { signers })).to.equal(undefined)
  })

  it('is refused with any byte changed, and never throws', () => {
    const cms = signed(own, enclosed)
    const at = cms.indexOf(content)
    const signers = [own.certificate]
    const tail = cms.length - 8
    for (const index of [at, tail]) {
      const changed = Buffer.from(cms)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(verifyCms(changed, { signers }), `${index}`).to.equal(undefined)
    }
    for (let index = 0; index < cms.length; index += 3) {
      const changed = Buffer.from(cms)
      changed[index] = (changed[index] ?? 0) ^ 0xff
      const found = verifyCms(changed, { signers })
      if (found !== undefined) expect(Buffer.from(found)).to.deep.equal(content)
    }
  })

  it('is no CMS: nothing, text, another structure, too many bytes', () => {
    const signers = [own.certificate]
    const others = [
      Buffer.alloc(0),
      Buffer.from('no'),
      own.certificate.raw,
      Buffer.alloc(2 ** 20 + 1),
    ]
    const data = Buffer.from('300d06092a864886f70d010701a000', 'hex')
    for (const bytes of [...others, data]) expect(verifyCms(bytes, { signers })).to.equal(undefined)
  })
})
