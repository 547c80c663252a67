// The engine over the wire, against answers of every kind. The network is closed: what nock does not know fails.

import { expect } from 'chai'
import nock from 'nock'
import type { Caller, Engine, IssueRequest } from '../../src/engine/engine.ts'
import { createRemoteEngine } from '../../src/engine/remote.ts'
import { Failure } from '../../src/errors.ts'
import { createHttpsClient } from '../../src/https.ts'

const url = 'https://engine.invalid:8443'
const token = 'invented-token-0123456789'

const caller: Caller = {
  client: 'SEVDEIR-TEST/GOV/11111111/Source',
  service: 'IssueVaccinationCertificate_v1',
  id: 'message-1',
  bodyDigest: 'ab'.repeat(32),
  requestDigest: 'cd'.repeat(64),
}
const request: IssueRequest<'vaccination'> = {
  person: { familyName: 'Вигадана', givenName: 'Особа', birthDate: '1990-01-01' },
  event: {
    product: 'EU/1/20/1528',
    doseNumber: 2,
    totalDoses: 2,
    date: '2022-01-10',
    country: 'UA',
  },
}
const uvci = 'URN:UVCI:01:UA:0123456789ABCDEF0123456789ABCDEF'

const failed = (code: unknown, violations?: unknown) => ({ failure: { code, violations } })

async function thrownBy(work: Promise<unknown>): Promise<Failure> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).to.be.instanceOf(Failure)
  return thrown as Failure
}

function remote({ timeoutMs = 2000 } = {}): Engine {
  const [bytesMax, random] = [4096, () => 0]
  const parts = { url, token, tls: undefined, authority: undefined, timeoutMs, bytesMax, random }
  return createRemoteEngine({ client: createHttpsClient(parts) })
}

const engineAt = () => nock(url, { reqheaders: { authorization: `Bearer ${token}` } })
const status = (engine = remote()) => engine.status({ uvci }, caller)

// Imported, nock is active at once; it must not stand in the way of other files' tests.
nock.restore()

