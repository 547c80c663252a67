// The doctor and the gateway say the same of every request of the fixtures: what the gateway refuses has an error
// under the gateway's code, what it accepts has none.

import { expect } from 'chai'
import { type CaseStep, readCases } from '../../scripts/conformance/cases.ts'
import { createState, fill } from '../../scripts/conformance/placeholders.ts'
import { doctorFor } from './settings.ts'

/** What only the register, the keys or the access list know. */
const unknowable = [
  'ACCESS_DENIED',
  'CERTIFICATE_ALREADY_REVOKED',
  'CERTIFICATE_REVOKED',
  'CERTIFICATE_SUPERSEDED',
  'CERTIFICATE_UNKNOWN',
  'EVENT_CERTIFIED',
  'MESSAGE_ID_REUSED',
  'PERSON_DIFFERS',
  'QUOTA_EXCEEDED',
  'RECORD_DIFFERS',
  'SCOPE_REQUIRED',
  'SEAL_UNAVAILABLE',
  'TYPE_DIFFERS',
]
/** What is no matter of the message: the method of HTTP. */
const beside = ['INVALID_HTTP_METHOD']

const doctor = doctorFor()
const world = { worldId: '', now: () => new Date() }

/** Stand-ins for what earlier steps would have given. */
const given: [name: string, value: string][] = [
  ['uvci', 'URN:UVCI:01:UA:00000000000000000000000000000001'],
  ['hc1', 'HC1:6BF'],
  ['cose', 'AAAA'],
]

function bytesOf({ request }: CaseStep): Buffer {
  const state = createState(world)
  for (const [name, value] of given)
    for (const number of ['', '1', '2', '3']) state.values.set(`${name}${number}`, value)
  return fill(request, state)
}

function expectedCode({ expected }: CaseStep): string | undefined {
  const [, code] = /<(?:\w+:)?faultCode>([A-Z_0-9]+)</.exec(expected.toString()) ?? []
  return code
}

function errorsOf(step: CaseStep, contentType: string | undefined): string[] {
  const { findings } = doctor(bytesOf(step), contentType)
  return findings.filter(({ level }) => level === 'error').map(({ code }) => code)
}

const steps = readCases().flatMap(({ name, settings, steps }) =>
  steps.map((step, at) => ({
    name: `${name} ${at + 1}`,
    step,
    settings,
    code: expectedCode(step),
  })),
)

describe('the doctor and the gateway', () => {
  it('are held against every request of the fixtures', () => {
    expect(steps.length).to.be.greaterThan(150)
  })

  for (const { name, step, settings, code } of steps) {
    if (code !== undefined && beside.includes(code)) continue
    const accepted = code === undefined || unknowable.includes(code)
    it(`${accepted ? 'find nothing in' : `find ${code} in`} ${name}`, () => {
      const errors = errorsOf(step, settings.contentType)
      if (accepted) expect(errors).to.deep.equal([])
      else expect(errors).to.include(code)
    })
  }
})
