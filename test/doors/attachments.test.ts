// Messages with attachments over real sockets: in as a multipart, out as one where that is wanted.

import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Caller } from '../../src/engine/engine.ts'
import { operations } from '../../src/operations/index.ts'
import { message, request } from '../xroad/envelopes.ts'
import {
  attachment,
  boundary,
  include,
  mtomType,
  multipart,
  soapPart,
  swaType,
  type WrittenPart,
  xopPart,
} from '../xroad/parts/multiparts.ts'
import { type Answer, exchange, type Limits, open, type ServerUnderTest, serve } from './raw.ts'

const pixels = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7) % 256))

/** As an engine answers: the certificate of the contract, with these renderings. */
function certificate(rendering: object[]) {
  return {
    uvci: 'URN:UVCI:01:UA:00000000000000000000000000000001',
    certificateType: 'VACCINATION',
    outcome: 'ISSUED',
    issuedAt: '2022-02-01T10:00:00.000Z',
    expiresAt: '2022-04-01T10:00:00.000Z',
    validFrom: '2022-02-01T10:00:00.000Z',
    validUntil: '2022-04-01T10:00:00.000Z',
    keyId: 'AQIDBAUGBwg=',
    holder: {
      familyName: 'Вигадана',
      givenName: 'Олена',
      familyNameLatin: 'VYHADANA',
      givenNameLatin: 'OLENA',
      birthDate: '1980-01-01',
    },
    content: [],
    hc1: 'HC1:',
    cose: 'AQID',
    rendering,
  }
}

const svg = Buffer.from('<svg>\r\n--not a delimiter</svg>')
const renderings = [{ format: 'SVG', mediaType: 'image/svg+xml', content: svg.toString('base64') }]

function postOf(body: Buffer, type: string, headers: Record<string, string> = {}): Buffer {
  const lines = Object.entries({
    Host: 'gateway.example',
    'Content-Type': type,
    'Content-Length': String(body.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`POST /ws HTTP/1.1\r\n${lines.join('')}\r\n`), body])
}

const verify = (content: string, name = 'VerifyCertificate_v1') => request(name, content)
const event =
  '<c:person><c:familyName>A</c:familyName><c:givenName>B</c:givenName>' +
  '<c:birthDate>1980-01-01</c:birthDate></c:person><c:event>' +
  '<c:firstPositiveDate>2022-01-01</c:firstPositiveDate><c:country>UA</c:country></c:event>'
const issue = (delivery = '') =>
  request('IssueRecoveryCertificate_v1', `${event}<c:delivery>${delivery}</c:delivery>`)

