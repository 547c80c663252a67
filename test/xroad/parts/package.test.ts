import { expect } from 'chai'
import { createPartsReader } from '../../../src/xroad/parts/attachments.ts'
import { readContentType } from '../../../src/xroad/parts/content-type.ts'
import { packaged } from '../../../src/xroad/parts/package.ts'
import type { Reply } from '../../../src/xroad/reply.ts'

const reply: Reply = { status: 200, body: Buffer.from('<soap>їжак</soap>') }
const png = { contentId: '1.ab@host', mediaType: 'image/png', bytes: Buffer.from([0, 13, 10, 255]) }
const svg = { contentId: '2.cd@host', mediaType: 'image/svg+xml', bytes: Buffer.from('<svg/>') }

describe('an answer with parts', () => {
  it('is written as MTOM for SOAP 1.1, byte for byte', () => {
    const { status, contentType, body } = packaged(reply, [png, svg])
    const [, digest = ''] = /boundary="part-([0-9a-f]{32})"$/.exec(contentType ?? '') ?? []
    expect(status).to.equal(200)
    expect(contentType).to.equal(
      `multipart/related; type="application/xop+xml"; start="<soap.${digest}@xroad>"; ` +
        `start-info="text/xml"; boundary="part-${digest}"`,
    )
    const expected = [
      `--part-${digest}`,
      'Content-Type: application/xop+xml; charset=utf-8; type="text/xml"',
      'Content-Transfer-Encoding: 8bit',
      `Content-ID: <soap.${digest}@xroad>`,
      '',
      reply.body.toString('latin1'),
      `--part-${digest}`,
      'Content-Type: image/png',
      'Content-Transfer-Encoding: binary',
      'Content-ID: <1.ab@host>',
      '',
      '\0\r\n\xff',
      `--part-${digest}`,
      'Content-Type: image/svg+xml',
      'Content-Transfer-Encoding: binary',
      'Content-ID: <2.cd@host>',
      '',
      '<svg/>',
      `--part-${digest}--`,
      '',
    ]
    expect(body.toString('latin1')).to.equal(expected.join('\r\n'))
  })

  it('is read back by our own reader', () => {
    const { contentType, body } = packaged(reply, [png, svg])
    const limits = { soapBytesMax: 1000, attachmentBytesMax: 1000, attachmentsMax: 2 }
    const reader = createPartsReader(readContentType(contentType), limits)
    reader.write(body)
    const { soap, parcel } = reader.end()
    expect(soap).to.deep.equal(reply.body)
    expect(parcel.form).to.equal('mtom')
    const parts = parcel.attachments.map(({ contentId, bytes }) => [contentId, bytes.first(99)])
    expect(parts).to.deep.equal([
      ['1.ab@host', png.bytes],
      ['2.cd@host', svg.bytes],
    ])
  })

  it('is the same for a repeat, and has another boundary for other bytes', () => {
    const first = packaged(reply, [png])
    expect(packaged(reply, [png])).to.deep.equal(first)
    const other = packaged(reply, [{ ...png, bytes: Buffer.from('x') }])
    expect(other.contentType).to.not.equal(first.contentType)
  })

  it('is left as it is without parts, and so is a fault', () => {
    expect(packaged(reply, [])).to.equal(reply)
    const fault: Reply = { status: 500, body: Buffer.from('<fault/>') }
    expect(packaged(fault, [png])).to.equal(fault)
  })
})
