import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { shapes } from '../../../src/contract/operations.ts'
import { contractFolder } from '../../../src/contract/schema.ts'
import { createSeal } from '../../../src/render/seal/create.ts'
import { namespace } from '../../../src/render/seal/document.ts'
import { children, compileSchema, wellFormed } from '../../../src/xml/document.ts'
import { temporaryFolder } from '../../keys/certificates.ts'
import { hasXmlsec, type MadeSeal, madeSeal, noon, sealable, sealUsage } from './made.ts'

const schema = readFileSync(new URL('sealed.xsd', contractFolder))

/** Names of the elements of a type in sealed.xsd. */
function fieldsOf(type: string): string[] {
  const pattern = new RegExp(`<xs:complexType name="${type}">[\\s\\S]*?</xs:complexType>`)
  const text = pattern.exec(schema.toString())?.[0] ?? ''
  return [...text.matchAll(/<xs:element name="(\w+)"/g)].map(([, name = '']) => name)
}

describe('a seal', () => {
  let seal: MadeSeal
  let document: Buffer

  before(async () => {
    seal = await madeSeal()
    document = createSeal(seal.key).seal(sealable, noon)
  })

  it('makes a document that the published schema accepts', () => {
    const validate = compileSchema(schema)
    const { root } = wellFormed(document)
    expect(validate(root)).to.deep.equal([])
    expect(root.namespaceUri).to.equal(namespace)
    expect(children(root).map(({ name }) => name)).to.deep.equal([
      'seal',
      'certificate',
      'Signature',
    ])
  })

  it('holds the fields of the contract, without those of the one delivery', () => {
    const names = (shape: string) => (shapes[shape] ?? []).map(({ name }) => name)
    const left = ['outcome', 'rendering', 'sealed', 'encrypted', 'rnokpp', 'unzr']
    for (const shape of ['Certificate', 'Holder', 'ContentItem']) {
      const expected = names(shape).filter((name) => !left.includes(name))
      expect(fieldsOf(shape), shape).to.deep.equal(expected)
    }
  })

  it('vouches for no identifier that only the request gave', () => {
    expect(document.toString()).not.to.include('0000000017').and.not.to.include('19850515-00000')
  })

  it('is called technical unless the certificate bears the Ukrainian usage', async () => {
    const real = createSeal((await madeSeal({ extendedKeyUsage: [sealUsage] })).key)
    expect(real.kind).to.equal('ELECTRONIC_SEAL')
    expect(real.seal(sealable, noon).toString()).to.include('<textEn>Electronic seal')
    expect(document.toString()).to.include('<kind>TECHNICAL_SEAL</kind><textUk>Технічна печатка')
  })

  it('is usable while its certificate is valid', () => {
    const { usable } = createSeal(seal.key)
    expect(usable(noon)).to.equal(true)
    expect(usable(new Date('2021-12-31T00:00:00Z'))).to.equal(false)
    expect(usable(new Date('2024-02-01T00:00:00Z'))).to.equal(false)
  })

  it('states the signing time and the digest of the certificate', () => {
    const text = document.toString()
    expect(text).to.include('<xades:SigningTime>2022-02-10T10:00:00.000Z</xades:SigningTime>')
    expect(text).to.include(seal.certificate.raw.toString('base64'))
  })

  describe('before another implementation (xmlsec1)', () => {
    before(function () {
      // apt-get install xmlsec1
      if (!hasXmlsec) this.skip()
    })

    /** What xmlsec1 says of a document. */
    function judged(text: string | Buffer, certificate = seal.files.certificate): string {
      const file = join(temporaryFolder(), 'sealed.xml')
      writeFileSync(file, text)
      const properties = 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'
      const asked = ['--verify', '--id-attr:Id', properties, '--pubkey-cert-pem', certificate, file]
      const { status, stderr } = spawnSync('xmlsec1', asked, { encoding: 'utf8' })
      return status === 0 && /^OK$/m.test(stderr) ? 'OK' : 'FAIL'
    }

    it('is valid', () => {
      expect(judged(document)).to.equal('OK')
    })

    it('is not valid once a certificate field or the signing time was changed', async () => {
      const text = document.toString()
      const other = await madeSeal()
      expect(judged(text.replace('1985-05-15', '1985-05-16'))).to.equal('FAIL')
      expect(judged(text.replace('Time>2022-02-10', 'Time>2022-02-11'))).to.equal('FAIL')
      expect(judged(text, other.files.certificate)).to.equal('FAIL')
    })
  })
})
