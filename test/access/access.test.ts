import { expect } from 'chai'
import { createAccess } from '../../src/access/access.ts'
import { createLimiter } from '../../src/access/limit.ts'
import { type AccessList, createAccessList, createOpenList } from '../../src/access/list.ts'
import { Failure } from '../../src/errors.ts'
import type { ClientId } from '../../src/xroad/identifiers.ts'
import { clientId } from './samples.ts'

const rate = { perSecond: 1000, burst: 2 }
const granted = createAccessList([
  { client: ['TEST', 'GOV', '00000001', 'CLINIC'], services: '*', scope: 'all' },
])

function made(list: AccessList = granted) {
  const access = createAccess({ list: () => list, limiter: createLimiter(), rate })
  return (client: ClientId = clientId(), nowMs = 0) => {
    try {
      return access.admit(client, 'VerifyCertificate_v1', nowMs)
    } catch (error) {
      return error as Failure
    }
  }
}

describe('access', () => {
  it('gives the scope of whoever has a grant', () => {
    expect(made()()).to.equal('all')
  })

  it('refuses everybody else with ACCESS_DENIED, and names no part of the client', () => {
    const failure = made()(clientId({ subsystemCode: 'STRANGER' }))
    expect(failure).to.be.instanceOf(Failure).and.to.include({ code: 'ACCESS_DENIED' })
    expect(JSON.stringify(failure)).not.to.match(/STRANGER|00000001/)
  })

  it('takes the list that is in force at that moment', () => {
    let list = createOpenList()
    const access = createAccess({ list: () => list, limiter: createLimiter(), rate })
    expect(access.admit(clientId({ memberCode: '2' }), 'x', 0)).to.equal('own')
    list = granted
    expect(() => access.admit(clientId({ memberCode: '2' }), 'x', 0)).to.throw('ACCESS_DENIED')
  })

  it('open to all gives scope own, but to no client that could pose as another', () => {
    const ask = made(createOpenList())
    expect(ask()).to.equal('own')
    expect(ask(clientId({ subsystemCode: 'A/B' }))).to.include({ code: 'ACCESS_DENIED' })
  })

  it('open to all gives scope all to those whom it was told of, and to nobody who looks alike', () => {
    const parts = [...Object.values(clientId({ subsystemCode: 'A' }))]
    const ask = made(createOpenList([parts.join('/')]))
    expect(ask(clientId({ subsystemCode: 'A' }))).to.equal('all')
    expect(ask(clientId({ subsystemCode: 'B' }))).to.equal('own')
    expect(ask(clientId({ subsystemCode: 'A/B' }))).to.include({ code: 'ACCESS_DENIED' })
  })

  it('refuses who calls too fast with RATE_LIMITED, whether it may call or not', () => {
    for (const client of [clientId(), clientId({ subsystemCode: 'STRANGER' })]) {
      const ask = made()
      ask(client)
      ask(client)
      expect(ask(client)).to.include({ code: 'RATE_LIMITED' })
      expect(ask(client, 1)).not.to.include({ code: 'RATE_LIMITED' })
    }
  })

  it('marks all refusals of a client that calls too fast but the first in a second', () => {
    const once = createAccessList(
      [],
      [{ client: ['TEST', 'GOV', '00000001', 'CLINIC'], perSecond: 1, burst: 1 }],
    )
    const ask = made(once)
    ask()
    const refused = [0, 1, 2, 999].map((nowMs) => ask(clientId(), nowMs) as Failure)
    expect(refused.map(({ code }) => code)).to.deep.equal(Array(4).fill('RATE_LIMITED'))
    expect(refused.map(({ repeated }) => repeated)).to.deep.equal([false, true, true, true])
  })

  it('limits one client without the others of its member', () => {
    const ask = made(createOpenList())
    ask()
    ask()
    expect(ask()).to.include({ code: 'RATE_LIMITED' })
    expect(ask(clientId({ subsystemCode: 'OTHER' }))).to.equal('own')
  })

  it('limits a client by its own rate where the list gives one', () => {
    const client = ['TEST', 'GOV', '00000001', '*']
    const ask = made(
      createAccessList(
        [{ client, services: '*', scope: 'own' }],
        [{ client, perSecond: 1, burst: 1 }],
      ),
    )
    expect(ask()).to.equal('own')
    expect(ask()).to.include({ code: 'RATE_LIMITED' })
    expect(ask(clientId({ subsystemCode: 'OTHER' }))).to.equal('own')
  })
})
