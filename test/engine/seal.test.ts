import { expect } from 'chai'
import type { Certificate } from '../../src/contract/types.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import { createSeal, type Seal } from '../../src/render/seal/create.ts'
import { verifySeal } from '../../src/render/seal/verify.ts'
import { type MadeSeal, madeSeal } from '../render/seal/made.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, vaccination } from './samples.ts'

const dayMs = 86_400_000

describe('issuing with a seal', () => {
  let made: MadeEngine
  let key: MadeSeal
  let records = 0
  before(async () => {
    made = await makeEngine()
    key = await madeSeal()
  })
  after(() => made.close())
  afterEach(() => {
    made.times.world = noon
  })

  const event = (changes: object = {}) => ({
    ...vaccination,
    recordId: `seal-${++records}`,
    ...changes,
  })

  function engine(seal: Seal | undefined = createSeal(key.key)) {
    return createLocalEngine({ ...made.parts, seal })
  }

  const delivery = { seal: true }

  /** What the sealed document of a certificate says. */
  function opened({ sealed = '' }: Certificate) {
    return verifySeal(Buffer.from(sealed, 'base64'), [key.certificate])
  }

  it('gives a document that says what the answer says, without the identifiers', async () => {
    const answer = await engine().issue(
      'vaccination',
      { person, event: event(), delivery },
      caller(),
    )
    const { outcome, rendering, sealed, ...kept } = answer.certificate as Certificate
    const { rnokpp, ...holder } = kept.holder
    const { certificate, signedAt } = opened(answer.certificate as Certificate)
    expect(certificate).to.deep.equal({ ...kept, holder })
    expect(signedAt).to.deep.equal(noon)
    expect([outcome, rendering, rnokpp]).to.deep.equal(['ISSUED', [], person.rnokpp])
  })

  it('gives none unless asked', async () => {
    for (const unasked of [undefined, {}, { seal: false }]) {
      const request = { person, event: event(), ...(unasked && { delivery: unasked }) }
      const { certificate } = await engine().issue('vaccination', request, caller())
      expect(certificate).not.to.have.property('sealed')
    }
  })

  it('seals anew what stands, when the message is repeated', async () => {
    const [request, from] = [{ person, event: event(), delivery }, caller()]
    const first = await engine().issue('vaccination', request, from)
    made.times.world = new Date(noon.getTime() + dayMs)
    const second = await engine().issue('vaccination', request, from)
    expect(second.certificate).to.include({ outcome: 'EXISTING' })
    const [one, other] = [first, second].map((answer) => opened(answer.certificate as Certificate))
    expect(other?.certificate).to.deep.equal(one?.certificate)
    expect(other?.signedAt).to.deep.equal(made.times.world)
  })

  it('seals anew what stands, though the rules have changed their mind', async () => {
    const [request, from] = [{ person, event: event(), delivery }, caller()]
    const first = await engine().issue('vaccination', request, from)
    const late = { ...request, event: { ...request.event, date: '2030-01-01' } }
    const second = await engine().issue('vaccination', late, from)
    const [one, other] = [first, second].map((answer) => opened(answer.certificate as Certificate))
    expect(other?.certificate).to.deep.equal(one?.certificate)
  })

  it('refuses, and issues nothing, while there is no valid seal key', async () => {
    const [request, from] = [{ person, event: event(), delivery }, caller()]
    const expired = createSeal({ ...key.key, notAfter: new Date(noon.getTime() - 1) })
    for (const none of [engine(expired), createLocalEngine(made.parts)]) {
      const { certificate, fault } = await none.issue('vaccination', request, from)
      expect(certificate).to.equal(undefined)
      expect(fault?.faultCode).to.equal('SEAL_UNAVAILABLE')
      expect(fault?.violation).to.deep.equal([{ path: 'delivery/seal', rule: 'SEAL_UNAVAILABLE' }])
    }
    const answer = await engine().issue('vaccination', request, from)
    expect(answer.certificate?.outcome).to.equal('ISSUED')
  })

  it('names what else is wrong, and says so when only a check is asked for', async () => {
    const request = { person, event: event({ date: '2030-01-01' }), delivery }
    const none = createLocalEngine(made.parts)
    const { fault } = await none.issue('vaccination', request, caller())
    expect(fault?.violation?.map(({ rule }) => rule)).to.deep.equal([
      'SEAL_UNAVAILABLE',
      'EVENT_IN_FUTURE',
    ])
    const asking = { ...request, event: event(), context: { validateOnly: true } }
    const asked = await none.issue('vaccination', asking, caller())
    expect(asked.fault?.faultCode).to.equal('SEAL_UNAVAILABLE')
  })
})
