import { expect } from 'chai'
import type { Certificate, ReissueCertificate_v1 } from '../../src/contract/types.ts'
import { createLocalEngine } from '../../src/engine/local.ts'
import { eventProblem } from '../../src/engine/reissue.ts'
import { readHc1 } from '../../src/hcert/certificate.ts'
import type { Dcc } from '../../src/hcert/payload.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, recovery, test, vaccination } from './samples.ts'

const stranger = { client: 'TEST/GOV/00000002/CLIENT' }
const supervisor = { client: 'TEST/GOV/00000003/SUPERVISION', scope: 'all' } as const
const dayMs = 86_400_000
const asked = (changes = {}) => caller({ service: 'ReissueCertificate_v1', ...changes })

describe('reissuing', () => {
  let made: MadeEngine
  let records = 0
  before(async () => {
    made = await makeEngine()
  })
  after(() => made.close())
  afterEach(() => {
    made.times.world = noon
  })

  async function issued(changes: object = {}): Promise<Certificate> {
    const event = { ...vaccination, recordId: `reissue-${++records}`, ...changes }
    const { certificate } = await made.engine.issue('vaccination', { person, event }, caller())
    return certificate as Certificate
  }

  /** The same dose of a person whose name is spelt rightly now. */
  const correction = (uvci: string, changes: object = {}): ReissueCertificate_v1 => ({
    uvci,
    person: { ...person, familyName: 'Виправлена' },
    vaccination: { ...vaccination, recordId: `reissue-${records}` },
    ...changes,
  })

  const statusOf = async (uvci: string, from = caller()) => made.engine.status({ uvci }, from)

  const expiring = () => {
    const settings = { ...made.parts.settings, reissueOld: 'expire' as const }
    return createLocalEngine({ ...made.parts, settings })
  }

  async function refusal(request: ReissueCertificate_v1, from = asked()) {
    const { fault } = await made.engine.reissue(request, from)
    const [first] = fault?.violation ?? []
    return `${fault?.faultCode} ${first?.path}`
  }

  it('gives a new certificate of the corrected facts that names the old one', async () => {
    const old = await issued()
    const { certificate } = await made.engine.reissue(correction(old.uvci), asked())
    expect(certificate).to.include({ outcome: 'ISSUED', supersedes: old.uvci })
    expect(certificate?.uvci).not.to.equal(old.uvci)
    const { nam, v } = readHc1(certificate?.hc1 ?? '').dcc as Dcc
    expect(nam.fn).to.equal('Виправлена')
    expect(v?.[0]?.ci).to.equal(certificate?.uvci)
  })

  it('revokes the old one, and both are seen in their status', async () => {
    const old = await issued()
    const { certificate } = await made.engine.reissue(correction(old.uvci), asked())
    expect(await statusOf(old.uvci)).to.include({
      status: 'REVOKED',
      reason: 'REISSUED',
      supersededBy: certificate?.uvci,
    })
    expect(await statusOf(certificate?.uvci ?? '')).to.include({
      status: 'VALID',
      supersedes: old.uvci,
    })
    const { verdict } = await made.engine.verify({ hc1: old.hc1 as string })
    expect(verdict).to.equal('INVALID')
  })

  it('leaves the old one to expire where the policy says so: superseded, it verifies', async () => {
    const old = await issued()
    const { certificate } = await expiring().reissue(correction(old.uvci), asked())
    expect(await statusOf(old.uvci)).to.include({
      status: 'SUPERSEDED',
      supersededBy: certificate?.uvci,
    })
    const { verdict, step } = await made.engine.verify({ hc1: old.hc1 as string })
    expect(verdict).to.equal('VALID')
    expect(step?.find(({ name }) => name === 'REVOCATION')?.outcome).to.equal('PASSED')
    made.times.world = new Date(noon.getTime() + 61 * dayMs)
    expect((await statusOf(old.uvci)).status).to.equal('EXPIRED')
  })

  it('tells a stranger no link', async () => {
    const old = await issued()
    await expiring().reissue(correction(old.uvci), asked())
    const status = await statusOf(old.uvci, caller(stranger))
    expect(status).to.deep.equal({ status: 'SUPERSEDED', asOf: noon.toISOString() })
  })

  it('certifies a test and a recovery anew', async () => {
    for (const [type, event] of [
      ['test', test],
      ['recovery', recovery],
    ] as const) {
      const dated = { ...event, recordId: `reissue-${type}` }
      const before = await made.engine.issue(type, { person, event: dated }, caller())
      const uvci = before.certificate?.uvci ?? ''
      const request = { uvci, person, [type]: { ...dated, country: 'PL' } }
      const { certificate } = await made.engine.reissue(request, asked())
      expect(certificate).to.include({ outcome: 'ISSUED', supersedes: uvci })
    }
  })

  it('only checks when only a check is asked for', async () => {
    const old = await issued()
    const request = correction(old.uvci, { context: { validateOnly: true } })
    const validated = { property: [{ name: 'VALIDATED', value: 'true' }] }
    expect(await made.engine.reissue(request, asked())).to.deep.equal(validated)
    expect((await statusOf(old.uvci)).status).to.equal('VALID')
    await made.engine.revoke({ uvci: old.uvci, reason: 'OTHER' }, caller())
    expect(await refusal(request)).to.equal('CERTIFICATE_ALREADY_REVOKED uvci')
  })

  it('gives a repeat what it got, also when the rules would refuse it by now', async () => {
    const old = await issued()
    const [request, from] = [correction(old.uvci), asked()]
    const { certificate } = await made.engine.reissue(request, from)
    const existing = { outcome: 'EXISTING', uvci: certificate?.uvci, supersedes: old.uvci }
    for (const days of [0, 400]) {
      made.times.world = new Date(noon.getTime() + days * dayMs)
      const again = await made.engine.reissue(request, from)
      expect(again.certificate).to.include(existing)
    }
    const other = { ...from, bodyDigest: 'ff'.repeat(32) }
    made.times.world = noon
    expect(await refusal(request, other)).to.equal('MESSAGE_ID_REUSED Header/id')
  })

  it('passes warnings on', async () => {
    const old = await issued()
    const wrong = { ...person, rnokpp: '3110500007', familyNameLatin: 'Vypravlena' }
    const { warning } = await made.engine.reissue(
      correction(old.uvci, { person: { ...wrong, familyNameLatin: 'Other' } }),
      asked(),
    )
    expect(warning?.map(({ code }) => code)).to.include('LATIN_NAME_DIFFERS')
  })

  it('reaches everybody’s certificates with scope all', async () => {
    const old = await issued()
    const { certificate } = await made.engine.reissue(correction(old.uvci), asked(supervisor))
    expect(certificate).to.include({ outcome: 'ISSUED', supersedes: old.uvci })
    expect(await statusOf(old.uvci)).to.include({ supersededBy: certificate?.uvci })
  })

  describe('refuses', () => {
    it('none and several of the three events', async () => {
      const { uvci } = await issued()
      const none = { uvci, person }
      const several = correction(uvci, { test })
      for (const request of [none, several])
        expect(await refusal(request)).to.equal('CHOICE_REQUIRED vaccination, test, recovery')
    })

    it('nothing of a choice that is right', () => {
      expect(eventProblem({ recovery })).to.equal(undefined)
      expect(eventProblem({})?.code).to.equal('CHOICE_REQUIRED')
    })

    it('somebody else’s certificate exactly as one that does not exist', async () => {
      const { uvci } = await issued()
      const unknown = await made.engine.reissue(correction('URN:UVCI:01:UA:0'), asked())
      for (const other of [stranger, { representedParty: 'COM/1' }]) {
        const foreign = await made.engine.reissue(correction(uvci), asked(other))
        expect(foreign).to.deep.equal(unknown)
      }
      expect(unknown.fault?.faultCode).to.equal('CERTIFICATE_UNKNOWN')
      expect((await statusOf(uvci)).status).to.equal('VALID')
    })

    it('another type than the old one’s', async () => {
      const { uvci } = await issued()
      expect(await refusal({ uvci, person, test })).to.equal('TYPE_DIFFERS uvci')
    })

    it('a wrong event under the event’s own name', async () => {
      const { uvci } = await issued()
      const request = correction(uvci, { vaccination: { ...vaccination, date: '2022-03-01' } })
      expect(await refusal(request)).to.equal('EVENT_IN_FUTURE vaccination/date')
      expect((await statusOf(uvci)).status).to.equal('VALID')
    })

    it('one that was corrected or revoked already', async () => {
      const one = await issued()
      await made.engine.reissue(correction(one.uvci), asked())
      const other = { person: { ...person, familyName: 'Інакша' } }
      expect(await refusal(correction(one.uvci, other))).to.equal('CERTIFICATE_SUPERSEDED uvci')
      const two = await issued()
      await made.engine.revoke({ uvci: two.uvci, reason: 'OTHER' }, caller())
      expect(await refusal(correction(two.uvci))).to.equal('CERTIFICATE_ALREADY_REVOKED uvci')
    })

    it('a person with other numbers', async () => {
      const { uvci } = await issued()
      const request = correction(uvci, { person: { ...person, rnokpp: '0000000017' } })
      expect(await refusal(request)).to.equal('PERSON_DIFFERS person')
    })

    it('a record that stands for another certificate', async () => {
      const [one, two] = [await issued(), await issued({ date: '2021-12-03' })]
      expect(await refusal(correction(one.uvci))).to.equal('RECORD_DIFFERS vaccination/recordId')
      expect((await statusOf(two.uvci)).status).to.equal('VALID')
    })

    it('an event of which another certificate stands', async () => {
      const [one] = [await issued(), await issued()]
      expect(await refusal(correction(one.uvci, { person }))).to.equal(
        'EVENT_CERTIFIED vaccination',
      )
    })
  })
})
