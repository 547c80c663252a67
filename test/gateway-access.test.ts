// Access, rate and audit on the route of a message, in front of an engine that is a plain object.

import { expect } from 'chai'
import { createAccess } from '../src/access/access.ts'
import { createLimiter } from '../src/access/limit.ts'
import { createAccessList, type Scope } from '../src/access/list.ts'
import { namespace } from '../src/contract/operations.ts'
import { Failure } from '../src/errors.ts'
import type { GatewayParts } from '../src/gateway.ts'
import { operations } from '../src/operations/index.ts'
import { ordinaryRules } from '../src/xroad/dialect.ts'
import { type Answers, gatewayOver } from './gateway-parts.ts'
import { request } from './xroad/envelopes.ts'

const client = ['SEVDEIR-TEST', 'GOV', '01234567', '1_MOZ_TEST_cons']
const uvci = 'URN:UVCI:01:UA:1'
const status = (further: string[] = []) =>
  request('GetCertificateStatus_v1', `<c:uvci>${uvci}</c:uvci>`, further)

function granted(services: string[], scope: Scope = 'own', burst = 1000): Partial<GatewayParts> {
  const list = createAccessList([{ client, services, scope }])
  const rate = { perSecond: 1, burst }
  return { access: createAccess({ list: () => list, limiter: createLimiter(), rate }) }
}

async function ask(sent: string, more: Partial<GatewayParts> = {}, answers: Answers = {}) {
  const under = gatewayOver(answers, undefined, undefined, more)
  const reply = await under.gateway.exchange(Buffer.from(sent))
  const text = reply.body.toString()
  const element = (name: string) => new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(text)?.[1]
  return { ...under, status: reply.status, text, code: element('faultCode'), element }
}

const header = (text: string) => /<soapenv:Header>(.*)<\/soapenv:Header>/s.exec(text)?.[1]

describe('access on the route', () => {
  for (const name of Object.keys(operations)) {
    it(`answers ${name} without a grant with ACCESS_DENIED and the header, and asks the engine nothing`, async () => {
      const others = Object.keys(operations).filter((other) => other !== name)
      const sent = request(name, '<c:anything/>')
      const { status, code, text, calls, lines, audits } = await ask(sent, granted(others))
      expect({ status, code, header: header(text) }).to.deep.equal({
        status: 500,
        code: 'ACCESS_DENIED',
        header: header(sent),
      })
      expect(text).to.include('<faultcode>soapenv:Client</faultcode>')
      expect(calls).to.deep.equal([])
      expect(lines).to.deep.include({ ...lines[0], outcome: 'ACCESS_DENIED', message: 'message' })
      expect(audits.map(({ outcome }) => outcome)).to.deep.equal(['ACCESS_DENIED'])
    })
  }

  it('names no part of the client in the fault’s detail', async () => {
    const { text } = await ask(status(), granted([]))
    expect(text.slice(text.indexOf('<soapenv:Body>'))).not.to.match(/01234567|MOZ_TEST/)
  })

  it('tells a stranger UNKNOWN_OPERATION for what does not exist, grant or not', async () => {
    expect((await ask(request('Nothing_v1'), granted([]))).code).to.equal('UNKNOWN_OPERATION')
  })

  it('gives the engine no scope for own, and scope all with the caller', async () => {
    const own = await ask(status(), granted(['GetCertificateStatus_v1']))
    const all = await ask(status(), granted(['GetCertificateStatus_v1'], 'all'))
    expect(own.calls[0]?.arguments[1]).not.to.have.property('scope')
    expect(all.calls[0]?.arguments[1]).to.include({ scope: 'all' })
  })

  it('answers who calls too fast with RATE_LIMITED, to be repeated after a second, and no error line', async () => {
    const parts = granted(['GetCertificateStatus_v1'], 'own', 1)
    expect((await ask(status(), parts)).status).to.equal(200)
    const limited = await ask(status(), parts)
    expect(limited).to.include({ status: 500, code: 'RATE_LIMITED' })
    expect(limited.element('retryable')).to.equal('true')
    expect(limited.element('retryAfterSeconds')).to.equal('1')
    expect(limited.text).to.include('<faultcode>soapenv:Server</faultcode>')
    expect(header(limited.text)).to.equal(header(status()))
    expect(limited.calls).to.deep.equal([])
    expect(limited.lines.map(({ message }) => message)).to.deep.equal(['message'])
    expect(limited.audits.map(({ outcome }) => outcome)).to.deep.equal(['RATE_LIMITED'])
  })
})

describe('a client that calls too fast', () => {
  it('leaves one row of the audit a second, and is counted and logged every time', async () => {
    const under = gatewayOver({ status: () => ({ status: 'VALID' }) }, undefined, undefined, {
      ...granted(['GetCertificateStatus_v1'], 'own', 1),
    })
    for (let calls = 0; calls < 30; calls++) {
      const { body } = await under.gateway.exchange(Buffer.from(status()))
      if (calls > 0) expect(body.toString()).to.include('>RATE_LIMITED<')
    }
    const outcomes = under.audits.map(({ outcome }) => outcome)
    expect(outcomes).to.deep.equal(['OK', 'RATE_LIMITED'])
    expect(under.lines).to.have.length(30)
    expect(await under.metrics.text()).to.match(/outcome="RATE_LIMITED"\S* 29/)
  })
})

