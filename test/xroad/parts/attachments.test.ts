import { expect } from 'chai'
import { Failure, type FailureCode } from '../../../src/errors.ts'
import { createPartsReader } from '../../../src/xroad/parts/attachments.ts'
import { readContentType } from '../../../src/xroad/parts/content-type.ts'
import {
  attachment,
  mtomType,
  multipart,
  soapPart,
  swaType,
  type Writing,
  type WrittenPart,
  xopPart,
} from './multiparts.ts'

const limits = { soapBytesMax: 1000, attachmentBytesMax: 5000, attachmentsMax: 3 }
const soap = soapPart('<soap/>')

function read(parts: readonly WrittenPart[] | Buffer, type = swaType, writing: Writing = {}) {
  const reader = createPartsReader(readContentType(type), limits)
  const body = Buffer.isBuffer(parts) ? parts : multipart(parts, writing)
  for (let at = 0; at < body.length; at += 11) reader.write(body.subarray(at, at + 11))
  const { soap, parcel } = reader.end()
  const attachments = parcel.attachments.map(({ contentId, bytes }) => ({
    contentId,
    bytes: bytes.first(bytes.length),
  }))
  return { ...parcel, soap: soap.toString(), attachments }
}

function expectRefused(
  code: FailureCode,
  violation: { path: string; rule: string },
  ...sent: Parameters<typeof read>
) {
  try {
    read(...sent)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.code).to.equal(code)
    expect(error.violations).to.deep.equal([violation])
    return
  }
  expect.fail(`was read, not refused as ${code}`)
}

const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at))

