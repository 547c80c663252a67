// The engine's door over real TLS: who is let in, what is a call, what leaves when something fails.

import { readFileSync } from 'node:fs'
import { type RequestOptions, request as startRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { expect } from 'chai'
import { createEngineServer, type EngineServerParts } from '../../src/doors/engine.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { Failure } from '../../src/errors.ts'
import type { MessageLine } from '../../src/log.ts'
import { makeAuthority, type TlsPair } from '../tls.ts'

const token = 'invented-token-0123456789'
const caller = {
  client: 'SEVDEIR-TEST/GOV/11111111/Source',
  service: 'GetCertificateStatus_v1',
  id: 'message-1',
  bodyDigest: 'ab'.repeat(32),
  requestDigest: 'cd'.repeat(64),
}
const request = { uvci: 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF' }
const statusCall = { request, caller }

interface Reply {
  status: number
  headers: Record<string, unknown>
  body: unknown
}

describe("the engine's door", () => {
  let make: (name: string) => Promise<TlsPair>
  let own: TlsPair
  let foreign: TlsPair
  let server: ReturnType<typeof createEngineServer> | undefined
  let called: unknown[][]
  let lines: MessageLine[]
  let events: [string, string | undefined][]
  let failures: Failure[]

  before(async () => {
    make = await makeAuthority()
    own = await make('engine')
    foreign = await (await makeAuthority())('foreign')
  })
  beforeEach(() => {
    called = []
    lines = []
    events = []
    failures = []
  })
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
    server = undefined
  })

  /** An engine that notes what it was asked. */
  const engine = (answers: Partial<Engine> = {}): Engine => {
    const note =
      (name: string) =>
      async (...list: unknown[]) => {
        called.push([name, ...list])
        return { status: 'VALID' } as object
      }
    const noted = {
      issue: note('issue'),
      status: note('status'),
      revoke: note('revoke'),
      reissue: note('reissue'),
      revokeMany: note('revokeMany'),
      revocationList: note('revocationList'),
    }
    const audit = async (entry: object) => {
      called.push(['audit', entry])
    }
    return { ...noted, verify: note('verify'), audit, ready: async () => undefined, ...answers }
  }

  function parts(more: Partial<EngineServerParts> = {}): EngineServerParts {
    const { certificate, key } = own
    return {
      engine: engine(),
      tls: { certificate, key },
      token,
      bytesMax: 10_000,
      inFlightMax: 10,
      receiveTimeoutMs: 5000,
      deadlineMs: 5000,
      log: {
        message: (line) => lines.push(line),
        event: (event, detail) => events.push([event, detail]),
        failure: (failure) => failures.push(failure),
      },
      metrics: { text: async () => 'engine_up 1\n', contentType: 'text/plain' },
      ...more,
    }
  }

  async function start(more: Partial<EngineServerParts> = {}): Promise<number> {
    const started = createEngineServer(parts(more))
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    return (started.address() as AddressInfo).port
  }

  function ask(port: number, body: string | Buffer, options: RequestOptions = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asking = startRequest(
        {
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: '/engine/v2/status',
          ca: readFileSync(own.authority),
          agent: false,
          ...options,
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
            ...options.headers,
          },
        },
        async (response) => {
          const text = Buffer.concat(await response.toArray()).toString()
          const body = text === '' ? undefined : JSON.parse(text)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        },
      )
      asking.on('error', reject).end(body)
    })
  }

  const post = (port: number, method: string, body: unknown) =>
    ask(port, JSON.stringify(body), { path: `/engine/v2/${method}` })

  describe('when it starts', () => {
    it('refuses to start without a certificate of its own', () => {
      expect(() => createEngineServer(parts({ tls: undefined }))).to.throw(/ENGINE_TLS_CERTIFICATE/)
    })

    it('refuses to start when it would ask for neither certificate nor token', () => {
      for (const none of [undefined, ''])
        expect(() => createEngineServer(parts({ token: none }))).to.throw(/ENGINE_TOKEN/)
    })
  })

  describe('letting in', () => {
    it('refuses a wrong, a shorter and an absent token with 401, and calls nothing', async () => {
      const port = await start()
      const wrong = [`Bearer ${token}x`, 'Bearer ', token, `bearer ${token.toUpperCase()}`, '']
      for (const authorization of wrong) {
        const reply = await ask(port, JSON.stringify(statusCall), {
          headers: { Authorization: authorization },
        })
        expect(reply.status, authorization).to.equal(401)
        expect(reply.body).to.deep.equal({})
      }
      expect(called).to.deep.equal([])
      expect(lines.map(({ outcome }) => outcome)).to.deep.equal(wrong.map(() => 'HTTP_401'))
    })

    it('tells a stranger the same for any path and body', async () => {
      const port = await start()
      for (const path of ['/', '/engine/v2/nothing', '/engine/v2/status']) {
        const headers = { Authorization: 'Bearer x', 'Content-Type': 'text/plain' }
        expect((await ask(port, 'x', { path, headers })).status).to.equal(401)
      }
    })

    it('lets in a client with a certificate of its authority', async () => {
      const port = await start({ tls: own, token: undefined })
      const client = await make('gateway')
      const reply = await ask(port, JSON.stringify(statusCall), pair(client))
      expect(reply.status).to.equal(200)
      expect(called).to.have.length(1)
    })

    it('refuses a client without a certificate, and notes it', async () => {
      const port = await start({ tls: own, token: undefined })
      await rejected(ask(port, JSON.stringify(statusCall)))
      expect(called).to.deep.equal([])
      expect(events).to.deep.equal([['tls refused', 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE']])
    })

    it('refuses a client with a certificate of another authority', async () => {
      const port = await start({ tls: own, token: undefined })
      await rejected(ask(port, JSON.stringify(statusCall), pair(foreign)))
      expect(called).to.deep.equal([])
      expect(events.map(([event]) => event)).to.deep.equal(['tls refused'])
    })

    it('asks for both when both are configured', async () => {
      const port = await start({ tls: own })
      const client = pair(await make('gateway'))
      const headers = { Authorization: 'Bearer x' }
      await rejected(ask(port, JSON.stringify(statusCall)))
      expect((await ask(port, JSON.stringify(statusCall), { ...client, headers })).status).to.equal(
        401,
      )
      expect((await ask(port, JSON.stringify(statusCall), client)).status).to.equal(200)
    })

    it('speaks no TLS older than 1.2', async () => {
      const port = await start()
      const outcome = await new Promise((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          port,
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1.1',
          ciphers: 'DEFAULT@SECLEVEL=0',
          ca: readFileSync(own.authority),
        })
        socket.on('secureConnect', () => resolve('connected')).on('error', () => resolve('refused'))
      })
      expect(outcome).to.equal('refused')
    })
  })

  describe('calling', () => {
    const issueRequest = { person: { familyName: 'Вигадана' }, event: {} }
    const everyField = {
      ...caller,
      representedParty: '22222222',
      userId: 'UA1',
      issue: 'case',
      scope: 'all',
    }
    const entry = { caller, outcome: 'OK' }
    const everyEntryField = {
      caller: everyField,
      outcome: 'OK',
      purposeId: 'P-1',
      subjectId: 'S-1',
      operatorId: 'O-1',
      person: {
        familyName: 'Вигадана',
        givenName: 'Особа',
        birthDate: '1990-01-01',
        document: { type: 'PASSPORT', number: 'АА 000001' },
      },
      uvci: [request.uvci],
    }
    const lists = { uvci: [request.uvci, request.uvci], reason: 'OTHER' }
    const calls: [string, object, unknown[]][] = [
      [
        'issue',
        { type: 'recovery', request: issueRequest, caller },
        ['recovery', issueRequest, caller],
      ],
      ['status', { request, caller: everyField }, [request, everyField]],
      ['revoke', statusCall, [request, caller]],
      ['reissue', { request: issueRequest, caller }, [issueRequest, caller]],
      ['revokeMany', { request: lists, caller }, [lists, caller]],
      ['verify', { request: { hc1: 'HC1:' }, caller }, [{ hc1: 'HC1:' }, caller]],
    ]
    for (const [method, body, list] of calls) {
      it(`calls ${method} with its arguments in order`, async () => {
        const reply = await post(await start(), method, body)
        expect(reply).to.deep.include({ status: 200, body: { status: 'VALID' } })
        expect(reply.headers['content-type']).to.equal('application/json')
        expect(called).to.deep.equal([[method, ...list]])
      })
    }

    for (const [what, given] of [
      ['every field', everyEntryField],
      ['no more than is needed', entry],
    ] as const) {
      it(`writes an audit row of ${what}, answers an empty object, and writes no line of its own`, async () => {
        const reply = await post(await start(), 'audit', { entry: given })
        expect(reply).to.deep.include({ status: 200, body: {} })
        expect(called).to.deep.equal([['audit', given]])
        expect(lines).to.deep.equal([])
      })
    }

    it('tells that an audit row could not be written', async () => {
      const audit = () => Promise.reject(new Failure('REGISTER_UNAVAILABLE'))
      const reply = await post(await start({ engine: engine({ audit }) }), 'audit', { entry })
      const failure = { code: 'REGISTER_UNAVAILABLE', violations: [] }
      expect(reply).to.deep.include({ status: 500, body: { failure } })
      expect(failures).to.have.length(1)
    })

    it('answers an empty object for a method that gives nothing', async () => {
      expect(await post(await start(), 'ready', {})).to.deep.include({ status: 200, body: {} })
    })

    it("writes no line for a gateway's readiness probe", async () => {
      await post(await start(), 'ready', {})
      expect(lines).to.deep.equal([])
    })

    it('writes one line per call, with the refusal for its outcome', async () => {
      const fault = { faultCode: 'CERTIFICATE_UNKNOWN' }
      const port = await start({ engine: engine({ revoke: async () => ({ fault }) as never }) })
      await post(port, 'status', statusCall)
      await post(port, 'revoke', statusCall)
      await post(port, 'verify', { request: {}, caller })
      const { client, service, id } = caller
      expect(lines.map(({ ms: _, bytesIn: __, bytesOut: ___, ...line }) => line)).to.deep.equal([
        { xRoadId: id, client, service, outcome: 'OK' },
        { xRoadId: id, client, service, outcome: 'CERTIFICATE_UNKNOWN' },
        { xRoadId: id, client, service, outcome: 'OK' },
      ])
      const bytesIn = JSON.stringify(statusCall).length
      expect(lines[0]).to.include({ bytesIn, bytesOut: '{"status":"VALID"}'.length })
      expect(lines[0]?.ms).to.be.within(0, 5000)
    })

    it('tells a failure by its code and violations', async () => {
      const violations = [{ path: 'a', rule: 'b' }]
      const options = { violations, detail: 'ours', cause: new Error('secret') }
      const status = async () => {
        throw new Failure('REGISTER_UNAVAILABLE', options)
      }
      const reply = await post(await start({ engine: engine({ status }) }), 'status', statusCall)
      expect(reply).to.deep.include({
        status: 500,
        body: { failure: { code: 'REGISTER_UNAVAILABLE', violations } },
      })
      expect(lines[0]).to.include({ outcome: 'REGISTER_UNAVAILABLE', xRoadId: 'message-1' })
      expect(failures.map(({ detail }) => detail)).to.deep.equal(['ours'])
    })

    it('tells a bug as INTERNAL, without its text', async () => {
      const status = () => {
        throw new TypeError('secret of the engine')
      }
      const reply = await post(await start({ engine: engine({ status }) }), 'status', statusCall)
      const failure = { code: 'INTERNAL', violations: [] }
      expect(reply).to.deep.include({ status: 500, body: { failure } })
      expect(failures[0]?.cause).to.have.property('message', 'secret of the engine')
    })

    it('tells a failure of the request without noting it as one of ours', async () => {
      const status = async () => {
        throw new Failure('MESSAGE_EMPTY')
      }
      const reply = await post(await start({ engine: engine({ status }) }), 'status', statusCall)
      expect(reply.status).to.equal(500)
      expect(failures).to.deep.equal([])
    })

    it('tells an answer that is no JSON as INTERNAL', async () => {
      const port = await start({
        engine: engine({ status: async () => ({ big: 1n }) as never }),
      })
      expect((await post(port, 'status', statusCall)).body).to.deep.equal({
        failure: { code: 'INTERNAL', violations: [] },
      })
    })

    it('tells DEADLINE when the engine takes too long', async () => {
      const status = () => new Promise<never>(() => undefined)
      const port = await start({ engine: engine({ status }), deadlineMs: 100 })
      const reply = await post(port, 'status', statusCall)
      expect(reply.body).to.deep.equal({ failure: { code: 'DEADLINE', violations: [] } })
    })

    /** An engine whose `status` waits to be released. */
    function slowEngine() {
      const gates: (() => void)[] = []
      const entered = new Promise<void>((enter) => {
        gates.push(enter)
      })
      const released = new Promise<void>((release) => {
        gates.push(release)
      })
      const [enter, release] = gates as [() => void, () => void]
      const status = async () => {
        enter()
        await released
        return { status: 'VALID' }
      }
      return { engine: engine({ status }), entered, release }
    }

    it('tells one call too many to come back', async () => {
      const slow = slowEngine()
      const port = await start({ engine: slow.engine, inFlightMax: 1 })
      const first = post(port, 'status', statusCall)
      await slow.entered
      expect((await post(port, 'verify', { request: {}, caller })).status).to.equal(503)
      slow.release()
      expect((await first).status).to.equal(200)
      expect((await post(port, 'verify', { request: {}, caller })).status).to.equal(200)
    })

    it('finishes what runs when it stops, closes that connection and takes nothing more', async () => {
      const slow = slowEngine()
      const port = await start({ engine: slow.engine })
      const headers = { Connection: 'keep-alive' }
      const first = ask(port, JSON.stringify(statusCall), { headers })
      await slow.entered
      const closed = new Promise<void>((resolve) => server?.close(() => resolve()))
      slow.release()
      const reply = await first
      expect(reply.status).to.equal(200)
      expect(reply.headers.connection).to.equal('close')
      await closed
      await rejected(post(port, 'status', statusCall))
    })

    it('drains: finishes what runs however long it takes, refuses what is new, and closes connections', async () => {
      const slow = slowEngine()
      const port = await start({ engine: slow.engine })
      const headers = { Connection: 'keep-alive' }
      const first = ask(port, JSON.stringify(statusCall), { headers })
      await slow.entered
      let drained = false
      const draining = server?.drain().then(() => (drained = true))
      const refused = await ask(port, JSON.stringify(statusCall), { headers })
      expect(refused.status).to.equal(503)
      expect(refused.headers.connection).to.equal('close')
      expect(drained).to.equal(false)
      slow.release()
      const reply = await first
      expect(reply.status).to.equal(200)
      expect(reply.headers.connection).to.equal('close')
      await draining
    })

    it('is drained at once when nothing runs', async () => {
      await start()
      await server?.drain()
    })
  })

  describe('refusing what is no call', () => {
    const statuses: [string, number, RequestOptions][] = [
      ['an unknown method', 404, { path: '/engine/v2/delete' }],
      ['a name that every object inherits', 404, { path: '/engine/v2/constructor' }],
      ['the prototype by name', 404, { path: '/engine/v2/__proto__' }],
      ['another path', 404, { path: '/status' }],
      ['a query', 404, { path: '/engine/v2/status?x=1' }],
      ['PUT', 405, { method: 'PUT' }],
      ['another content type', 415, { headers: { 'Content-Type': 'text/plain' } }],
      ['another charset', 415, { headers: { 'Content-Type': 'application/json; charset=utf-16' } }],
    ]
    for (const [what, status, options] of statuses) {
      it(`refuses ${what} with ${status}`, async () => {
        const reply = await ask(await start(), JSON.stringify(statusCall), options)
        expect(reply).to.deep.include({ status, body: {} })
        expect(lines[0]).to.include({ outcome: `HTTP_${status}` })
        expect(called).to.deep.equal([])
      })
    }

    const text = (value: unknown) => JSON.stringify(value)
    const garbage: [string, string, string | Buffer][] = [
      ['nothing', 'status', ''],
      ['broken JSON', 'status', '{"request":'],
      ['bytes that are not UTF-8', 'status', Buffer.from('7b22ff223a317d', 'hex')],
      ['a text', 'status', '"status"'],
      ['a number', 'status', '1'],
      ['null', 'status', 'null'],
      ['a list', 'status', text([request, caller])],
      ['no request', 'status', text({ caller })],
      ['a request that is a list', 'status', text({ request: [], caller })],
      ['a request that is null', 'verify', text({ request: null })],
      ['no caller', 'status', text({ request })],
      ['a caller that is a text', 'status', text({ request, caller: 'me' })],
      ['a caller without an id', 'status', text({ request, caller: { ...caller, id: undefined } })],
      ['a caller with a number', 'status', text({ request, caller: { ...caller, id: 1 } })],
      [
        'a caller with a null',
        'status',
        text({ request, caller: { ...caller, representedParty: null } }),
      ],
      ['a scope that is none', 'status', text({ request, caller: { ...caller, scope: 'any' } })],
      ['an inherited scope', 'status', text({ request, caller: { ...caller, scope: 'toString' } })],
      [
        'a scope that is a list',
        'status',
        text({ request, caller: { ...caller, scope: ['all'] } }),
      ],
      ['no entry', 'audit', text({})],
      ['an entry without a caller', 'audit', text({ entry: { outcome: 'OK' } })],
      ['an entry of a broken caller', 'audit', text({ entry: { caller: {}, outcome: 'OK' } })],
      ['an entry without outcome', 'audit', text({ entry: { caller } })],
      ['an entry about a text', 'audit', text({ entry: { caller, outcome: 'OK', uvci: 'U' } })],
      ['an entry about numbers', 'audit', text({ entry: { caller, outcome: 'OK', uvci: [1] } })],
      [
        'an entry about half a person',
        'audit',
        text({ entry: { caller, outcome: 'OK', person: { familyName: 'Вигадана' } } }),
      ],
      ['no type', 'issue', text(statusCall)],
      ['a type that does not exist', 'issue', text({ ...statusCall, type: 'plague' })],
      ['an inherited type', 'issue', text({ ...statusCall, type: 'toString' })],
      ['a type that is a list', 'issue', text({ ...statusCall, type: ['test'] })],
      [
        'a prototype in the request',
        'verify',
        '{"request":{"deep":[{"__proto__":{"polluted":true}}]}}',
      ],
      ['a prototype with the arguments', 'verify', '{"__proto__":{"request":{}}}'],
      ['an escaped prototype', 'verify', '{"request":{"\\u005f_proto__":{"polluted":true}}}'],
    ]
    for (const [what, method, body] of garbage) {
      it(`refuses ${what} with 400, and calls nothing`, async () => {
        const reply = await ask(await start(), body, { path: `/engine/v2/${method}` })
        expect(reply).to.deep.include({ status: 400, body: {} })
        expect(called).to.deep.equal([])
        expect(({} as { polluted?: unknown }).polluted).to.equal(undefined)
      })
    }

    it('refuses nesting deeper than the stack with 400', async () => {
      const depth = 100_000
      const port = await start({ bytesMax: 3 * depth })
      const nested = `{"request":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`
      expect((await ask(port, nested, { path: '/engine/v2/verify' })).status).to.equal(400)
      expect(called).to.deep.equal([])
    })

    it('refuses a body over the limit with 413', async () => {
      const port = await start()
      expect((await ask(port, ' '.repeat(10_001))).status).to.equal(413)
      expect((await post(port, 'status', statusCall)).status).to.equal(200)
    })

    it('still answers a stranger who sends a lot', async () => {
      const reply = await ask(await start(), ' '.repeat(2_000_000), {
        headers: { Authorization: 'Bearer x' },
      })
      expect(reply.status).to.equal(401)
    })

    it('ends a body that does not come', async () => {
      const port = await start({ receiveTimeoutMs: 200 })
      const headers = [
        'POST /engine/v2/status HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        'Content-Length: 10',
      ]
      const socket = connect({ host: '127.0.0.1', port, ca: readFileSync(own.authority) })
      socket.write(`${headers.join('\r\n')}\r\n\r\n{`)
      const chunks: Buffer[] = await socket.toArray()
      expect(Buffer.concat(chunks).toString()).to.match(/^HTTP\/1\.1 408 /)
      expect(called).to.deep.equal([])
    })
  })

  describe('health', () => {
    const probe = { method: 'GET', headers: { Authorization: '' } }

    it('is live, without a token and without a line', async () => {
      const reply = await ask(await start(), '', { ...probe, path: '/health/live' })
      expect(reply).to.deep.include({ status: 200, body: { status: 'live' } })
      expect(lines).to.deep.equal([])
    })

    it('is ready when the engine is', async () => {
      const reply = await ask(await start(), '', { ...probe, path: '/health/ready' })
      expect(reply).to.deep.include({ status: 200, body: { status: 'ready' } })
    })

    it('is not ready when the engine is not, or does not say', async () => {
      const notReady: Engine['ready'][] = [
        () => Promise.reject(new Failure('SIGNER_UNAVAILABLE')),
        () => new Promise(() => undefined),
      ]
      for (const ready of notReady) {
        const port = await start({ engine: engine({ ready }), deadlineMs: 100 })
        const reply = await ask(port, '', { ...probe, path: '/health/ready' })
        expect(reply).to.deep.include({ status: 503, body: { status: 'not ready' } })
        server?.close()
      }
    })
  })
})

function pair({ certificate, key }: TlsPair): RequestOptions {
  return { cert: readFileSync(certificate), key: readFileSync(key) }
}

async function rejected(work: Promise<unknown>) {
  const outcome = await work.then(
    () => 'answered',
    () => 'rejected',
  )
  expect(outcome).to.equal('rejected')
}
