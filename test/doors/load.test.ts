// The SOAP door on a hostile or overloaded network: whatever happens, it goes on answering, and holds no more
// than it says.

import { connect } from 'node:net'
import { expect } from 'chai'
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
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const issueOf = ({ body }: Answer) => /<xrd:issue>(.*?)<\/xrd:issue>/.exec(body)?.[1]

describe('the SOAP door under load', () => {
  let under: ServerUnderTest
  let release: (() => void)[]
  let held: boolean
  const connections: Connection[] = []

  async function start(limits: Limits = {}, web?: Parameters<typeof serve>[2]) {
    release = []
    held = false
    const answers = {
      status: async () => {
        if (held) await new Promise<void>((resolve) => release.push(resolve))
        return { status: 'VALID' }
      },
    }
    under = await serve(answers, limits, web)
  }

  afterEach(async () => {
    held = false
    for (const { socket } of connections.splice(0)) socket.destroy()
    for (const done of release) done()
    await under.close()
  })

  function connection(): Connection {
    const opened = open(under.port)
    connections.push(opened)
    return opened
  }

  const many = (count: number) => Array.from({ length: count }, connection)

  async function until(condition: () => boolean | Promise<boolean>) {
    for (let at = 0; at < 2000 && !(await condition()); at++) await pause(5)
    expect(await condition()).to.equal(true)
  }

  /** One message on a connection of its own: the service answers, and soon. */
  async function expectAnswering() {
    const started = performance.now()
    expect((await exchange(under.port, post(status()))).status).to.equal(200)
    expect(performance.now() - started).to.be.below(1000)
  }

  async function finish() {
    held = false
    while (release.length > 0) {
      for (const done of release.splice(0)) done()
      await pause(1)
    }
  }

  const openCount = () =>
    new Promise<number>((resolve) => under.server.getConnections((_, count) => resolve(count)))
  const count = async (event: string) =>
    Number(
      new RegExp(`events_total\\{event="${event}"\\} (\\d+)`).exec(
        await under.metrics.text(),
      )?.[1] ?? 0,
    )
  /** One for each answered message. */
  const outcomes = () => under.lines.filter(({ message }) => message === 'message')
  const codes = (answers: Answer[]) =>
    answers.reduce<Record<string, number>>((sums, { code = 'OK' }) => {
      sums[code] = (sums[code] ?? 0) + 1
      return sums
    }, {})

  it('answers beside 1,000 connections on which nothing happens', async () => {
    await start()
    const idle = many(1000)
    const used = idle.slice(0, 500)
    for (const { write } of used) write(post(status()))
    for (const { answer } of used) expect((await answer()).status).to.equal(200)
    await until(async () => (await openCount()) === 1000)
    await expectAnswering()
    expect(await openCount()).to.be.within(1000, 1001)
    const again = idle[499] as Connection
    again.write(post(status('still here')))
    expect(issueOf(await again.answer())).to.equal('still here')
  })

  it('closes connections beyond its limit, counts them, and keeps the others', async () => {
    await start({ connectionsMax: 3 })
    const [first, ...others] = many(3)
    await until(async () => (await openCount()) === 3)
    expect(await connection().closed()).to.equal('')
    expect(await count('connections')).to.equal(1)
    first?.write(post(status()))
    expect((await first?.answer())?.status).to.equal(200)
    others[0]?.socket.destroy()
    await until(async () => (await openCount()) === 2)
    await expectAnswering()
  })

  it('gives slow senders no slot, and in the end tells them so', async () => {
    await start({ inFlightMax: 2, receiveTimeoutMs: 600 })
    const text = post(status('slow'))
    const slow = many(100)
    for (const { write } of slow) write(text.slice(0, 300))
    const trickling = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write(' ')
    }, 20)
    for (let at = 0; at < 20; at++) await expectAnswering()
    expect(under.soap.load().running).to.equal(0)
    const refused = await Promise.all(slow.map(({ answer }) => answer()))
    clearInterval(trickling)
    expect(codes(refused)).to.deep.equal({ MESSAGE_TOO_SLOW: 100 })
    for (const { closed } of slow) expect(await closed()).to.equal('')
    await expectAnswering()
    expect(under.soap.load()).to.deep.equal({ running: 0, waiting: 0, bytes: 0 })
  })

  it('answers a client that has closed its writing side', async () => {
    await start()
    const { socket, answer, closed } = connection()
    socket.end(post(status('last words')))
    expect(issueOf(await answer())).to.equal('last words')
    expect(await closed()).to.equal('')
  })

  it('answers all messages of a client that closed its writing side while they were in work', async () => {
    await start()
    held = true
    const { socket, answer, closed } = connection()
    socket.end(post(status('one')) + post(status('two')))
    await until(() => release.length === 2)
    await pause(30)
    await finish()
    expect(issueOf(await answer())).to.equal('one')
    expect(issueOf(await answer())).to.equal('two')
    expect(await closed()).to.equal('')
    await until(async () => (await openCount()) === 0)
  })

  it('keeps no half-open connection: not idle, not beyond the deadline, not when nobody reads', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, 0x20)
    const limits = { deadlineMs: 150, sendTimeoutMs: 150 }
    await start(limits, (_request, response) => response.end(large))
    const [idle, stuck, unread, fresh] = many(4)
    idle?.write(post(status()))
    await idle?.answer()
    held = true
    idle?.socket.end()
    stuck?.socket.end(post(status()))
    unread?.socket.on('error', () => undefined).pause()
    unread?.socket.end('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    fresh?.socket.end()
    expect((await stuck?.answer())?.code).to.equal('DEADLINE')
    await until(async () => (await openCount()) === 0)
    expect(await count('unread')).to.equal(1)
  })

  it('lets go of clients that vanish, in head, body and before the answer', async () => {
    await start({ receiveTimeoutMs: 200 })
    held = true
    const text = post(status())
    const [head, body, whole] = many(3)
    head?.write(text.slice(0, 30))
    body?.write(text.slice(0, -30))
    whole?.write(text)
    // From here on they neither read nor write nor close.
    for (const { socket } of connections) socket.pause()
    await until(() => release.length === 1)
    await pause(500)
    await finish()
    await expectAnswering()
    head?.socket.resume()
    body?.socket.resume()
    expect((await head?.answer())?.code).to.equal('MESSAGE_TOO_SLOW')
    expect((await body?.answer())?.code).to.equal('MESSAGE_TOO_SLOW')
    expect(under.soap.load()).to.deep.equal({ running: 0, waiting: 0, bytes: 0 })
  })

  it('cuts a client that never reads its answer', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, 0x20)
    await start({ sendTimeoutMs: 150 }, (_request, response) => response.end(large))
    const { write, socket } = connection()
    socket.on('error', () => undefined).pause()
    write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    await until(async () => (await openCount()) === 1)
    await expectAnswering()
    await until(async () => (await openCount()) === 0)
    expect(await count('unread')).to.equal(1)
  })

  it('counts the time to take an answer from when it is its turn', async () => {
    await start({ sendTimeoutMs: 100 }, (_request, response) => response.end('soon'))
    held = true
    const { write, answer } = connection()
    write(`${post(status('slow'))}GET / HTTP/1.1\r\nHost: a\r\n\r\n`)
    await until(() => release.length === 1)
    await pause(300)
    await finish()
    expect(issueOf(await answer())).to.equal('slow')
    expect((await answer()).body).to.equal('soon')
    expect(await count('unread')).to.equal(0)
  })

  it('gives a client that reads slowly, but reads, its whole answer', async () => {
    const large = Buffer.alloc(32 * 1024 * 1024, 0x20)
    await start({ sendTimeoutMs: 3000 }, (_request, response) => response.end(large))
    const socket = connect(under.port, '127.0.0.1')
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    let bytes = 0
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).length
      await pause(1)
    }
    expect(bytes).to.be.above(large.length)
    expect(await count('unread')).to.equal(0)
  })

  it('answers a burst of ten times its capacity: each above it with OVERLOADED', async () => {
    await start({ inFlightMax: 20, queueMax: 20 })
    held = true
    const burst = many(400)
    for (const { write } of burst) write(post(status()))
    const answers = burst.map(({ answer }) => answer())
    await until(() => outcomes().length === 360)
    expect(under.soap.load()).to.include({ running: 20, waiting: 20 })
    await finish()
    const all = await Promise.all(answers)
    expect(codes(all)).to.deep.equal({ OVERLOADED: 360, OK: 40 })
    for (const { status, headers, body, code } of all) {
      expect(status).to.equal(code ? 500 : 200)
      expect(headers['content-type']).to.equal('text/xml; charset=utf-8')
      expect(headers.connection).to.equal('keep-alive')
      if (code) expect(body).to.include('<retryAfterSeconds>5</retryAfterSeconds>')
    }
    expect(under.soap.load()).to.deep.equal({ running: 0, waiting: 0, bytes: 0 })
    await expectAnswering()
  })

  it('works on waiting messages in the order of their arrival', async () => {
    await start({ inFlightMax: 1, queueMax: 10 })
    held = true
    const five = many(5)
    for (const [at, { write }] of five.entries()) {
      write(post(status(String(at))))
      await until(() => {
        const { running, waiting } = under.soap.load()
        return running + waiting === at + 1
      })
    }
    await finish()
    await Promise.all(five.map(({ answer }) => answer()))
    expect(
      under.calls.map(({ arguments: [, caller] }) => (caller as { issue: string }).issue),
    ).to.deep.equal(['0', '1', '2', '3', '4'])
  })

  it('tells who waited half of the deadline to come back, and never works on it', async () => {
    await start({ inFlightMax: 1, queueMax: 10, deadlineMs: 200 })
    held = true
    const [first, second] = many(2)
    first?.write(post(status()))
    await until(() => release.length === 1)
    second?.write(post(status()))
    const started = performance.now()
    expect((await second?.answer())?.code).to.equal('OVERLOADED')
    expect(performance.now() - started).to.be.within(80, 190)
    expect((await first?.answer())?.code).to.equal('DEADLINE')
    expect(under.calls).to.have.length(1)
  })

  it('does not work on a message whose client has gone while it waited', async () => {
    await start({ inFlightMax: 1, queueMax: 10 })
    held = true
    const [first, gone] = many(2)
    first?.write(post(status()))
    await until(() => release.length === 1)
    gone?.write(post(status()))
    await until(() => under.soap.load().waiting === 1)
    gone?.socket.resetAndDestroy()
    await pause(20)
    await finish()
    expect((await first?.answer())?.status).to.equal(200)
    await until(() => outcomes().length === 2)
    expect(under.calls).to.have.length(1)
    await expectAnswering()
  })

  it('holds no more bytes than it may, and tells who brings more to come back', async () => {
    await start({ receivedBytesMax: 1_000_000, inFlightMax: 100 })
    const text = post(status() + ' '.repeat(90_000))
    const senders = many(50)
    for (const { write } of senders) write(text.slice(0, -10))
    await until(() => under.soap.load().bytes > 800_000)
    let most = 0
    for (let at = 0; at < 20; at++) {
      most = Math.max(most, under.soap.load().bytes)
      await pause(5)
    }
    expect(most).to.be.within(800_000, 1_000_000)
    for (const { write } of senders) write(text.slice(-10))
    const sums = codes(await Promise.all(senders.map(({ answer }) => answer())))
    expect(sums.OK).to.be.within(8, 12)
    expect(sums.OVERLOADED).to.equal(50 - (sums.OK ?? 0))
    const whole = text.length - text.indexOf('\r\n\r\n') - 4
    for (const { bytesIn } of outcomes()) expect(bytesIn).to.be.at.most(whole)
    expect(outcomes().filter(({ bytesIn }) => bytesIn === whole)).not.to.have.length(0)
    expect(under.lines).to.have.length(50)
    expect(under.soap.load().bytes).to.equal(0)
    await expectAnswering()
  })

  it('shows its load to Prometheus', async () => {
    await start({ inFlightMax: 1, queueMax: 10 })
    under.metrics.watchLoad(under.soap.load)
    held = true
    for (const { write } of many(3)) write(post(status()))
    await until(() => under.soap.load().waiting === 2)
    const text = await under.metrics.text()
    expect(text)
      .to.include('gateway_messages_running 1')
      .and.to.include('gateway_messages_waiting 2')
    expect(text).to.match(/gateway_received_bytes [1-9]\d{3}/)
  })
})
