// The SOAP door over real sockets: whatever is sent, the answer is 200 or 500 with the one content type.

import { expect } from 'chai'
import { soapContentType } from '../../src/doors/soap.ts'
import { type FailureCode, failures } from '../../src/errors.ts'
import { request } from '../xroad/envelopes.ts'
import {
  type Answer,
  type Connection,
  exchange,
  type Limits,
  open,
  post,
  type ServerUnderTest,
  serve,
} from './raw.ts'

const status = (issue = '') =>
  request('GetCertificateStatus_v1', '<c:uvci>URN:UVCI:01:UA:1</c:uvci>', [
    `<xrd:issue>${issue}</xrd:issue>`,
  ])
const issueOf = ({ body }: Answer) => /<xrd:issue>(.*?)<\/xrd:issue>/.exec(body)?.[1]
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function expectFault(answer: Answer, code: FailureCode) {
  expect(answer.code, answer.body).to.equal(code)
  expect(answer.status).to.equal(500)
  expectSoap(answer)
}

function expectSoap(answer: Answer) {
  expect(answer.status === 200 || answer.status === 500).to.equal(true)
  expect(answer.headers['content-type']).to.equal('text/xml; charset=utf-8')
  expect(answer.body).to.match(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n</)
  expect(answer.headers['content-length']).to.equal(String(Buffer.byteLength(answer.body)))
}