describe('the remote engine', () => {
  let scope: nock.Scope

  before(() => {
    nock.activate()
    nock.disableNetConnect()
  })
  beforeEach(() => {
    scope = engineAt()
  })
  afterEach(() => {
    nock.abortPendingRequests()
    nock.cleanAll()
  })
  after(() => {
    nock.enableNetConnect()
    nock.restore()
  })

  const reissueRequest = { uvci, person: request.person, vaccination: request.event }
  const calls: [string, object, object, (engine: Engine) => Promise<unknown>][] = [
    [
      'issue',
      { type: 'vaccination', request, caller },
      { warning: [{ code: 'RNOKPP_CHECK', textUk: 'а', textEn: 'a' }] },
      (engine) => engine.issue('vaccination', request, caller),
    ],
    ['status', { request: { uvci }, caller }, { status: 'VALID' }, (engine) => status(engine)],
    [
      'revoke',
      { request: { uvci, reason: 'OTHER' }, caller },
      { fault: { faultCode: 'CERTIFICATE_UNKNOWN' } },
      (engine) => engine.revoke({ uvci, reason: 'OTHER' }, caller),
    ],
    [
      'reissue',
      { request: reissueRequest, caller },
      { fault: { faultCode: 'CERTIFICATE_SUPERSEDED' } },
      (engine) => engine.reissue(reissueRequest, caller),
    ],
    [
      'revokeMany',
      { request: { uvci: [uvci, uvci], reason: 'OTHER' }, caller },
      { row: [{ uvci, outcome: 'UNKNOWN' }] },
      (engine) => engine.revokeMany({ uvci: [uvci, uvci], reason: 'OTHER' }, caller),
    ],
    [
      'verify',
      { request: { hc1: 'HC1:…' }, caller },
      { verdict: 'INVALID' },
      (engine) => engine.verify({ hc1: 'HC1:…' }, caller),
    ],
  ]
  for (const [method, body, answer, call] of calls) {
    it(`posts ${method} with its arguments and passes the answer through`, async () => {
      scope.post(`/engine/v2/${method}`, body as nock.DataMatcherMap).reply(200, answer)
      expect(await call(remote())).to.deep.equal(answer)
      expect(scope.isDone()).to.equal(true)
    })
  }

  const entry = {
    caller,
    outcome: 'OK',
    purposeId: 'P-1',
    person: request.person,
    uvci: [uvci],
  }

  it('posts an audit row and resolves when the engine has written it', async () => {
    scope.post('/engine/v2/audit', { entry } as unknown as nock.DataMatcherMap).reply(200, {})
    expect(await remote().audit(entry)).to.equal(undefined)
    expect(scope.isDone()).to.equal(true)
  })

  it('throws when the audit row could not be written', async () => {
    scope.post('/engine/v2/audit').reply(500, failed('REGISTER_UNAVAILABLE'))
    expect(await thrownBy(remote().audit(entry))).to.include({ code: 'REGISTER_UNAVAILABLE' })
    expect(scope.isDone()).to.equal(true)
  })

  it('hands the scope of the caller on', async () => {
    const asked = { request: { uvci }, caller: { ...caller, scope: 'all' } }
    scope.post('/engine/v2/status', asked as nock.DataMatcherMap).reply(200, { status: 'VALID' })
    await remote().status({ uvci }, { ...caller, scope: 'all' })
    expect(scope.isDone()).to.equal(true)
  })

  it('is ready when the engine says so', async () => {
    scope.post('/engine/v2/ready', {}).reply(200, {})
    expect(await remote().ready()).to.equal(undefined)
    expect(scope.isDone()).to.equal(true)
  })

  it('asks again after 503 and after a broken connection, and takes the third answer', async () => {
    scope.post('/engine/v2/status').reply(503)
    scope.post('/engine/v2/status').replyWithError(systemError('ECONNRESET'))
    scope.post('/engine/v2/status').reply(200, { status: 'VALID' })
    expect(await status()).to.deep.equal({ status: 'VALID' })
    expect(scope.isDone()).to.equal(true)
  })

  it('gives up after three attempts', async () => {
    scope.post('/engine/v2/status').times(3).reply(503)
    const fourth = nock(url).post('/engine/v2/status').reply(200, { status: 'VALID' })
    const failure = await thrownBy(status())
    expect(failure).to.include({ code: 'ENGINE_UNAVAILABLE', detail: 'status 503' })
    expect(scope.isDone()).to.equal(true)
    expect(fourth.isDone()).to.equal(false)
  })

  it('gives up when the time for all attempts together is over', async () => {
    scope.post('/engine/v2/status').times(3).delay(5000).reply(200, { status: 'VALID' })
    const started = performance.now()
    const failure = await thrownBy(status(remote({ timeoutMs: 300 })))
    expect(failure).to.include({ code: 'ENGINE_UNAVAILABLE', detail: 'TIMEOUT' })
    expect(performance.now() - started).to.be.within(250, 1500)
    expect(scope.isDone()).to.equal(true)
  })

  it('throws what the engine threw, with its violations', async () => {
    const violation = { path: 'person/birthDate', rule: 'later than today' }
    scope
      .post('/engine/v2/status')
      .reply(500, failed('REGISTER_UNAVAILABLE', [violation, { path: 1, rule: 2 }, null]))
    const failure = await thrownBy(status())
    expect(failure.code).to.equal('REGISTER_UNAVAILABLE')
    expect(failure.violations).to.deep.equal([violation])
    expect(scope.isDone()).to.equal(true)
  })

  it('throws what the engine threw without violations', async () => {
    scope.post('/engine/v2/ready').reply(500, failed('SIGNER_UNAVAILABLE'))
    const failure = await thrownBy(remote().ready())
    expect(failure).to.include({ code: 'SIGNER_UNAVAILABLE' })
    expect(failure.violations).to.deep.equal([])
    expect(scope.isDone()).to.equal(true)
  })

  const unusable: [string, number, nock.Body, Record<string, string>?][] = [
    ['a failure code that it does not know', 500, failed('NO_SUCH_CODE')],
    ['a failure code that every object inherits', 500, failed('constructor')],
    ['a failure code that is no text', 500, failed(7)],
    ['a failure that is none', 500, { failure: 'INTERNAL' }],
    ['500 with a list', 500, []],
    ['500 with a page', 500, '<html/>', { 'Content-Type': 'text/html' }],
    ['a page instead of JSON', 200, '<html/>', { 'Content-Type': 'text/html' }],
    ['broken JSON', 200, '{"status":', { 'Content-Type': 'application/json' }],
    ['a list', 200, []],
    ['null', 200, 'null', { 'Content-Type': 'application/json' }],
    ['another status of success', 202, {}],
    ['a refused token (401)', 401, {}],
    ['a failure under another status', 404, failed('INTERNAL')],
    ['a redirect', 307, {}, { Location: 'https://elsewhere.invalid/' }],
  ]
  for (const [what, code, body, headers] of unusable) {
    it(`takes ${what} for an engine that is unavailable, and asks once`, async () => {
      scope.post('/engine/v2/status').reply(code, body, headers)
      const failure = await thrownBy(status())
      expect(failure).to.include({ code: 'ENGINE_UNAVAILABLE', detail: `status ${code}` })
      expect(scope.isDone()).to.equal(true)
    })
  }

  it('takes an answer over the limit for an engine that is unavailable, and asks once', async () => {
    scope.post('/engine/v2/status').reply(200, { status: 'V'.repeat(5000) })
    const failure = await thrownBy(status())
    expect(failure).to.include({ code: 'ENGINE_UNAVAILABLE', detail: 'ERR_BAD_RESPONSE' })
    expect(scope.isDone()).to.equal(true)
  })

  it('says nothing of the token, the body or the address in what it throws', async () => {
    scope.post('/engine/v2/issue').replyWithError(new Error(`${token} Вигадана ${url}`))
    const failure = await thrownBy(remote().issue('vaccination', request, caller))
    const text = `${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`
    expect(text).not.to.contain(token)
    expect(text).not.to.contain('Вигадана')
    expect(text).not.to.contain('invalid:8443')
    expect(failure.cause).to.equal(undefined)
    expect(scope.isDone()).to.equal(true)
  })
})

function systemError(code: string): Error {
  return Object.assign(new Error('invented'), { code })
}
