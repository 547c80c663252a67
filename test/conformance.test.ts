// Every fixture against a whole gateway, as `npm run replay` walks them.

import { expect } from 'chai'
import { type Acquaintance, meet } from '../scripts/conformance/acquaintance.ts'
import { readCases } from '../scripts/conformance/cases.ts'
import { walk } from '../scripts/conformance/walk.ts'
import { failures } from '../src/errors.ts'
import { operations } from '../src/operations/index.ts'
import { type Running, startSandbox } from './running.ts'

/** What no message can bring about in a sandbox as it starts, each tested where it arises. */
const unreachable = [
  ...['INVALID_HTTP', 'MESSAGE_TOO_SLOW'],
  // Of a clock before July 2021, and of a sandbox that certifies antigen tests.
  ...['RULES_NOT_IN_FORCE', 'TEST_NAME_DOES_NOT_FIT', 'TEST_DEVICE_UNKNOWN'],
]

describe('the fixtures', () => {
  let gateway: Running
  let met: Acquaintance

  before(async () => {
    gateway = await startSandbox()
    met = await meet(`${gateway.url}/ws`)
  })

  after(() => gateway?.stop())

  it('speak of the sandbox’s own world', () => {
    expect(met.foreign).to.equal(undefined)
  })

  const cases = readCases()

  it('have cases for every operation', () => {
    const folders = new Set(cases.map(({ name }) => name.split('/')[0]))
    expect([...folders]).to.have.members([...Object.keys(operations), '_refused'])
  })

  it('show every failure that a client can cause', () => {
    const answers = cases.flatMap(({ steps }) => steps.map(({ expected }) => String(expected)))
    const shown = answers.flatMap((text) => /<faultCode>(\w+)</.exec(text)?.[1] ?? [])
    const ours = Object.entries(failures).filter(([, { kind }]) => kind === 'Server')
    const others = [...unreachable, ...ours.map(([code]) => code)]
    expect([...new Set([...shown, ...others])]).to.have.members(Object.keys(failures))
  })

  for (const one of cases) {
    it(`${one.name} is answered as written`, async () => {
      expect(await walk(one, `${gateway.url}/ws`, met.facts)).to.deep.equal([])
    })
  }
})