describe('the SOAP door', () => {
  let under: ServerUnderTest
  let release: (() => void)[]
  const connections: Connection[] = []

  /** A server whose engine answers at once, or when `release` is called for the issue `wait`. */
  async function start(limits: Limits = {}) {
    release = []
    under = await serve(
      {
        status: async (_request, caller) => {
          const { issue } = caller as { issue?: string }
          if (issue?.startsWith('wait')) await new Promise<void>((resolve) => release.push(resolve))
          return { status: 'VALID' }
        },
      },
      limits,
    )
  }

  function connection(): Connection {
    const opened = open(under.port)
    connections.push(opened)
    return opened
  }

  async function send(text: string | Buffer): Promise<Answer> {
    return exchange(under.port, text)
  }

  async function waiting(count: number) {
    while (release.length < count) await pause(5)
  }

  afterEach(async () => {
    for (const { socket } of connections.splice(0)) socket.destroy()
    for (const done of release) done()
    await under.close()
  })

  describe('for a message', () => {
    beforeEach(() => start())

    it('answers 200 with exactly its content type and the length', async () => {
      const answer = await send(post(status('a')))
      expect(answer.status).to.equal(200)
      expect(answer.headers['content-type']).to.equal(soapContentType)
      expectSoap(answer)
      expect(issueOf(answer)).to.equal('a')
    })

    it('ignores SOAPAction, whatever it says', async () => {
      for (const SOAPAction of ['', '""', '"urn:other"', 'urn:other', undefined])
        expect((await send(post(status(), { SOAPAction }))).status).to.equal(200)
    })

    const types = [
      'text/xml',
      'TEXT/XML;charset=UTF-8',
      'text/xml; charset="utf-8"',
      'text/xml ; action="urn:x"; charset=utf-8',
    ]
    for (const type of types) {
      it(`takes the content type ${type}`, async () => {
        expect((await send(post(status(), { 'Content-Type': type }))).status).to.equal(200)
      })
    }

    const wrong: [type: string | undefined, code: FailureCode][] = [
      [undefined, 'INVALID_CONTENT_TYPE'],
      ['', 'INVALID_CONTENT_TYPE'],
      ['application/xml', 'INVALID_CONTENT_TYPE'],
      ['application/json', 'INVALID_CONTENT_TYPE'],
      ['text/xmlish', 'INVALID_CONTENT_TYPE'],
      ['multipart/related; type="text/xml"', 'INVALID_CONTENT_TYPE'],
      ['multipart/related; type="text/xml"; boundary=x', 'NO_SOAP_PART'],
      ['multipart/mixed; boundary=x', 'INVALID_CONTENT_TYPE'],
      ['application/xop+xml; charset=utf-8', 'INVALID_CONTENT_TYPE'],
      ['application/soap+xml; charset=utf-8', 'SOAP_VERSION'],
      ['text/xml; charset=windows-1251', 'ENCODING_REFUSED'],
      ['text/xml; charset="utf-16"', 'ENCODING_REFUSED'],
    ]
    for (const [type, code] of wrong) {
      it(`answers the content type ${type} with ${code}, and goes on with the connection`, async () => {
        const { write, answer } = connection()
        write(post(status(), { 'Content-Type': type }))
        const refused = await answer()
        expectFault(refused, code)
        expect(refused.body).to.include(`<faultcode>soapenv:${failures[code].kind}</faultcode>`)
        write(post(status('next')))
        expect(issueOf(await answer())).to.equal('next')
      })
    }

    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      it(`answers ${method} with INVALID_HTTP_METHOD`, async () => {
        const text = post(status()).replace('POST', method)
        expectFault(await send(text), 'INVALID_HTTP_METHOD')
        const bare = `${method} /ws HTTP/1.1\r\nHost: a\r\n\r\n`
        expectFault(await send(bare), 'INVALID_HTTP_METHOD')
      })
    }

    it('answers HEAD with the fault’s head alone', async () => {
      const { write, socket } = connection()
      write('HEAD /ws HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      let text = ''
      for await (const chunk of socket) text += chunk
      expect(text)
        .to.match(/^HTTP\/1\.1 500 /)
        .and.to.include(`Content-Type: ${soapContentType}\r\n`)
      expect(text).to.match(/\r\n\r\n$/)
    })

    for (const path of [
      '/ws',
      '/ws/',
      '/ws?x=1',
      '/ws/deeper',
      'http://gateway.example/ws',
      'HTTP://a:8080/ws?x',
    ]) {
      it(`listens at ${path}`, async () => {
        const answer = await send(post(status()).replace('/ws', path))
        expect(answer.status).to.equal(200)
      })
    }

    for (const path of [
      '/',
      '/wsx',
      '/WS',
      '/a/ws',
      'http://gateway.example/',
      'http://gateway.example',
    ]) {
      it(`leaves ${path} to the web door`, async () => {
        expect((await send(post(status()).replace('/ws', path))).status).to.equal(418)
      })
    }

    for (const question of ['/ws?wsdl', '/ws?WSDL', '/ws/?wsdl']) {
      it(`sends GET ${question} to the WSDL`, async () => {
        const answer = await send(`GET ${question} HTTP/1.1\r\nHost: a\r\n\r\n`)
        expect(answer.body).to.equal('web GET /wsdl/certificates.wsdl')
      })
    }

    it('answers a POST to the WSDL’s address as a message', async () => {
      expect((await send(post(status()).replace('/ws', '/ws?wsdl'))).status).to.equal(200)
    })

    it('takes chunks without a length, and with trailers', async () => {
      const bytes = Buffer.from(status('chunks'))
      const chunks = [bytes.subarray(0, 10), bytes.subarray(10, 500), bytes.subarray(500)]
      const body = chunks
        .map((chunk) => `${chunk.length.toString(16)};ext=1\r\n${chunk}\r\n`)
        .join('')
      const head = { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }
      const text = post('', head) + body
      expect(issueOf(await send(`${text}0\r\n\r\n`))).to.equal('chunks')
      expect(issueOf(await send(`${text}0\r\nX-Trailer: a\r\n\r\n`))).to.equal('chunks')
    })

    it('takes a message that comes byte by byte', async () => {
      const { write, answer, socket } = connection()
      socket.setNoDelay(true)
      const text = post(status('slow'))
      for (let at = 0; at < text.length; at += 200) {
        write(text.slice(at, at + 200))
        await pause(1)
      }
      expect(issueOf(await answer())).to.equal('slow')
    })

    it('answers HTTP/1.0 and closes, unless it is asked to keep the connection', async () => {
      const { write, answer, closed } = connection()
      const text = post(status('old'), { Host: undefined }).replace('HTTP/1.1', 'HTTP/1.0')
      write(text.replace('\r\n', '\r\nConnection: keep-alive\r\n') + text)
      expect(issueOf(await answer())).to.equal('old')
      expect((await answer()).headers.connection).to.equal('close')
      expect(await closed()).to.equal('')
    })

    it('answers without a Host header', async () => {
      expect((await send(post(status(), { Host: undefined }))).status).to.equal(200)
    })

    it('asks for the body when 100-continue is expected', async () => {
      const { write, answer, socket } = connection()
      const text = post(status('go on'), { Expect: '100-continue' })
      const head = text.indexOf('\r\n\r\n') + 4
      const asked = new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(String(data))),
      )
      write(text.slice(0, head))
      expect(await asked).to.equal('HTTP/1.1 100 Continue\r\n\r\n')
      write(text.slice(head))
      expect(issueOf(await answer())).to.equal('go on')
    })

    it('ignores other expectations', async () => {
      expect((await send(post(status(), { Expect: 'the-unexpected' }))).status).to.equal(200)
    })

    it('keeps a connection for many messages, pipelined or one after the other', async () => {
      const { write, answer } = connection()
      const issues = Array.from({ length: 10 }, (_, at) => String(at))
      write(issues.map((issue) => post(status(issue))).join(''))
      for (const issue of issues) expect(issueOf(await answer())).to.equal(issue)
      for (const issue of issues) {
        write(post(status(issue)))
        const next = await answer()
        expect(issueOf(next)).to.equal(issue)
        expect(next.headers.connection).to.equal('keep-alive')
      }
    })

    it('closes when asked to', async () => {
      const { write, answer, closed } = connection()
      write(post(status(), { Connection: 'close' }))
      expect((await answer()).headers.connection).to.equal('close')
      expect(await closed()).to.equal('')
    })
  })

  describe('for a message that is too large', () => {
    beforeEach(() => start({ bytesMax: 10_000 }))

    it('answers MESSAGE_TOO_LARGE once everything was read, and goes on with the connection', async () => {
      const { write, answer } = connection()
      write(post(`${status()}${' '.repeat(2_000_000)}`))
      expectFault(await answer(), 'MESSAGE_TOO_LARGE')
      write(post(status('next')))
      expect(issueOf(await answer())).to.equal('next')
      expect(under.lines[0]).to.include({ outcome: 'MESSAGE_TOO_LARGE' })
      expect(under.lines[0]?.bytesIn).to.be.above(2_000_000)
    })

    it('answers it in chunks alike', async () => {
      const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`.repeat(64)
      const head = post('', { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' })
      expectFault(await send(`${head}${chunk}0\r\n\r\n`), 'MESSAGE_TOO_LARGE')
    })

    it('gives up on a sender who never ends', async () => {
      const { write, closed, socket } = connection()
      write(post('', { 'Content-Length': String(100 * 1024 * 1024) }))
      const piece = Buffer.alloc(1024 * 1024, 0x20)
      const writing = setInterval(() => socket.writable && socket.write(piece), 2)
      await closed()
      clearInterval(writing)
      const [line, ...others] = under.lines
      expect(others).to.deep.equal([])
      expect(line).to.include({ outcome: 'MESSAGE_TOO_LARGE' })
      expect(line?.bytesIn).to.be.within(16 * 1024 * 1024, 20 * 1024 * 1024)
    })

    it('reads what was refused for another reason before it answers', async () => {
      const { write, answer } = connection()
      write(post(' '.repeat(2_000_000), { 'Content-Type': 'text/plain' }))
      expectFault(await answer(), 'INVALID_CONTENT_TYPE')
      write(post(status('next')))
      expect(issueOf(await answer())).to.equal('next')
    })
  })

  describe('for broken HTTP', () => {
    beforeEach(() => start())

    const broken: [title: string, text: string, code: FailureCode][] = [
      ['what is not HTTP', 'hello\r\n\r\n', 'INVALID_HTTP'],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'INVALID_HTTP'],
      ['an unknown method', 'BREW /ws HTTP/1.1\r\nHost: a\r\n\r\n', 'INVALID_HTTP'],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'INVALID_HTTP'],
      ['a header without colon', 'POST /ws HTTP/1.1\r\nHost a\r\n\r\n', 'INVALID_HTTP'],
      [
        'a header with a space in its name',
        'POST /ws HTTP/1.1\r\nHo st: a\r\n\r\n',
        'INVALID_HTTP',
      ],
      ['a length that is none', post('', { 'Content-Length': 'ten' }), 'INVALID_HTTP'],
      ['two lengths', post('ab').replace('\r\n', '\r\nContent-Length: 3\r\n'), 'INVALID_HTTP'],
      [
        'both length and chunks',
        post('0\r\n\r\n', { 'Transfer-Encoding': 'chunked' }),
        'INVALID_HTTP',
      ],
      [
        'an unknown transfer encoding',
        post('ab', { 'Content-Length': undefined, 'Transfer-Encoding': 'gzip' }),
        'INVALID_HTTP',
      ],
      [
        'a chunk without size',
        post('xyz\r\n', { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }),
        'INVALID_HTTP',
      ],
      [
        'a chunk longer than it says',
        post('2\r\nabcd\r\n0\r\n\r\n', {
          'Content-Length': undefined,
          'Transfer-Encoding': 'chunked',
        }),
        'INVALID_HTTP',
      ],
      [
        'headers that are too large',
        post(status(), { 'X-Large': 'x'.repeat(20_000) }),
        'MESSAGE_TOO_LARGE',
      ],
      [
        'headers that never end',
        `POST /ws HTTP/1.1\r\n${'X: y\r\n'.repeat(50_000)}`,
        'MESSAGE_TOO_LARGE',
      ],
      ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 'INVALID_HTTP_METHOD'],
    ]
    for (const [title, text, code] of broken) {
      it(`answers ${title} with ${code}, once, and closes`, async () => {
        const { write, answer, closed } = connection()
        write(Buffer.from(text, 'latin1'))
        const refused = await answer()
        expectFault(refused, code)
        expect(refused.headers.connection).to.equal('close')
        expect(await closed()).to.equal('')
        expect(under.lines.map(({ outcome }) => outcome)).to.deep.equal([code])
      })

      it(`answers ${title} in turn, behind what is still in work`, async () => {
        const { write, answer, closed } = connection()
        write(Buffer.from(`${post(status('wait 1'))}${post(status('wait 2'))}${text}`, 'latin1'))
        await waiting(2)
        await pause(20)
        release[1]?.()
        await pause(20)
        release[0]?.()
        expect(issueOf(await answer())).to.equal('wait 1')
        expect(issueOf(await answer())).to.equal('wait 2')
        expectFault(await answer(), code)
        expect(await closed()).to.equal('')
      })
    }

    it('is not moved by what else arrives on a broken connection', async () => {
      const { write, answer, closed } = connection()
      write('broken\r\n\r\n')
      expectFault(await answer(), 'INVALID_HTTP')
      write(post(status()))
      expect(await closed()).to.equal('')
      expect(under.calls).to.deep.equal([])
      expect(under.lines).to.have.length(1)
    })

    it('answers once however often the connection breaks while another answer is in work', async () => {
      const { write, answer, closed } = connection()
      write(post(status('wait')))
      await waiting(1)
      for (let at = 0; at < 3; at++) {
        write('broken\r\n\r\n')
        await pause(10)
      }
      release[0]?.()
      expect(issueOf(await answer())).to.equal('wait')
      expectFault(await answer(), 'INVALID_HTTP')
      expect(await closed()).to.equal('')
      expect(under.lines.map(({ outcome }) => outcome)).to.deep.equal(['OK', 'INVALID_HTTP'])
    })

    it('leaves a sender who writes on two seconds to read the answer, then lets go', async function () {
      this.timeout(8000)
      const { write, answer, socket } = connection()
      const started = performance.now()
      write('broken\r\n\r\n')
      expectFault(await answer(), 'INVALID_HTTP')
      const writing = setInterval(() => socket.write('more'), 50)
      await new Promise((resolve) => socket.once('error', resolve).once('close', resolve))
      clearInterval(writing)
      expect(performance.now() - started).to.be.above(1900)
      const left = await new Promise((resolve) =>
        under.server.getConnections((_, count) => resolve(count)),
      )
      expect(left).to.equal(0)
    })

    it('survives a sender who breaks off, in head, body, and before the answer', async () => {
      const text = post(status('wait'))
      for (const part of [text.slice(0, 20), text.slice(0, -20), text]) {
        const { write, socket } = connection()
        write(part)
        await pause(20)
        socket.resetAndDestroy()
      }
      await waiting(1)
      release[0]?.()
      expect((await send(post(status()))).status).to.equal(200)
      await pause(20)
      expect(under.lines.map(({ outcome }) => outcome)).to.have.members([
        'INVALID_HTTP',
        'OK',
        'OK',
      ])
    })

    it('survives a reset behind CONNECT', async () => {
      const { write, socket } = connection()
      write('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n')
      await pause(10)
      socket.resetAndDestroy()
      expect((await send(post(status()))).status).to.equal(200)
    })

    it('answers a half-closed body as broken', async () => {
      const { write, answer, socket } = connection()
      write(post(status()).slice(0, -20))
      socket.end()
      expectFault(await answer(), 'INVALID_HTTP')
    })

    it('waits for the web door’s answer when the body of its request breaks, and closes', async () => {
      let answerWeb = () => {}
      const served = await serve({}, {}, (_request, response) => {
        answerWeb = () => response.end('late')
      })
      const { write, answer, closed } = open(served.port)
      write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n')
      await pause(30)
      answerWeb()
      expect((await answer()).body).to.include('late')
      expect(await closed()).to.equal('')
      await served.close()
    })
  })

  describe('for a slow sender', () => {
    beforeEach(() => start({ receiveTimeoutMs: 100 }))

    const text = post(status())
    const head = text.indexOf('\r\n\r\n') + 4
    for (const [title, part] of [
      ['a head', text.slice(0, 40)],
      ['a body', text.slice(0, -20)],
      ['a whole body', text.slice(0, head)],
    ] as const) {
      it(`answers MESSAGE_TOO_SLOW when ${title} does not come, logs it once, and closes`, async () => {
        const { write, answer, closed } = connection()
        write(part)
        const refused = await answer()
        expectFault(refused, 'MESSAGE_TOO_SLOW')
        expect(refused.headers.connection).to.equal('close')
        expect(refused.body).to.include('<retryable>true</retryable>')
        expect(await closed()).to.equal('')
        await pause(30)
        expect(under.lines.map(({ outcome }) => outcome)).to.deep.equal(['MESSAGE_TOO_SLOW'])
      })

      it(`answers it in turn when ${title} does not come behind another message`, async () => {
        const { write, answer } = connection()
        write(post(status('wait')) + part)
        await pause(400)
        release[0]?.()
        expect(issueOf(await answer())).to.equal('wait')
        expectFault(await answer(), 'MESSAGE_TOO_SLOW')
      })
    }

    for (const part of ['PRI /ws HTTP/1.1', 'PRI * HTTP/2.0\r\n\r\n', '\r\n', '']) {
      it(`answers MESSAGE_TOO_SLOW behind ${JSON.stringify(part)} alone, and closes`, async () => {
        const { write, answer, closed } = connection()
        if (part !== '') write(part)
        const since = performance.now()
        expectFault(await answer(), 'MESSAGE_TOO_SLOW')
        expect(performance.now() - since).to.be.below(1000)
        expect(await closed()).to.equal('')
      })
    }

    it('does not count the time that the answer takes', async () => {
      const { write, answer } = connection()
      write(post(status('wait')))
      await pause(400)
      release[0]?.()
      expect((await answer()).status).to.equal(200)
    })

    it('answers a body that was refused and never ends with its own refusal', async () => {
      const refused = await send(text.replace('text/xml;', 'text/plain;').slice(0, -20))
      expectFault(refused, 'INVALID_CONTENT_TYPE')
    })
  })

  describe('when there is too much', () => {
    it('answers OVERLOADED beyond its limit and takes messages again afterwards', async () => {
      await start({ inFlightMax: 2 })
      const [first, second] = [connection(), connection()]
      first.write(post(status('wait')))
      second.write(post(status('wait')))
      await waiting(2)
      const refused = await send(post(status()))
      expectFault(refused, 'OVERLOADED')
      expect(under.lines.map(({ message }) => message)).to.deep.equal(['message'])
      expect(refused.body).to.include('<retryAfterSeconds>5</retryAfterSeconds>')
      for (const done of release) done()
      expect([(await first.answer()).status, (await second.answer()).status]).to.deep.equal([
        200, 200,
      ])
      expect((await send(post(status()))).status).to.equal(200)
    })

    it('answers DEADLINE with the header, and keeps the connection', async () => {
      await start({ deadlineMs: 50 })
      const { write, answer } = connection()
      write(post(status('wait')))
      const late = await answer()
      expectFault(late, 'DEADLINE')
      expect(issueOf(late)).to.equal('wait')
      write(post(status('next')))
      expect(issueOf(await answer())).to.equal('next')
      expect(under.lines.filter(({ message }) => message === 'message')).to.have.length(2)
    })
  })

  describe('when it stops', () => {
    beforeEach(() => start())

    it('finishes what is in work, refuses what is new, and closes connections', async () => {
      const [working, idle] = [connection(), connection()]
      idle.write(post(status()))
      await idle.answer()
      working.write(post(status('wait')))
      await waiting(1)
      let drained = false
      const draining = under.soap.drain().then(() => (drained = true))
      idle.write(post(status()))
      const refused = await idle.answer()
      expectFault(refused, 'STOPPING')
      expect(refused.headers.connection).to.equal('close')
      expect(await idle.closed()).to.equal('')
      expect(drained).to.equal(false)
      release[0]?.()
      const last = await working.answer()
      expect(last.status).to.equal(200)
      expect(last.headers.connection).to.equal('close')
      await draining
    })

    it('is done at once when nothing is in work', async () => {
      await under.soap.drain()
      expectFault(await send(post(status())), 'STOPPING')
      expect(under.lines.map(({ message }) => message)).to.deep.equal(['message'])
    })
  })
})
