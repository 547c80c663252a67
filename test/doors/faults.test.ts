// What a sender is told of a message that the door could not take: the path and the rule, in words of ours alone.

import { maxHeaderSize } from 'node:http'
import { expect } from 'chai'
import type { FailureCode } from '../../src/errors.ts'
import { request } from '../xroad/envelopes.ts'
import { attachment, multipart, swaType } from '../xroad/parts/multiparts.ts'
import { exchange, post, type ServerUnderTest, serve } from './raw.ts'

/** What only the sender knows. */
const own = 'Shevchenko'
const soap = request('GetCertificateStatus_v1', `<c:uvci>${own}</c:uvci>`)
const typed = (type: string, body = soap) => post(body, { 'Content-Type': type })
const types = 'text/xml or multipart/related'
const parts = (type: string) => {
  const part = { headers: { 'Content-Type': type }, content: soap }
  return typed(swaType, multipart([part, attachment(own, own)]).toString())
}

const sent: [title: string, text: string, code: FailureCode, path: string, rule: string][] = [
  ['a type of its own', typed(`text/${own}`), 'INVALID_CONTENT_TYPE', 'Content-Type', types],
  ['no type', typed(''), 'INVALID_CONTENT_TYPE', 'Content-Type', types],
  ['SOAP 1.2', typed(`application/soap+xml; a=${own}`), 'SOAP_VERSION', 'Content-Type', types],
  [
    'a charset of its own',
    typed(`text/xml; charset=${own}`),
    'ENCODING_REFUSED',
    'Content-Type',
    'charset utf-8',
  ],
  [
    'a first part of its own type',
    parts(`text/${own}`),
    'INVALID_CONTENT_TYPE',
    'part[1]/Content-Type',
    'text/xml or application/xop+xml',
  ],
  [
    'a first part of its own charset',
    parts(`text/xml; charset=${own}`),
    'ENCODING_REFUSED',
    'part[1]/Content-Type',
    'charset utf-8',
  ],
  ['no part', typed(`multipart/related; boundary=${own}`), 'NO_SOAP_PART', 'part[1]', 'missing'],
  [
    'another method',
    post(soap).replace('POST', 'PUT'),
    'INVALID_HTTP_METHOD',
    'HTTP',
    'method POST',
  ],
  ['CONNECT', `CONNECT ${own}:443 HTTP/1.1\r\n\r\n`, 'INVALID_HTTP_METHOD', 'HTTP', 'method POST'],
  ['what is not HTTP', `${own}\r\n\r\n`, 'INVALID_HTTP', 'HTTP', 'RFC 9112'],
  [
    'a chunk that is none',
    post(own, { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }),
    'INVALID_HTTP',
    'HTTP',
    'RFC 9112',
  ],
  [
    'headers that are too large',
    post(soap, { [own]: own.repeat(3000) }),
    'MESSAGE_TOO_LARGE',
    'HTTP',
    `headers of at most ${maxHeaderSize} bytes`,
  ],
  [
    'a message that is too large',
    post(soap + own.repeat(1000)),
    'MESSAGE_TOO_LARGE',
    'Envelope',
    'at most 10000 bytes',
  ],
  ['half a message', post(soap).slice(0, -20), 'MESSAGE_TOO_SLOW', 'HTTP', 'whole within 300 ms'],
]

describe('a fault of the door', () => {
  let under: ServerUnderTest

  before(async () => {
    under = await serve({}, { bytesMax: 10_000, receiveTimeoutMs: 300 })
  })

  after(() => under?.close())

  for (const [title, text, code, path, rule] of sent) {
    it(`names ${path} and its rule for ${title}, and nothing that was sent`, async () => {
      const { code: answered, body } = await exchange(under.port, text)
      expect(answered, body).to.equal(code)
      const violation = `<violation><path>${path}</path><rule>${rule}</rule></violation>`
      expect(body).to.include(violation)
      expect(body.split('<violation>')).to.have.length(2)
      expect(body + under.logged()).not.to.include(own)
    })
  }
})
