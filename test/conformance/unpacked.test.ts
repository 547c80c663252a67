import { expect } from 'chai'
import { unpacked } from '../../scripts/conformance/unpacked.ts'

const type =
  'multipart/related; type="application/xop+xml"; start="<s@x>"; start-info="text/xml"; boundary="b=1"'
const soapHead =
  'Content-Type: application/xop+xml; charset=utf-8; type="text/xml"\r\nContent-Transfer-Encoding: 8bit\r\n' +
  'Content-ID: <s@x>\r\n\r\n'
const partHead =
  'Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <p%1@x>\r\n\r\n'
const soap =
  '<a>\u0457<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:p%251@x"/></a>'

const whole = Buffer.concat([
  Buffer.from(`--b=1\r\n${soapHead}${soap}\r\n--b=1\r\n${partHead}`),
  Buffer.from([0, 13, 10, 255]),
  Buffer.from('\r\n--b=1--\r\n'),
])

function unpack(body: Buffer | string, contentType = type) {
  return unpacked({ status: 200, contentType, body: Buffer.from(body as Buffer) })
}

describe('an answer with attachments, unpacked', () => {
  it('has every part in the place of its reference', () => {
    const { status, contentType, body } = unpack(whole)
    expect(body.toString()).to.equal('<a>їAA0K/w==</a>')
    expect([status, contentType]).to.deep.equal([200, 'text/xml; charset=utf-8'])
  })

  const changes: [what: string, from: string, to: string][] = [
    ['it is not closed', '--b=1--\r\n', ''],
    ['a reference leads nowhere', 'cid:p', 'cid:q'],
    ['nothing refers to a part', '<xop:Include xmlns:xop', '<xop:Exclude xmlns:xop'],
    ['the first part is not the start', '<s@x>', '<t@x>'],
    ['the first part is encoded', '8bit', 'base64'],
    ['the first part is plain XML', 'application/xop+xml; charset', 'text/xml; charset'],
    ['the first part says no charset', 'charset=utf-8; ', ''],
    ['a part is not binary', ': binary', ': base64'],
    ['a part has no header', '\r\nContent-Type: image/png', 'Content-Type: image/png'],
  ]
  for (const [what, from, to] of changes) {
    it(`is refused when ${what}`, () => {
      const text = whole.toString('latin1')
      expect(text).to.include(from)
      expect(() => unpack(Buffer.from(text.replace(from, to), 'latin1'))).to.throw()
    })
  }

  for (const name of [
    'multipart/related',
    'type="application/xop+xml"',
    'start-info="text/xml"',
    'boundary="b=1"',
  ]) {
    it(`is refused without ${name}`, () => {
      expect(() => unpack(whole, type.replace(name, 'x="y"'))).to.throw()
    })
  }
})
