import { expect } from 'chai'
import type { Certificate } from '../../src/contract/types.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, vaccination } from './samples.ts'

const unknown = 'URN:UVCI:01:UA:0'
const service = 'RevokeCertificates_v1'
const supervisor = (changes = {}) =>
  caller({ client: 'TEST/GOV/00000003/SUPERVISION', scope: 'all', service, ...changes })

describe('revoking a list', () => {
  let made: MadeEngine
  let records = 0
  before(async () => {
    made = await makeEngine()
  })
  after(() => made.close())
  afterEach(() => {
    made.times.world = noon
  })

  async function issued(): Promise<string> {
    const event = { ...vaccination, recordId: `list-${++records}` }
    const { certificate } = await made.engine.issue('vaccination', { person, event }, caller())
    return (certificate as Certificate).uvci
  }
  const revoke = (uvci: string[], from = supervisor(), changes = {}) =>
    made.engine.revokeMany({ uvci, reason: 'DATA_ERROR', fraud: true, ...changes }, from)
  const statusOf = (uvci: string) => made.engine.status({ uvci }, caller())

  it('gives each certificate its outcome, in the order of the request', async () => {
    const [one, two] = [await issued(), await issued()]
    await made.engine.revoke({ uvci: two, reason: 'OTHER' }, caller())
    made.times.world = new Date(noon.getTime() + 1000)
    const later = made.times.world.toISOString()
    expect(await revoke([two, unknown, one, one])).to.deep.equal({
      row: [
        { uvci: two, outcome: 'ALREADY_REVOKED', revokedAt: noon.toISOString() },
        { uvci: unknown, outcome: 'UNKNOWN' },
        { uvci: one, outcome: 'REVOKED', revokedAt: later },
        { uvci: one, outcome: 'ALREADY_REVOKED', revokedAt: later },
      ],
    })
    expect(await statusOf(one)).to.include({ status: 'REVOKED', reason: 'DATA_ERROR' })
    expect(await statusOf(two)).to.include({ status: 'REVOKED', reason: 'OTHER' })
  })

  it('gives a repeat the same rows, and another body under its id a refusal', async () => {
    const [one, two] = [await issued(), await issued()]
    const from = supervisor()
    const first = await revoke([one, unknown], from)
    made.times.world = new Date(noon.getTime() + 1000)
    expect(await revoke([one, unknown], from)).to.deep.equal(first)
    const { fault } = await revoke([two], { ...from, bodyDigest: 'ff'.repeat(32) })
    expect(fault?.faultCode).to.equal('MESSAGE_ID_REUSED')
    expect((await statusOf(two)).status).to.equal('VALID')
  })

  it('is for those alone whose access reaches every certificate', async () => {
    const uvci = await issued()
    for (const from of [caller(), caller({ scope: 'own' })]) {
      const { fault, row } = await revoke([uvci], from, { reason: 'NONE' })
      expect(fault?.violation).to.deep.equal([{ path: 'Header/client', rule: 'SCOPE_REQUIRED' }])
      expect(row).to.equal(undefined)
    }
    expect((await statusOf(uvci)).status).to.equal('VALID')
  })

  it('refuses a reason that is in no dictionary, and the one that only a reissue gives', async () => {
    const uvci = await issued()
    for (const reason of ['NONE', 'REISSUED']) {
      const { fault } = await revoke([uvci], supervisor(), { reason })
      expect(fault?.faultCode).to.equal('REASON_UNKNOWN')
      const single = await made.engine.revoke({ uvci, reason }, caller())
      expect(single.fault?.faultCode).to.equal('REASON_UNKNOWN')
    }
    expect((await statusOf(uvci)).status).to.equal('VALID')
  })

  it('only checks when only a check is asked for', async () => {
    const uvci = await issued()
    const context = { validateOnly: true }
    const validated = { property: [{ name: 'VALIDATED', value: 'true' }] }
    expect(await revoke([uvci], supervisor(), { context })).to.deep.equal(validated)
    expect((await statusOf(uvci)).status).to.equal('VALID')
  })
})
