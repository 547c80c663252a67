import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { AccessList } from '../../src/access/list.ts'
import { readAccessList } from '../../src/access/read.ts'
import { operations } from '../../src/operations/index.ts'
import { clientId, services, withoutSubsystem } from './samples.ts'

const [status, revoke, verify] = services as [string, string, string]
const client = 'TEST/GOV/00000001/CLINIC'
const all = 'TEST/GOV/00000001/*'

const read = (file: unknown): AccessList => readAccessList(JSON.stringify(file), services)
const list = (...grants: object[]) => read({ grants })

function problemsOf(file: unknown): string[] {
  try {
    readAccessList(typeof file === 'string' ? file : JSON.stringify(file), services)
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

describe('the access list', () => {
  it('grants nothing to whom it does not name, and nothing that it does not name', () => {
    const { scopeOf } = list({ client, services: [status] })
    expect(scopeOf(clientId(), status)).to.equal('own')
    expect(scopeOf(clientId(), revoke)).to.equal(undefined)
    for (const part of ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'] as const) {
      expect(scopeOf(clientId({ [part]: 'OTHER' }), status), part).to.equal(undefined)
    }
    expect(list().scopeOf(clientId(), status)).to.equal(undefined)
  })

  it('grants every service by *, and a service that is named before it', () => {
    const { scopeOf } = list(
      { client, services: '*' },
      { client, services: [status], scope: 'all' },
    )
    expect(scopeOf(clientId(), revoke)).to.equal('own')
    expect(scopeOf(clientId(), status)).to.equal('all')
  })

  it('grants every subsystem of a member by *, and nothing to the member itself', () => {
    const { scopeOf } = list({ client: all, services: [status] })
    expect(scopeOf(clientId(), status)).to.equal('own')
    expect(scopeOf(clientId({ subsystemCode: 'OTHER' }), status)).to.equal('own')
    expect(scopeOf(withoutSubsystem, status)).to.equal(undefined)
    expect(scopeOf(clientId({ memberCode: '00000002' }), status)).to.equal(undefined)
  })

  it('grants a member without subsystem what names it so, and none of its subsystems', () => {
    const { scopeOf } = list({ client: 'TEST/GOV/00000001', services: '*' })
    expect(scopeOf(withoutSubsystem, status)).to.equal('own')
    expect(scopeOf(clientId(), status)).to.equal(undefined)
  })

  it('lets what names a subsystem hide what names all of them', () => {
    const { scopeOf } = list(
      { client: all, services: '*', scope: 'all' },
      { client, services: [verify] },
    )
    expect(scopeOf(clientId(), verify)).to.equal('own')
    expect(scopeOf(clientId(), status)).to.equal(undefined)
    expect(scopeOf(clientId({ subsystemCode: 'OTHER' }), status)).to.equal('all')
  })

  it('is not fooled by parts that hold a slash, a star or a NUL', () => {
    const { scopeOf, rateOf } = read({
      grants: [
        { client, services: '*' },
        { client: all, services: '*' },
      ],
      rates: [{ client: all, perSecond: 1, burst: 1 }],
    })
    const posing = [
      clientId({ memberCode: '00000001/CLINIC', subsystemCode: 'X' }),
      clientId({ subsystemCode: 'CLINIC/X' }),
      clientId({ subsystemCode: '*' }),
      { ...withoutSubsystem, memberCode: '00000001/CLINIC' },
      { xRoadInstance: 'TEST/GOV', memberClass: '00000001', memberCode: 'CLINIC' },
      clientId({ xRoadInstance: 'TEST\0GOV', memberClass: '00000001', memberCode: 'CLINIC' }),
    ]
    for (const client of posing) {
      expect(scopeOf(client, status)).to.equal(undefined)
      expect(rateOf(client)).to.equal(undefined)
    }
  })

  it('reads parts as they stand: case and zeros count', () => {
    const { scopeOf } = list({ client, services: '*' })
    expect(scopeOf(clientId({ memberCode: '1' }), status)).to.equal(undefined)
    expect(scopeOf(clientId({ subsystemCode: 'clinic' }), status)).to.equal(undefined)
    expect(scopeOf(clientId({ subsystemCode: 'CLINIC ' }), status)).to.equal(undefined)
  })

  it('gives a client its rate, or that of its member, or none', () => {
    const { rateOf } = read({
      grants: [],
      rates: [
        { client, perSecond: 5, burst: 7 },
        { client: all, perSecond: 2, burst: 3, note: 'a pilot' },
      ],
    })
    expect(rateOf(clientId())).to.include({ perSecond: 5, burst: 7 })
    expect(rateOf(clientId({ subsystemCode: 'OTHER' }))).to.include({ perSecond: 2, burst: 3 })
    expect(rateOf(clientId({ memberCode: '00000002' }))).to.equal(undefined)
  })

  const grant = { client, services: '*' }
  const rate = { client, perSecond: 1, burst: 1 }
  const wrong: [title: string, file: unknown, ...problems: RegExp[]][] = [
    ['what is not JSON', '{"grants":', /^the file: a JSON object$/],
    ['a list', [], /^the file: a JSON object$/],
    [
      'an unknown field beside wrong rows',
      { grant: [], grants: [null], rates: [null] },
      /^the file: knows no other fields/,
      /^grants\[0\]: a JSON object$/,
      /^rates\[0\]: a JSON object$/,
    ],
    [
      'a row with a wrong scope and an unknown service, said twice',
      {
        grants: [
          { client, services: ['None_v1'], scope: 'some' },
          { client, services: ['None_v1'] },
        ],
      },
      /^grants\[0\]\.scope: "own" or "all"$/,
      /^grants\[0\]\.services\[0\]: a service of this gateway$/,
      /^grants\[1\]\.services\[0\]: a service of this gateway$/,
      /^grants\[1\]: says of the same client/,
    ],
    [
      'an unknown service of a client that is none',
      { grants: [{ client: 'TEST', services: ['None_v1'] }] },
      /^grants\[0\]\.client: /,
      /^grants\[0\]\.services\[0\]: /,
    ],
    ['no grants', {}, /^grants: a list/],
    ['grants that are no list', { grants: {} }, /^grants: a list/],
    ['too many grants', { grants: Array(10_001).fill(grant) }, /^grants: a list of at most 10000/],
    ['an unknown field', { grants: [], grant: [] }, /^the file: knows no other fields/],
    ['an inherited name', '{"grants":[],"__proto__":{}}', /^the file: knows no other fields/],
    ['a grant that is none', { grants: [null] }, /^grants\[0\]: a JSON object$/],
    ['a misspelt scope', { grants: [{ ...grant, scopes: 'all' }] }, /^grants\[0\]: knows no other/],
    ['an unknown scope', { grants: [{ ...grant, scope: 'any' }] }, /^grants\[0\]\.scope: "own"/],
    ['no client', { grants: [{ services: '*' }] }, /^grants\[0\]\.client: instance/],
    ['no services', { grants: [{ client }] }, /^grants\[0\]\.services: "\*" or/],
    ['no service', { grants: [{ client, services: [] }] }, /^grants\[0\]\.services: "\*" or/],
    [
      'unknown services',
      { grants: [{ client, services: [status, 'Nothing_v1', 7] }] },
      /^grants\[0\]\.services\[1\]: a service/,
      /^grants\[0\]\.services\[2\]: a service/,
    ],
    ['a long note', { grants: [], note: 'x'.repeat(501) }, /^note: a text/],
    [
      'a rate of none',
      { grants: [], rates: [{ ...rate, perSecond: 0 }] },
      /^rates\[0\]\.perSecond:/,
    ],
    ['half a call', { grants: [], rates: [{ ...rate, burst: 1.5 }] }, /^rates\[0\]\.burst:/],
    ['a rate as text', { grants: [], rates: [{ ...rate, burst: '1' }] }, /^rates\[0\]\.burst:/],
    [
      'the same client and service twice',
      { grants: [grant, { ...grant, scope: 'all' }, { client, services: [status, status] }] },
      /^grants\[1\]: says of the same client what grants\[0\] says/,
      /^grants\[2\]: says of the same client what grants\[2\] says/,
    ],
    ['the same rate twice', { grants: [], rates: [rate, rate] }, /^rates\[1\]: says of the same/],
    [
      'several at once',
      { grants: [{ client: 'x', services: 1 }], rates: [{ client }] },
      /^grants\[0\]\.client:/,
      /^grants\[0\]\.services:/,
      /^rates\[0\]\.perSecond:/,
      /^rates\[0\]\.burst:/,
    ],
  ]
  for (const [title, file, ...expected] of wrong) {
    it(`refuses ${title}, and names every problem`, () => {
      const problems = problemsOf(file)
      expect(problems).to.have.length(expected.length)
      expected.forEach((pattern, at) => {
        expect(problems[at]).to.match(pattern)
      })
    })
  }

  const clients = [
    'TEST',
    'TEST/GOV',
    '*',
    '*/*/*/*',
    'TEST/*/1/A',
    'TEST/GOV/*',
    'TEST/GOV//A',
    'TEST/GOV/1/',
    ' TEST/GOV/1/A',
    'TEST/GOV/1/A ',
    'TEST/GOV/1/A*',
    'TEST/GOV/1/A/B',
    'TEST/GOV/1/*/B',
    7,
    null,
  ]
  for (const client of clients) {
    it(`refuses ${JSON.stringify(client)} as a client, without saying so again`, () => {
      const problems = problemsOf({ grants: [{ client, services: '*' }] })
      expect(problems).to.have.length(1)
      expect(problems[0]).to.match(/^grants\[0\]\.client: instance\/class\/code\/subsystem/)
    })
  }

  it('takes a member code and a subsystem of any letters', () => {
    const { scopeOf } = list({ client: 'TEST/GOV/00000001/35_Лікарня prod', services: '*' })
    expect(scopeOf(clientId({ subsystemCode: '35_Лікарня prod' }), status)).to.equal('own')
  })

  it('tells thousands of problems by the first fifty', () => {
    const problems = problemsOf({ grants: Array(200).fill({ client, services: '*' }) })
    expect(problems).to.have.length(51)
    expect(problems[50]).to.equal('and 149 more')
  })

  it('reads the example of the documentation', () => {
    const example = readFileSync('docs/access.example.json', 'utf8')
    const { scopeOf, rateOf } = readAccessList(example, Object.keys(operations))
    const member = { xRoadInstance: 'SEVDEIR', memberClass: 'GOV' }
    const source = { ...member, memberCode: '00012345', subsystemCode: '30_Source_prod_cons' }
    expect(scopeOf(source, 'IssueVaccinationCertificate_v1')).to.equal('own')
    expect(scopeOf(source, 'ReadCertificate_v1')).to.equal(undefined)
    const ministry = {
      ...member,
      memberCode: '00067890',
      subsystemCode: '10_Supervision_prod_cons',
    }
    expect(scopeOf(ministry, 'RevokeCertificates_v1')).to.equal('all')
    expect(rateOf({ ...member, memberCode: '00054321', subsystemCode: 'ANY' })).to.include({
      perSecond: 20,
    })
  })
})
