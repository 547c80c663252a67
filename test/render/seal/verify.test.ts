import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { createSeal } from '../../../src/render/seal/create.ts'
import { kindOf, namespace, writeDocument } from '../../../src/render/seal/document.ts'
import { algorithms, signEnveloped } from '../../../src/render/seal/signature.ts'
import { SealRefused, sealProblems, verifySeal } from '../../../src/render/seal/verify.ts'
import { type MadeSeal, madeSeal, noon, sealable, sealUsage } from './made.ts'

describe('the verification of a sealed document', () => {
  let seal: MadeSeal
  let stranger: MadeSeal
  let xml: string

  before(async () => {
    ;[seal, stranger] = await Promise.all([madeSeal(), madeSeal()])
    xml = createSeal(seal.key).seal(sealable, noon).toString()
  })

  function verify(file: string | Buffer, trusted = [seal.certificate]) {
    return verifySeal(Buffer.from(file as string), trusted)
  }

  function problem(file: string | Buffer, trusted = [seal.certificate]): string {
    try {
      verify(file, trusted)
    } catch (error) {
      if (error instanceof SealRefused) return error.code
      throw error
    }
    return 'GENUINE'
  }

  /** Changes one place of the document, which must be there once. */
  function changed(from: string, to: string): string {
    expect(xml.split(from)).to.have.length(2, from)
    return xml.replace(from, () => to)
  }

  /** A document of any text, properly signed with the seal's key. */
  function signedAnew(root: string, at = noon, key = seal.key): string {
    return signEnveloped(root, key, at)
  }

  const signature = () => /<ds:Signature [\s\S]*<\/ds:Signature>/.exec(xml)?.[0] ?? ''
  const unsigned = () => writeDocument(sealable, 'TECHNICAL_SEAL')

  it('returns what was signed', () => {
    const { rnokpp, unzr, ...holder } = sealable.holder
    const verified = verify(xml)
    expect(verified.certificate).to.deep.equal({ ...sealable, holder })
    expect(verified.signedAt).to.deep.equal(noon)
    expect(verified.signer.fingerprint256).to.equal(seal.certificate.fingerprint256)
    expect([rnokpp, unzr]).not.to.include(undefined)
  })

  it('takes the base64 of an answer, in one line or many', () => {
    const text = Buffer.from(xml).toString('base64')
    expect(problem(text)).to.equal('GENUINE')
    expect(problem(`${text.replace(/.{76}/g, '$&\r\n')}\n`)).to.equal('GENUINE')
  })

  it('takes a byte order mark and no declaration', () => {
    expect(problem(`\ufeff${xml}`)).to.equal('GENUINE')
    expect(problem(xml.replace(/^<\?xml.*\?>\n/, ''))).to.equal('GENUINE')
  })

  it('finds the signer among several', () => {
    expect(problem(xml, [stranger.certificate, seal.certificate])).to.equal('GENUINE')
  })

  it('tells an electronic seal from a technical one', async () => {
    const real = await madeSeal({ extendedKeyUsage: [sealUsage] })
    const document = createSeal(real.key).seal(sealable, noon)
    expect(verify(document, [real.certificate]).kind).to.equal('ELECTRONIC_SEAL')
    expect(verify(xml).kind).to.equal('TECHNICAL_SEAL')
  })

  it('notices a change of every text that stands in the document', () => {
    const texts = [...xml.matchAll(/>([^<>]+)</g)].filter(([, text = '']) => text.trim() !== '')
    expect(texts.length).to.be.above(30)
    for (const { 1: text = '', index } of texts) {
      const at = index + 1
      const other = /^[A-M]/i.test(text) ? 'z' : 'b'
      const tampered = `${xml.slice(0, at)}${other}${xml.slice(at + 1)}`
      expect(problem(tampered), text.slice(0, 40)).not.to.equal('GENUINE')
    }
  })

  it('returns nothing else than what was sealed, whichever byte is changed', () => {
    const whole = verify(xml).certificate
    const bytes = Buffer.from(xml)
    let refused = 0
    for (let at = 3; at < bytes.length; at += 17) {
      const mutated = Buffer.from(bytes)
      mutated[at] = (mutated[at] ?? 0) ^ (1 << (at % 7))
      if (problem(mutated) !== 'GENUINE') refused++
      else expect(verify(mutated).certificate).to.deep.equal(whole)
    }
    expect(refused).to.be.above(200)
  })

  it('notices an element that was taken away, added or moved', () => {
    const colour = '<nationalColour>GREEN</nationalColour>'
    expect(problem(changed(colour, ''))).to.equal('SEAL_SIGNATURE_INVALID')
    expect(problem(changed(colour, colour + colour))).to.equal('SEAL_SIGNATURE_INVALID')
    expect(problem(changed('</certificate>', `</certificate>text`))).to.equal(
      'SEAL_SIGNATURE_INVALID',
    )
    const seals = /<seal>.*<\/seal>/.exec(xml)?.[0] ?? ''
    const moved = changed(seals, '').replace('</certificate>', `</certificate>${seals}`)
    expect(problem(moved)).to.equal('SEAL_SIGNATURE_INVALID')
  })

  it('does not trust the certificate that the document itself brings', () => {
    const forged = signedAnew(unsigned(), noon, stranger.key)
    expect(problem(forged)).to.equal('SEAL_SIGNER_UNKNOWN')
    expect(problem(forged, [])).to.equal('SEAL_SIGNER_UNKNOWN')
    const der = (made: MadeSeal) => made.certificate.raw.toString('base64')
    const posing = forged.replace(der(stranger), der(seal))
    expect(problem(posing)).to.equal('SEAL_SIGNATURE_INVALID')
  })

  it('refuses another certificate of the same key', async () => {
    const digest = createHash('sha256').update(stranger.certificate.raw).digest('base64')
    const own = createHash('sha256').update(seal.certificate.raw).digest('base64')
    expect(problem(changed(own, digest))).to.equal('SEAL_SIGNATURE_INVALID')
    const posing = { ...seal.key, certificate: stranger.certificate }
    const document = signedAnew(unsigned(), noon, posing)
    const der = (made: MadeSeal) => made.certificate.raw.toString('base64')
    const swapped = document.replace(der(stranger), der(seal))
    expect(problem(swapped)).to.equal('SEAL_SIGNATURE_INVALID')
  })

  for (const [what, markup] of [
    ['a processing instruction', '<?php echo 1 ?>'],
    ['a style sheet', '<?xml-stylesheet href="x.xsl"?>'],
    ['a comment', '<!-- -->'],
    ['CDATA', '<![CDATA[ ]]>'],
  ] as const) {
    it(`refuses ${what} before, within and behind the root`, () => {
      const behind = `${xml}${markup}`
      const within = changed('</familyName>', `${markup}</familyName>`)
      const before = changed('<SealedCertificate', `${markup}<SealedCertificate`)
      const inSignature = changed('</ds:SignedInfo>', `${markup}</ds:SignedInfo>`)
      for (const one of [behind, within, before, inSignature])
        expect(problem(one)).to.equal('SEAL_MARKUP_REFUSED')
    })
  }

  it('refuses a document type, whatever it declares', () => {
    const type = '<!DOCTYPE SealedCertificate [<!ENTITY e "x">]>'
    const entity = changed('<SealedCertificate', `${type}<SealedCertificate`)
    expect(problem(entity)).to.equal('SEAL_MARKUP_REFUSED')
  })

  it('refuses a genuine document wrapped in another', () => {
    const inner = xml.replace(/^<\?xml.*\?>\n/, '')
    const forged = unsigned().replace('Комірнаті', 'Інша')
    const end = '</SealedCertificate>'
    const wrapped = forged.replace(end, `${inner}${end}`)
    const beside = forged.replace(end, `${signature()}${inner}${end}`)
    const inObject = forged.replace(
      end,
      signature().replace('</ds:Object>', `${inner}</ds:Object>`) + end,
    )
    for (const one of [wrapped, inObject]) expect(problem(one)).to.equal('SEAL_SHAPE')
    expect(problem(beside)).to.equal('SEAL_SHAPE')
  })

  it('refuses two signatures, and one that stands elsewhere', () => {
    expect(problem(changed('<ds:Signature ', `${signature()}<ds:Signature `))).to.equal(
      'SEAL_SHAPE',
    )
    const moved = xml.replace(signature(), '').replace('<certificate ', `${signature()}$&`)
    expect(problem(moved)).to.equal('SEAL_SHAPE')
    expect(problem(xml.replace(signature(), ''))).to.equal('SEAL_SHAPE')
  })

  it('refuses two SignedInfo, two references to one place, and a changed reference', () => {
    const info = /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/.exec(xml)?.[0] ?? ''
    const reference = /<ds:Reference[\s\S]*?<\/ds:Reference>/.exec(xml)?.[0] ?? ''
    expect(problem(changed(info, info + info))).to.equal('SEAL_SHAPE')
    expect(problem(changed(info, info).replace(reference, reference + reference))).to.equal(
      'SEAL_SHAPE',
    )
    expect(problem(changed('URI=""', 'URI="#other"'))).to.equal('SEAL_SHAPE')
    expect(problem(xml.replace(reference, ''))).to.equal('SEAL_SHAPE')
  })

  it('refuses identifiers on elements of the certificate', () => {
    for (const name of ['Id', 'ID', 'id', 'xml:id']) {
      const twice = changed('<holder>', `<holder ${name}="seal-properties">`)
      expect(problem(twice), name).to.equal('SEAL_SHAPE')
    }
  })

  it('refuses every other algorithm, even properly signed', () => {
    const others: [string, string][] = [
      [algorithms.signature, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'],
      [algorithms.signature, 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'],
      [algorithms.digest, 'http://www.w3.org/2000/09/xmldsig#sha1'],
      [algorithms.canonicalisation, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'],
      [algorithms.canonicalisation, 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments'],
      [algorithms.enveloped, 'http://www.w3.org/TR/1999/REC-xslt-19991116'],
    ]
    for (const [ours, other] of others)
      expect(problem(xml.replaceAll(ours, other)), other).to.equal('SEAL_SHAPE')
  })

  it('refuses what is signed and no document of ours', () => {
    const foreign = unsigned().replaceAll(namespace, 'http://example.com/other')
    expect(problem(signedAnew(foreign))).to.equal('SEAL_SHAPE')
    const inner = unsigned().replace('<holder>', '<holder xmlns="http://example.com/other">')
    expect(problem(signedAnew(inner))).to.equal('SEAL_SHAPE')
    const invalid = unsigned().replace('<uvci>', '<uvci>!')
    expect(problem(signedAnew(invalid))).to.equal('SEAL_SHAPE')
  })

  it('refuses a signing time outside the life of the certificate', () => {
    for (const time of ['2021-12-31T23:59:59Z', '2024-01-01T00:00:01Z'])
      expect(problem(signedAnew(unsigned(), new Date(time)))).to.equal('SEAL_SIGNER_NOT_VALID_THEN')
  })

  it('refuses a technical seal that calls itself an electronic one', () => {
    expect(kindOf(seal.certificate)).to.equal('TECHNICAL_SEAL')
    const posing = writeDocument(sealable, 'ELECTRONIC_SEAL')
    expect(problem(signedAnew(posing))).to.equal('SEAL_KIND_FALSE')
    const words = unsigned().replace('не призначено', 'призначено')
    expect(problem(signedAnew(words))).to.equal('SEAL_KIND_FALSE')
  })

  it('refuses a signature in DER', () => {
    const value = /<ds:SignatureValue>([^<]*)</.exec(xml)?.[1] ?? ''
    const half = (at: number) => {
      const bytes = Buffer.from(value, 'base64').subarray(at, at + 32)
      return Buffer.concat([Buffer.from([2, 33, 0]), bytes])
    }
    const der = Buffer.concat([Buffer.from([0x30, 70]), half(0), half(32)]).toString('base64')
    expect(problem(changed(value, der))).to.equal('SEAL_SIGNATURE_INVALID')
    expect(problem(changed(value, ''))).to.equal('SEAL_SIGNATURE_INVALID')
  })

  it('refuses what is no XML, another encoding and too much', () => {
    expect(problem('')).to.equal('SEAL_NOT_XML')
    expect(problem('<a>')).to.equal('SEAL_NOT_XML')
    expect(problem('bm90IHhtbA==')).to.equal('SEAL_NOT_XML')
    expect(problem(changed('UTF-8', 'windows-1251'))).to.equal('SEAL_NOT_XML')
    expect(problem('<a/>')).to.equal('SEAL_SHAPE')
    expect(problem(Buffer.alloc(1_048_577))).to.equal('SEAL_TOO_LARGE')
  })

  it('says every problem in both languages', () => {
    for (const { uk, en } of Object.values(sealProblems)) {
      expect(uk).to.match(/^[А-ЯІЇЄҐ].*\.$/)
      expect(en).to.match(/^[A-Z].*\.$/)
    }
  })
})