describe('the SOAP door for messages with attachments', () => {
  let under: ServerUnderTest

  async function start(limits: Limits = {}) {
    under = await serve(
      {
        verify: () => ({ verdict: 'VALID' }),
        issue: () => ({ certificate: certificate(renderings) }),
      },
      limits,
    )
  }

  async function send(parts: readonly WrittenPart[], type = swaType): Promise<Answer> {
    return exchange(under.port, postOf(multipart(parts), type))
  }

  const asked = () => under.calls[0]?.arguments[0]

  beforeEach(() => start())
  afterEach(() => under.close())

  it('gives an hc1 and a cose of a part to the engine, whichever way it is referred to', async () => {
    const ways: [reference: string, first: (envelope: string) => WrittenPart, type: string][] = [
      [`<c:cose>${include('a@b')}</c:cose>`, xopPart, mtomType],
      [`<c:cose>${include('a%40b')}</c:cose>`, soapPart, swaType],
      ['<c:cose href="cid:a@b"/>', soapPart, swaType],
      ['<c:cose href="cid:a@b"/>', xopPart, mtomType],
    ]
    for (const [reference, first, type] of ways) {
      const answer = await send([first(verify(reference)), attachment('a@b', pixels)], type)
      expect(answer.body).to.include('<verdict>VALID</verdict>')
      expect(answer.headers['content-type']).to.equal('text/xml; charset=utf-8')
      expect(under.calls.pop()?.arguments[0]).to.deep.equal({ cose: pixels.toString('base64') })
    }
    const hc1 = [soapPart(verify('<c:hc1 href="cid:t"/>')), attachment('t', 'HC1:ABC DEF')]
    expect((await send(hc1)).status).to.equal(200)
    expect(asked()).to.deep.equal({ hc1: 'HC1:ABC DEF' })
  })

  it('carries attachments that nothing refers to, counted in the log line alone', async () => {
    const parts = [soapPart(verify('<c:hc1>HC1:</c:hc1>')), attachment('x', pixels)]
    expect((await send(parts)).status).to.equal(200)
    expect(asked()).to.deep.equal({ hc1: 'HC1:' })
    expect(under.lines[0]).to.deep.include({ outcome: 'OK', bytesIn: multipart(parts).length })
  })

  it('gives a picture to the engine, attached or inline', async () => {
    const image = pixels.toString('base64')
    for (const name of ['VerifyCertificate_v1', 'ReadCertificate_v1']) {
      const inline = Buffer.from(verify(`<c:image>${image}</c:image>`, name))
      await exchange(under.port, postOf(inline, 'text/xml'))
      await send([soapPart(verify('<c:image href="cid:p"/>', name)), attachment('p', pixels)])
      await send(
        [xopPart(verify(`<c:image>${include('p')}</c:image>`, name)), attachment('p', pixels)],
        mtomType,
      )
      const received = under.calls.splice(0).map((call) => call.arguments[0])
      expect(received).to.deep.equal([{ image }, { image }, { image }])
    }
  })

  it('tells a message with another attachment from a repeat, and knows a repeat by the bytes', async () => {
    const row = operations.VerifyCertificate_v1 as { handle: unknown }
    const { handle } = row
    const callers: Caller[] = []
    row.handle = async (_request: object, caller: Caller) => {
      callers.push(caller)
      return {}
    }
    const envelope = (id: string) => verify(`<c:cose href="cid:${id}"/>`)
    try {
      const sent: [id: string, content: string][] = [
        ['1', 'one'],
        ['1', 'one'],
        ['2', 'one'],
        ['1', 'two'],
      ]
      for (const [id, content] of sent)
        await send([soapPart(envelope(id)), attachment(id, content)])
    } finally {
      row.handle = handle
    }
    const [first, same, otherId, otherBytes] = callers.map(({ bodyDigest }) => bodyDigest)
    expect(first).to.match(/^[0-9a-f]{64}$/)
    expect([same, otherId]).to.deep.equal([first, first])
    expect(otherBytes).to.not.equal(first)
    const sha512 = createHash('sha512').update(envelope('1')).digest('hex')
    expect(callers[0]?.requestDigest).to.equal(sha512)
  })

  it('answers with parts when it is asked to, and whoever sends MTOM', async () => {
    const plain = await exchange(under.port, postOf(Buffer.from(issue()), 'text/xml'))
    expect(plain.headers['content-type']).to.equal('text/xml; charset=utf-8')
    expect(plain.body).to.include(`<content>${renderings[0]?.content}</content>`)
    const asking = postOf(Buffer.from(issue('<c:attach>true</c:attach>')), 'text/xml')
    const answers = [
      await exchange(under.port, asking),
      await send([soapPart(issue('<c:attach>1</c:attach>'))]),
      await send([xopPart(issue())], mtomType),
    ]
    for (const { headers, body, status } of answers) {
      const [, delimiter] = /boundary="([^"]+)"$/.exec(headers['content-type'] ?? '') ?? []
      const [, first = '', second = '', end] = body.split(`--${delimiter}`)
      expect([status, end]).to.deep.equal([200, '--\r\n'])
      const [, id = ''] =
        /<content><xop:Include [^>]*href="cid:([^"]+)"\/><\/content>/.exec(first) ?? []
      expect(second).to.equal(
        `\r\nContent-Type: image/svg+xml\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${id}>\r\n\r\n${svg}\r\n`,
      )
      const soap = first.slice(first.indexOf('\r\n\r\n') + 4, -2)
      const inline = soap.replace(/<xop:Include [^>]*\/>/, renderings[0]?.content ?? '')
      expect(inline).to.equal(plain.body)
    }
  })

  it('answers plainly to SwA, and to MTOM where nothing is to be attached', async () => {
    const swa = await send([soapPart(issue())])
    expect(swa.headers['content-type']).to.equal('text/xml; charset=utf-8')
    const mtom = await send([xopPart(verify('<c:hc1>HC1:</c:hc1>'))], mtomType)
    expect(mtom.headers['content-type']).to.equal('text/xml; charset=utf-8')
  })

  it('answers faults plainly, with the header that was sent', async () => {
    const unresolved = await send(
      [xopPart(verify(`<c:cose>${include('b')}</c:cose>`)), attachment('a', 'x')],
      mtomType,
    )
    expect(unresolved.code).to.equal('ATTACHMENT_UNRESOLVED')
    expect(unresolved.status).to.equal(500)
    expect(unresolved.headers['content-type']).to.equal('text/xml; charset=utf-8')
    expect(unresolved.body).to.include(
      '<path>VerifyCertificate_v1/cose</path><rule>no such part</rule>',
    )
    expect(unresolved.body).to.include('<xrd:id>')
  })

  it('does not resolve references of a plain message', async () => {
    const envelope = verify(`<c:cose>${include('a')}</c:cose>`)
    const answer = await exchange(under.port, postOf(Buffer.from(envelope), 'text/xml'))
    expect(answer.code).to.equal('SCHEMA_VIOLATION')
  })

  it('answers a fault inside a multipart as it answers one alone', async () => {
    const fault = message(
      [],
      '<soapenv:Fault><faultcode>soapenv:Server</faultcode></soapenv:Fault>',
    )
    const alone = await exchange(under.port, postOf(Buffer.from(fault), 'text/xml'))
    expect(alone.code).to.equal('MISSING_HEADER_FIELD')
    expect((await send([soapPart(fault)])).body).to.equal(alone.body)
  })

  it('refuses bad multiparts and goes on with the connection', async () => {
    const soap = soapPart(verify('<c:hc1>HC1:</c:hc1>'))
    const good = multipart([soap])
    const bad: [body: Buffer, type: string, code: string][] = [
      [multipart([soap, { content: 'no type' }]), swaType, 'INVALID_CONTENT_TYPE'],
      [good, 'multipart/related', 'INVALID_CONTENT_TYPE'],
      [good, 'multipart/related; boundary=other', 'NO_SOAP_PART'],
      [multipart([attachment('a', pixels), soap]), swaType, 'INVALID_CONTENT_TYPE'],
      [multipart([soap], { closed: false }), swaType, 'MULTIPART_BROKEN'],
      [multipart([soapPart('')]), swaType, 'MESSAGE_EMPTY'],
      [multipart([soapPart('<a')]), swaType, 'NOT_XML'],
      [Buffer.alloc(0), swaType, 'NO_SOAP_PART'],
    ]
    const connection = open(under.port)
    for (const [body, type, code] of bad) {
      connection.write(postOf(body, type))
      const answer = await connection.answer()
      expect(answer.code, code).to.equal(code)
      expect(answer.headers['content-type']).to.equal('text/xml; charset=utf-8')
    }
    connection.write(postOf(good, swaType))
    expect((await connection.answer()).status).to.equal(200)
    connection.socket.destroy()
  })

  it('takes them chunked, in pieces of any size', async () => {
    const body = multipart([soapPart(verify('<c:cose href="cid:a"/>')), attachment('a', pixels)])
    const head = `POST /ws HTTP/1.1\r\nHost: a\r\nContent-Type: ${swaType}\r\nTransfer-Encoding: chunked\r\n\r\n`
    for (const size of [1, 3, 1000]) {
      const pieces: Buffer[] = [Buffer.from(head)]
      for (let at = 0; at < body.length; at += size) {
        const piece = body.subarray(at, at + size)
        pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
      }
      const answer = await exchange(
        under.port,
        Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]),
      )
      expect(answer.status, answer.body).to.equal(200)
      expect(under.calls.pop()?.arguments[0]).to.deep.equal({ cose: pixels.toString('base64') })
    }
  })

  it('answers what is too large once it was read, and counts envelope and attachments apart', async () => {
    await under.close()
    await start({ bytesMax: 3000, attachmentBytesMax: 50_000, attachmentsMax: 2 })
    const envelope = verify('<c:hc1>HC1:</c:hc1>')
    const large = attachment('a', Buffer.alloc(50_000, 1))
    expect((await send([soapPart(envelope), large])).status).to.equal(200)
    const one = attachment('b', 'x')
    for (const parts of [
      [soapPart(envelope), large, one],
      [soapPart(envelope), one, one, one],
      [soapPart(`${envelope}${' '.repeat(3000)}`)],
      [soapPart(envelope), attachment('a', Buffer.alloc(1_000_000))],
    ])
      expect((await send(parts)).code).to.equal('MESSAGE_TOO_LARGE')
  })

  it('answers a sender of much too much before it is done', async () => {
    const { write, answer, socket } = open(under.port)
    const body = multipart([soapPart(verify('')), attachment('a', Buffer.alloc(18_000_000))])
    write(postOf(body, swaType, { 'Content-Length': String(2 ** 40) }))
    const refused = await answer()
    expect(refused.code).to.equal('MESSAGE_TOO_LARGE')
    expect(refused.headers.connection).to.equal('close')
    socket.destroy()
  })

  it('answers INVALID_HTTP to a multipart that breaks off', async () => {
    const { write, answer, socket } = open(under.port)
    const body = multipart([soapPart(verify(''))])
    write(postOf(body, swaType, { 'Content-Length': String(body.length + 10) }))
    socket.end()
    expect((await answer()).code).to.equal('INVALID_HTTP')
    socket.destroy()
  })

  it('reads a boundary with quotes and odd characters', async () => {
    expect(boundary).to.include('=')
    expect((await send([soapPart(verify('<c:hc1>HC1:</c:hc1>'))])).status).to.equal(200)
  })
})
