// What each operation asks of the engine, with an engine that only remembers.

import { expect } from 'chai'
import { operationHashes } from '../../src/contract/operations.ts'
import type { Caller, Engine } from '../../src/engine/engine.ts'
import { operations } from '../../src/operations/index.ts'
import type { OperationName, Parts } from '../../src/operations/operation.ts'

const caller: Caller = { client: 'a', service: 'b', id: 'c', bodyDigest: 'd', requestDigest: 'e' }
const fault = {
  faultCode: 'CHOICE_REQUIRED',
  faultString: 'а',
  faultStringEn: 'a',
  retryable: false,
}
const verified = {
  verdict: 'VALID',
  step: [],
  certificateType: 'VACCINATION',
  uvci: 'URN:UVCI:01',
  issuedAt: '2021-06-01T00:00:00Z',
  expiresAt: '2022-06-01T00:00:00Z',
  keyId: 'AAECAwQFBgc=',
  holder: { familyName: 'Зразок' },
  content: [],
  warning: [],
  property: [],
}

function parts(answer: object): { parts: Parts; asked: unknown[][] } {
  const asked: unknown[][] = []
  const method =
    (name: string) =>
    async (...args: unknown[]) => {
      asked.push([name, ...args])
      return answer
    }
  const names = ['issue', 'status', 'revoke', 'verify']
  const engine = Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as Engine
  const clock = { now: () => new Date('2022-02-01T10:00:00.000Z') }
  const information = { environment: 'SANDBOX', worldId: undefined, version: '1.2.3' }
  return { asked, parts: { engine, clock, information } }
}

async function run(name: OperationName, answer: object = {}, request: object = {}) {
  const given = parts(answer)
  const response = await operations[name].handle(request as never, caller, given.parts)
  return { response, asked: given.asked, request }
}

describe('operations', () => {
  const rows: [name: OperationName, method: string, type?: string][] = [
    ['IssueVaccinationCertificate_v1', 'issue', 'vaccination'],
    ['IssueTestCertificate_v1', 'issue', 'test'],
    ['IssueRecoveryCertificate_v1', 'issue', 'recovery'],
    ['GetCertificateStatus_v1', 'status'],
    ['RevokeCertificate_v1', 'revoke'],
  ]
  for (const [name, method, type] of rows) {
    it(`${name} hands request and caller to the engine and its answer back`, async () => {
      const { response, asked, request } = await run(name, { fault })
      const expected = [method, ...(type === undefined ? [] : [type]), request, caller]
      expect(asked).to.deep.equal([expected])
      expect(response).to.deep.equal({ fault })
    })
  }

  it('ReadCertificate_v1 shows what was verified', async () => {
    const { response, asked, request } = await run('ReadCertificate_v1', verified)
    expect(response).to.deep.equal(verified)
    expect(asked).to.deep.equal([['verify', request, caller]])
  })

  it('VerifyCertificate_v1 shows verdict, steps, warnings and properties, and nothing of the content', async () => {
    const { response, asked, request } = await run('VerifyCertificate_v1', verified)
    expect(response).to.deep.equal({ verdict: 'VALID', step: [], warning: [], property: [] })
    expect(asked).to.deep.equal([['verify', request, caller]])
  })

  it('VerifyCertificate_v1 hands a refusal on', async () => {
    expect((await run('VerifyCertificate_v1', { fault })).response).to.deep.equal({ fault })
  })

  it('GetServiceInformation_v1 asks nobody and lists the operations with their hashes', async () => {
    const { response, asked } = await run('GetServiceInformation_v1')
    expect(asked).to.deep.equal([])
    expect(response).to.deep.equal({
      environment: 'SANDBOX',
      version: '1.2.3',
      time: '2022-02-01T10:00:00.000Z',
      operation: Object.entries(operationHashes).map(([code, hash]) => ({ code, hash })),
    })
  })

  it('GetServiceInformation_v1 names the world of a sandbox', async () => {
    const { parts: given } = parts({})
    given.information.worldId = 'world-1'
    const response = await operations.GetServiceInformation_v1.handle({}, caller, given)
    expect(response).to.include({ worldId: 'world-1' })
  })
})