describe('a message with attachments', () => {
  it('is its first part, and the bytes of the others by their Content-ID', () => {
    const parts = [soap, attachment('a@b', bytes), attachment('c@d', 'text')]
    const body = multipart(parts)
    expect(read(body)).to.deep.equal({
      form: 'swa',
      soap: '<soap/>',
      attachments: [
        { contentId: 'a@b', bytes },
        { contentId: 'c@d', bytes: Buffer.from('text') },
      ],
      bytesIn: body.length,
    })
  })

  it('is MTOM when its first part is an XOP document', () => {
    expect(read([xopPart('<soap/>'), attachment('a', 'x')], mtomType).form).to.equal('mtom')
    const soap12 = 'application/xop+xml; type="application/soap+xml"; charset=utf-8'
    const part = { headers: { 'Content-Type': soap12 }, content: '<soap/>' }
    expect(read([part], mtomType).form).to.equal('mtom')
  })

  it('may have attachments without an id, or with one without angle brackets', () => {
    const { 'Content-ID': _, ...headers } = attachment('x', '').headers ?? {}
    const bare = attachment('x', '', { 'Content-ID': ' bare@id' })
    const found = read([soap, { headers, content: 'x' }, bare]).attachments
    expect(found.map(({ contentId }) => contentId)).to.deep.equal([undefined, 'bare@id'])
  })

  for (const encoding of ['7bit', '8bit', 'binary', 'BINARY']) {
    it(`takes ${encoding} bytes as they are`, () => {
      const part = attachment('a', bytes, { 'Content-Transfer-Encoding': encoding })
      expect(read([soap, part]).attachments[0]?.bytes).to.deep.equal(bytes)
    })
  }

  it('undoes base64, in lines of any length', () => {
    for (const length of [0, 1, 2, 3, 100, 255, 256]) {
      const wanted = bytes.subarray(0, length)
      const text = wanted.toString('base64')
      for (const lines of [text, text.replace(/.{1,76}/g, '$&\r\n'), text.replace(/./g, ' $&\n')]) {
        const part = attachment('a', lines, { 'Content-Transfer-Encoding': 'Base64' })
        expect(read([soap, part]).attachments[0]?.bytes).to.deep.equal(wanted)
      }
    }
  })

  it('is refused when base64 is none', () => {
    const violation = { path: 'multipart', rule: 'base64' }
    for (const text of [
      'A',
      'AAAAA',
      'AA==AAAA',
      'AA==\r\n\r\nAAAA',
      'A===',
      '====',
      'AA-_',
      'ÄAAA',
      'AA==A',
    ]) {
      const part = attachment('a', text, { 'Content-Transfer-Encoding': 'base64' })
      expectRefused('MULTIPART_BROKEN', violation, [soap, part])
    }
  })

  it('is refused when an encoding is unknown, or the SOAP part has any', () => {
    const violation = { path: 'multipart', rule: 'Content-Transfer-Encoding' }
    const printable = { 'Content-Transfer-Encoding': 'quoted-printable' }
    expectRefused('MULTIPART_BROKEN', violation, [soap, attachment('a', 'x', printable)])
    for (const encoding of ['base64', 'quoted-printable']) {
      const headers = { 'Content-Type': 'text/xml', 'Content-Transfer-Encoding': encoding }
      expectRefused('MULTIPART_BROKEN', violation, [{ headers, content: 'x' }])
    }
  })

  it('is refused when a part has no content type', () => {
    const missing = (path: string) => ({ path, rule: 'missing' })
    const none = { headers: { 'Content-ID': '<a>' }, content: 'x' }
    expectRefused('INVALID_CONTENT_TYPE', missing('part[1]/Content-Type'), [none])
    expectRefused('INVALID_CONTENT_TYPE', missing('part[2]/Content-Type'), [soap, none])
    const third = [soap, attachment('a', ''), none]
    expectRefused('INVALID_CONTENT_TYPE', missing('part[3]/Content-Type'), third)
  })

  it('is refused when the first part is not SOAP 1.1 in UTF-8', () => {
    const first = (type: string) => [{ headers: { 'Content-Type': type }, content: '<a/>' }, soap]
    const path = 'part[1]/Content-Type'
    const type = { path, rule: 'text/xml or application/xop+xml' }
    expectRefused('INVALID_CONTENT_TYPE', type, first('image/png'))
    expectRefused('INVALID_CONTENT_TYPE', type, first('application/xml'))
    expectRefused('SOAP_VERSION', type, first('application/soap+xml'))
    const charset = { path, rule: 'charset utf-8' }
    expectRefused('ENCODING_REFUSED', charset, first('text/xml; charset=windows-1251'))
    expectRefused('ENCODING_REFUSED', charset, first('application/xop+xml; charset=utf-16'))
  })

  it('is refused without a boundary that may be one', () => {
    const violation = { path: 'Content-Type', rule: 'boundary' }
    for (const boundary of [
      '',
      '; boundary=',
      '; boundary="a "',
      '; boundary="я"',
      `; boundary=${'x'.repeat(71)}`,
    ])
      expectRefused('INVALID_CONTENT_TYPE', violation, [soap], `multipart/related${boundary}`)
  })

  it('is refused when it has no part', () => {
    const violation = { path: 'part[1]', rule: 'missing' }
    for (const sent of [Buffer.from('<soap/>'), [], Buffer.alloc(0)])
      expectRefused('NO_SOAP_PART', violation, sent)
  })

  it('is refused when `start` names a later part, and not when it names none', () => {
    const type = (start: string) => `${swaType}; start="${start}"`
    const parts = [soap, attachment('later', 'x')]
    const violation = { path: 'Content-Type', rule: 'start must name the first part' }
    expectRefused('NO_SOAP_PART', violation, parts, type('<later>'))
    for (const start of ['<soap@zrazok>', 'soap@zrazok', '<unknown>'])
      expect(read(parts, type(start)).soap).to.equal('<soap/>')
  })

  it('is refused when it is cut off', () => {
    const violation = { path: 'multipart', rule: 'closing delimiter' }
    expectRefused('MULTIPART_BROKEN', violation, [soap, attachment('a', 'x')], swaType, {
      closed: false,
    })
  })

  it('may be as large as its limits and no larger', () => {
    const atMost = (path: string, max: string) => ({ path, rule: `at most ${max}` })
    const soapOf = (length: number) => soapPart('x'.repeat(length))
    expect(read([soapOf(1000)]).soap).to.have.length(1000)
    expectRefused('MESSAGE_TOO_LARGE', atMost('part[1]', '1000 bytes'), [soapOf(1001)])
    const parts = (...lengths: number[]) => [
      soap,
      ...lengths.map((length, at) => attachment(`${at}`, 'x'.repeat(length))),
    ]
    expect(read(parts(2500, 2500)).attachments).to.have.length(2)
    expectRefused('MESSAGE_TOO_LARGE', atMost('attachments', '5000 bytes'), parts(2500, 2501))
    expect(read(parts(1, 1, 1)).attachments).to.have.length(3)
    expectRefused('MESSAGE_TOO_LARGE', atMost('attachments', '3 parts'), parts(1, 1, 1, 1))
    const blank = attachment('a', '\n'.repeat(5001), { 'Content-Transfer-Encoding': 'base64' })
    expectRefused('MESSAGE_TOO_LARGE', atMost('attachments', '5000 bytes'), [soap, blank])
  })
})
