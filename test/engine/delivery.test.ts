import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { PNG } from 'pngjs'
import type { Certificate } from '../../src/contract/types.ts'
import { delivered, type Whole } from '../../src/engine/delivery.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import { Failure } from '../../src/errors.ts'
import { createSeal } from '../../src/render/seal/create.ts'
import { verifySeal } from '../../src/render/seal/verify.ts'
import { compileSchema, wellFormed } from '../../src/xml/document.ts'
import { type MadeRecipient, makeRecipient } from '../render/encrypt/openssl.ts'
import { madeSeal } from '../render/seal/made.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, vaccination } from './samples.ts'

const valid = compileSchema(readFileSync(new URL('../../../wsdl/encrypted.xsd', import.meta.url)))

describe('the delivery of a certificate', () => {
  let made: MadeEngine
  let recipient: MadeRecipient
  let records = 0
  before(async () => {
    made = await makeEngine()
    recipient = makeRecipient('ec -pkeyopt ec_paramgen_curve:P-256')
    made.times.machine = new Date(Date.now() + 1000)
  })
  after(async () => {
    recipient.remove()
    await made.close()
  })

  const event = () => ({ ...vaccination, recordId: `delivery-${++records}` })
  const asked = (delivery: object, more: object = {}) => ({
    person,
    event: event(),
    delivery,
    ...more,
  })

  async function issued(delivery: object, engine = made.engine): Promise<Certificate> {
    const answer = await engine.issue('vaccination', asked(delivery), caller())
    expect(answer.fault).to.equal(undefined)
    return answer.certificate as Certificate
  }

  /** The decrypted document's elements by name; one that stands several times as a list. */
  function opened({ encrypted = '' }: Certificate): {
    xml: string
    texts: Record<string, string[]>
  } {
    const xml = recipient.decrypt(Buffer.from(encrypted, 'base64')).toString()
    const document = wellFormed(Buffer.from(xml))
    try {
      expect(valid(document.root)).to.deep.equal([])
    } finally {
      document.dispose()
    }
    const texts: Record<string, string[]> = {}
    for (const [, name = '', text = ''] of xml.matchAll(/<(\w+)>([^<]+)<\/\1>/g))
      texts[name] = [...(texts[name] ?? []), text]
    return { xml, texts }
  }

  it('holds a PDF of the certificate, the same bytes for a repeat', async () => {
    const request = asked({ rendering: [{ format: 'PDF' }, { format: 'PDF', language: 'en' }] })
    const who = caller()
    const first = (await made.engine.issue('vaccination', request, who)).certificate as Certificate
    const again = (await made.engine.issue('vaccination', request, who)).certificate as Certificate
    expect(again.outcome).to.equal('EXISTING')
    const [uk, en] = first.rendering ?? []
    expect(uk).to.include({ format: 'PDF', mediaType: 'application/pdf' })
    expect(uk?.content).to.not.equal(en?.content)
    expect(again.rendering).to.deep.equal(first.rendering)
    const bytes = Buffer.from(uk?.content ?? '', 'base64')
    expect(bytes.subarray(0, 5).toString()).to.equal('%PDF-')
    const text = execFileSync('pdftotext', ['-', '-'], { input: bytes }).toString()
    for (const words of [first.holder.familyName, first.uvci.slice(-8)]) {
      expect(text.replace(/\s+/g, '')).to.include(words?.replace(/\s+/g, ''))
    }
  })

  it('asks for a place in the queue before anything is issued', async () => {
    const admit = () => {
      throw new Failure('RENDERING_OVERLOADED')
    }
    const full = createLocalEngine({ ...made.parts, pool: { ...made.parts.pool, admit } })
    const who = caller()
    const request = asked({ rendering: [{ format: 'PDF' }] })
    const refused = await full.issue('vaccination', request, who).catch((thrown) => thrown)
    expect(refused).to.be.instanceOf(Failure).and.include({ code: 'RENDERING_OVERLOADED' })
    const { certificate } = await made.engine.issue('vaccination', request, who)
    expect(certificate?.outcome).to.equal('ISSUED')
    expect((await issued({ rendering: [{ format: 'SVG' }] }, full)).rendering).to.have.length(1)
  })

  for (const format of ['SVG', 'PNG', 'PDF'])
    it(`as ${format} fails by name where no QR code holds so long a text`, async () => {
      // The contract's limits leave room in every version; whoever moves them learns it here.
      const { rendering: _, ...whole } = (await issued({})) as Whole & Certificate
      const long = { ...whole, hc1: `HC1:${'A'.repeat(2417)}` }
      const asked = { delivery: { rendering: [{ format }] } }
      const parts = { ...made.parts, settings: { qrLevel: 'Q' as const } }
      const thrown = await delivered(long, asked, parts, noon).catch((error) => error)
      expect(thrown).to.be.instanceOf(Failure).and.include({ code: 'RENDERING_FAILED' })
    })

  it('that fails is made good by the same message again', async () => {
    const draw = async () => {
      throw new Failure('RENDERING_FAILED')
    }
    const failing = createLocalEngine({ ...made.parts, pool: { ...made.parts.pool, draw } })
    const who = caller()
    const request = asked({ rendering: [{ format: 'PDF' }] })
    const failed = await failing.issue('vaccination', request, who).catch((thrown) => thrown)
    expect(failed).to.include({ code: 'RENDERING_FAILED' })
    const { certificate } = await made.engine.issue('vaccination', request, who)
    expect(certificate?.outcome).to.equal('EXISTING')
    expect(certificate?.rendering?.[0]?.format).to.equal('PDF')
  })

  it('encrypted to a certificate holds code and renderings for its owner alone', async () => {
    const encryptTo = recipient.certificate
    const rendering = [{ format: 'PNG', scale: 2 }, { format: 'SVG' }]
    const certificate = await issued({ encryptTo, rendering })
    expect(certificate).to.not.have.any.keys('hc1', 'cose', 'sealed')
    expect(certificate.rendering).to.deep.equal([])
    expect(certificate.holder.familyName).to.equal(person.familyName)
    const { texts } = opened(certificate)
    expect(texts.uvci).to.deep.equal([certificate.uvci])
    expect(texts.format).to.deep.equal(['PNG', 'SVG'])
    expect(texts.mediaType).to.deep.equal(['image/png', 'image/svg+xml'])
    const [png = '', svg = ''] = texts.content ?? []
    expect(PNG.sync.read(Buffer.from(png, 'base64'))).to.include({ width: 202 })
    expect(Buffer.from(svg, 'base64').toString()).to.match(/^<svg /)
    const { verdict } = await made.engine.verify({ hc1: texts.hc1?.[0] as string })
    expect(verdict).to.equal('VALID')
    expect((await made.engine.verify({ cose: texts.cose?.[0] as string })).verdict).to.equal(
      'VALID',
    )
  })

  it('encrypted holds the sealed document too, and nowhere else does it stand', async () => {
    const key = await madeSeal()
    const engine = createLocalEngine({ ...made.parts, seal: createSeal(key.key) })
    const certificate = await issued({ encryptTo: recipient.certificate, seal: true }, engine)
    expect(certificate).to.not.have.property('sealed')
    const { texts } = opened(certificate)
    const sealed = Buffer.from(texts.sealed?.[0] ?? '', 'base64')
    expect(verifySeal(sealed, [key.certificate]).certificate.hc1).to.equal(texts.hc1?.[0])
  })

  it('is encrypted anew for a repeat, of the same certificate', async () => {
    const who = caller()
    const request = asked({ encryptTo: recipient.certificate })
    const [first, again] = [
      await made.engine.issue('vaccination', request, who),
      await made.engine.issue('vaccination', request, who),
    ].map(({ certificate }) => certificate as Certificate)
    expect(first?.encrypted).to.not.equal(again?.encrypted)
    expect(opened(first as Certificate).xml).to.equal(opened(again as Certificate).xml)
  })

  for (const validateOnly of [false, true])
    it(`is refused before anything is issued where the recipient is unfit (validateOnly ${validateOnly})`, async () => {
      const request = asked({ encryptTo: 'AQID' }, { context: { validateOnly } })
      const who = caller()
      const { fault, certificate } = await made.engine.issue('vaccination', request, who)
      expect(certificate).to.equal(undefined)
      expect(fault?.faultCode).to.equal('RECIPIENT_CERTIFICATE_UNFIT')
      expect(fault?.violation).to.deep.equal([
        { path: 'delivery/encryptTo', rule: 'an X.509 certificate in DER' },
      ])
      const { delivery, ...rest } = request
      const later = await made.engine.issue('vaccination', { ...rest, context: {} }, who)
      expect(later.certificate?.outcome).to.equal('ISSUED')
    })

  it('judges a recipient by the machine’s clock and not by the world’s', async () => {
    const machineClock = { now: () => new Date('2021-01-01T00:00:00Z') }
    const earlier = createLocalEngine({ ...made.parts, machineClock })
    const request = asked({ encryptTo: recipient.certificate })
    const { fault } = await earlier.issue('vaccination', request, caller())
    expect(fault?.violation).to.deep.equal([{ path: 'delivery/encryptTo', rule: 'valid now' }])
  })
})
