import { expect } from 'chai'
import type { Certificate } from '../../src/contract/types.ts'
import { type MadeEngine, makeEngine } from './made.ts'
import { caller, noon, person, vaccination } from './samples.ts'

const stranger = { client: 'TEST/GOV/00000002/CLIENT' }
const dayMs = 86_400_000

describe('status and revocation', () => {
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
    const event = { ...vaccination, recordId: `status-${++records}`, ...changes }
    const { certificate } = await made.engine.issue('vaccination', { person, event }, caller())
    return certificate as Certificate
  }
  const status = (uvci: string, from = caller()) => made.engine.status({ uvci }, from)
  const revoke = (uvci: string, from = caller(), context?: { validateOnly: boolean }) =>
    made.engine.revoke({ uvci, reason: 'DATA_ERROR', ...(context && { context }) }, from)

  it('of a certificate in force is VALID, with its type for the issuer', async () => {
    const { uvci } = await issued()
    expect(await status(uvci)).to.deep.equal({
      status: 'VALID',
      asOf: noon.toISOString(),
      certificateType: 'VACCINATION',
    })
  })

  it('tells another client, and another represented party, nothing but the status', async () => {
    const { uvci } = await issued()
    const bare = { status: 'VALID', asOf: noon.toISOString() }
    expect(await status(uvci, caller(stranger))).to.deep.equal(bare)
    expect(await status(uvci, caller({ representedParty: 'COM/1' }))).to.deep.equal(bare)
  })

  it('is UNKNOWN for an identifier that was never issued', async () => {
    expect((await status('URN:UVCI:01:UA:0')).status).to.equal('UNKNOWN')
  })

  it('is EXPIRED when the signature has ended', async () => {
    const { uvci } = await issued()
    made.times.world = new Date(noon.getTime() + 61 * dayMs)
    expect((await status(uvci)).status).to.equal('EXPIRED')
  })

  it('is REVOKED with the reason for the issuer, and without it for others', async () => {
    const { uvci } = await issued()
    expect(await revoke(uvci)).to.deep.equal({ status: 'REVOKED', revokedAt: noon.toISOString() })
    expect(await status(uvci)).to.include({ status: 'REVOKED', reason: 'DATA_ERROR' })
    expect(await status(uvci, caller(stranger)))
      .to.have.keys('status', 'asOf')
      .and.include({
        status: 'REVOKED',
      })
  })

  it('names the links of a renewed certificate to its issuer', async () => {
    const first = await issued({ recordId: 'status-renewed' })
    made.times.machine = new Date(made.times.machine.getTime() + 2 * dayMs)
    const second = await issued({ recordId: 'status-renewed' })
    const renewed = { status: 'SUPERSEDED', supersededBy: second.uvci }
    expect(await status(first.uvci)).to.include(renewed)
    expect(await status(second.uvci)).to.include({ status: 'VALID', supersedes: first.uvci })
    expect(await status(first.uvci, caller(stranger))).to.deep.equal({
      status: 'SUPERSEDED',
      asOf: noon.toISOString(),
    })
    made.times.world = new Date(noon.getTime() + 61 * dayMs)
    expect((await status(first.uvci)).status).to.equal('EXPIRED')
    await revoke(first.uvci)
    expect((await status(first.uvci)).status).to.equal('REVOKED')
  })

  it('is revoked once: a repeat finds the first time', async () => {
    const { uvci } = await issued()
    await revoke(uvci)
    made.times.world = new Date(noon.getTime() + dayMs)
    expect(await revoke(uvci)).to.deep.equal({ status: 'REVOKED', revokedAt: noon.toISOString() })
  })

  it('is refused under a message id that was used for another revocation', async () => {
    const [first, second] = [await issued(), await issued()]
    const from = caller()
    await revoke(first.uvci, from)
    const other = { ...from, bodyDigest: 'ff'.repeat(32) }
    expect((await revoke(second.uvci, other)).fault?.faultCode).to.equal('MESSAGE_ID_REUSED')
    expect((await status(second.uvci)).status).to.equal('VALID')
    expect((await revoke(first.uvci, from)).status).to.equal('REVOKED')
  })

  it('cannot be changed by another client, who is told what an unknown number is told', async () => {
    const { uvci } = await issued()
    const [foreign, unknown] = [
      await revoke(uvci, caller(stranger)),
      await revoke('URN:UVCI:01:UA:0', caller(stranger)),
    ]
    expect(foreign.fault?.faultCode).to.equal('CERTIFICATE_UNKNOWN')
    expect(foreign).to.deep.equal(unknown)
    expect((await status(uvci)).status).to.equal('VALID')
  })

  it('tells a client of scope all what the issuer is told, and that of scope own nothing more', async () => {
    const { uvci } = await issued()
    await revoke(uvci)
    const own = await status(uvci)
    expect(own).to.include({ reason: 'DATA_ERROR', certificateType: 'VACCINATION' })
    expect(await status(uvci, caller({ ...stranger, scope: 'all' }))).to.deep.equal(own)
    expect(await status(uvci, caller({ ...stranger, scope: 'own' }))).to.have.keys('status', 'asOf')
  })

  it('can be changed by a client of scope all, whoever issued it and for whichever party', async () => {
    const supervisor = { ...stranger, scope: 'all' } as const
    for (const from of [caller(), caller({ representedParty: 'COM/1' })]) {
      const event = { ...vaccination, recordId: `status-${++records}` }
      const { certificate } = await made.engine.issue('vaccination', { person, event }, from)
      const { uvci } = certificate as Certificate
      const check = await revoke(uvci, caller(supervisor), { validateOnly: true })
      expect(check).to.have.keys('property')
      const asked = caller(supervisor)
      expect((await revoke(uvci, asked)).status).to.equal('REVOKED')
      expect((await revoke(uvci, asked)).status, 'a repeat').to.equal('REVOKED')
      expect((await status(uvci)).status).to.equal('REVOKED')
    }
  })

  it('that does not exist is unknown to scope all as well', async () => {
    const supervisor = caller({ ...stranger, scope: 'all' })
    expect(await status('URN:UVCI:01:UA:0', supervisor)).to.have.keys('status', 'asOf')
    const answers = [
      await revoke('URN:UVCI:01:UA:0', supervisor),
      await revoke('URN:UVCI:01:UA:0', supervisor, { validateOnly: true }),
    ]
    for (const { fault } of answers) expect(fault?.faultCode).to.equal('CERTIFICATE_UNKNOWN')
  })

  it('is not revoked for a reason that is not in the dictionary', async () => {
    const { uvci } = await issued()
    const answer = await made.engine.revoke({ uvci, reason: 'WHIM', fraud: true }, caller())
    expect(answer.fault?.faultCode).to.equal('REASON_UNKNOWN')
    expect((await status(uvci)).status).to.equal('VALID')
  })

  it('asked only to check, says whether it could be revoked and changes nothing', async () => {
    const { uvci } = await issued()
    const check = { validateOnly: true }
    expect(await revoke(uvci, caller(), check)).to.deep.equal({
      property: [{ name: 'VALIDATED', value: 'true' }],
    })
    expect((await revoke(uvci, caller(stranger), check)).fault?.faultCode).to.equal(
      'CERTIFICATE_UNKNOWN',
    )
    expect((await status(uvci)).status).to.equal('VALID')
  })
})