describe('the audit on the route', () => {
  it('is told who asked what about whom, on which purpose, with which outcome', async () => {
    const context =
      '<c:context><c:purposeId>P-1</c:purposeId><c:operatorId>O-1</c:operatorId></c:context>'
    const sent = request(
      'RevokeCertificate_v1',
      `${context}<c:uvci>${uvci}</c:uvci><c:reason>OTHER</c:reason>`,
    )
    const fault = {
      faultCode: 'CERTIFICATE_UNKNOWN',
      faultString: 'а',
      faultStringEn: 'a',
      retryable: false,
    }
    const { audits } = await ask(sent, {}, { revoke: () => ({ fault }) })
    expect(audits).to.deep.equal([
      {
        caller: {
          client: client.join('/'),
          representedParty: undefined,
          userId: undefined,
          service: 'RevokeCertificate_v1',
          id: '5f1c3b0a-0001',
        },
        outcome: 'CERTIFICATE_UNKNOWN',
        purposeId: 'P-1',
        operatorId: 'O-1',
        uvci: [uvci],
      },
    ])
  })

  it('is told which certificate was verified, although the answer does not name it', async () => {
    const sent = request('VerifyCertificate_v1', '<c:hc1>HC1:ABC</c:hc1>')
    const { audits, text } = await ask(sent, {}, { verify: () => ({ verdict: 'VALID', uvci }) })
    expect(text).not.to.include(uvci)
    expect(audits[0]).to.deep.include({ outcome: 'OK', uvci: [uvci] })
  })

  it('is told the purpose from a configured header element', async () => {
    const auditHeaders = { purpose: { namespaceUri: 'urn:own', name: 'p' }, subject: undefined }
    const { audits } = await ask(status(['<p xmlns="urn:own">P-9</p>']), { auditHeaders })
    expect(audits[0]).to.include({ purposeId: 'P-9' })
  })

  it('may be told by an element that demands to be understood, if that one is configured', async () => {
    const sent = status(['<p xmlns="urn:own" soapenv:mustUnderstand="1">P-9</p>'])
    const understood = [{ namespaceUri: 'urn:own', name: 'p' }]
    const headerRules = { ...ordinaryRules, understood }
    expect(await ask(sent, { headerRules })).to.include({ status: 200 })
    const others = [
      [],
      [{ namespaceUri: 'urn:own', name: 'q' }],
      [{ namespaceUri: 'urn:x', name: 'p' }],
    ]
    for (const understood of others) {
      const { code } = await ask(sent, { headerRules: { ...ordinaryRules, understood } })
      expect(code).to.equal('HEADER_NOT_UNDERSTOOD')
    }
  })

  const faults: [title: string, sent: string, outcome: string, answers?: Answers][] = [
    [
      'a broken schema',
      request('GetCertificateStatus_v1', '<c:uvci>x</c:uvci>'),
      'SCHEMA_VIOLATION',
    ],
    [
      'a failure of the engine',
      status(),
      'SIGNER_UNAVAILABLE',
      {
        status: () => {
          throw new Failure('SIGNER_UNAVAILABLE')
        },
      },
    ],
  ]
  for (const [title, sent, outcome, answers] of faults) {
    it(`is told of ${title} once, with the code that leaves`, async () => {
      const { audits, code } = await ask(sent, {}, answers)
      expect(code).to.equal(outcome)
      expect(audits.map((entry) => entry.outcome)).to.deep.equal([outcome])
    })
  }

  it('is told of an answer that breaks the contract beside the row of the answer itself', async () => {
    const { audits, code } = await ask(status(), {}, { status: () => ({ status: 'я' }) })
    expect(code).to.equal('INTERNAL')
    expect(audits.map((entry) => entry.outcome)).to.deep.equal(['OK', 'INTERNAL'])
  })

  it('is told nothing while header or operation is unknown', async () => {
    for (const sent of ['<a', request('Nothing_v1'), status().replace(namespace, 'urn:other')])
      expect((await ask(sent)).audits).to.deep.equal([])
  })

  it('holds the answer back until its row stands', async () => {
    let write: () => void = () => undefined
    const written = new Promise<void>((resolve) => {
      write = resolve
    })
    let answered = false
    const asking = ask(status(), {}, { audit: () => written }).then((told) => {
      answered = true
      return told
    })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(answered).to.equal(false)
    write()
    expect(await asking).to.include({ status: 200 })
  })

  for (const outcome of ['REGISTER_UNAVAILABLE', 'OVERLOADED', 'ENGINE_UNAVAILABLE'] as const) {
    it(`lets ${outcome} leave instead of the answer when its row cannot be written`, async () => {
      const audit = () => Promise.reject(new Failure(outcome))
      const told = await ask(status(), {}, { audit, status: () => ({ status: 'VALID' }) })
      expect(told).to.include({ status: 500, code: outcome })
      expect(told.text).not.to.include('VALID')
      expect(header(told.text)).to.equal(header(status()))
      expect(told.element('retryable')).to.equal('true')
      expect(told.lines.at(-1)).to.include({ message: 'message', outcome })
    })
  }

  it('waits for a row no longer than a second after the deadline', async () => {
    const under = gatewayOver({ audit: () => new Promise(() => undefined) })
    const started = performance.now()
    const reply = await under.gateway.exchange(Buffer.from(status()), 20)
    expect(reply.body.toString()).to.include('>DEADLINE<')
    expect(performance.now() - started).to.be.within(900, 3000)
  })
})
