import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'
import { doctorSettings, sandboxDoctor } from '../../src/start/doctor.ts'
import { ordinary } from '../doctor/rows.ts'

const clock = { now: () => new Date('2022-02-01T10:00:00Z') }
const config = readConfig({})

describe('the doctor of an installation', () => {
  it('works in the sandbox', () => {
    expect(sandboxDoctor(config, clock)?.(Buffer.from(ordinary)).errors).to.equal(0)
  })

  it('does not in production', () => {
    expect(sandboxDoctor({ ...config, environment: 'PRODUCTION' }, clock)).to.equal(undefined)
  })

  it('knows who we are, what is configured and the largest message', () => {
    const purposeHeader = { namespaceUri: 'urn:p', name: 'purpose' }
    const settings = doctorSettings({ ...config, purposeHeader, userIdRequired: true }, clock)
    expect(settings.own).to.equal(config.service)
    expect(settings.headerRules).to.deep.include({
      userIdRequired: true,
      understood: [purposeHeader],
    })
    expect(settings.bytesMax(undefined)).to.equal(config.messageBytesMax)
    expect(settings.bytesMax('GetServiceInformation_v1')).to.equal(config.messageBytesMax)
  })
})
