// Two clients crossed in every operation that takes a number or a UVCI, through the whole gateway and a real
// engine: in this process, and behind the JSON that it speaks when it runs apart.

import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { createAccess } from '../src/access/access.ts'
import { createLimiter } from '../src/access/limit.ts'
import { createAccessList, type Scope } from '../src/access/list.ts'
import { shapes } from '../src/contract/operations.ts'
import { perform, readCall } from '../src/doors/call.ts'
import { audited } from '../src/engine/audited.ts'
import type { Engine } from '../src/engine/engine.ts'
import { createRemoteEngine, enginePath } from '../src/engine/remote.ts'
import type { GatewayParts } from '../src/gateway.ts'
import { operations } from '../src/operations/index.ts'
import type { OperationName } from '../src/operations/operation.ts'
import { type MadeEngine, makeEngine } from './engine/made.ts'
import { noon } from './engine/samples.ts'
import { gatewayOver } from './gateway-parts.ts'
import { request } from './xroad/envelopes.ts'

const unknownUvci = 'URN:UVCI:01:UA:00000000000000000000000000000000'

/** What is asked about a UVCI, and what only those are told to whom the certificate belongs. */
interface Crossing {
  content(uvci: string): string
  /** In the answer to the owner, and in no answer to a stranger. */
  owned: RegExp
  /** What a stranger is told of a certificate that exists, and of one that does not. */
  stranger: RegExp
  unknown: RegExp
}

const person =
  '<c:person><c:familyName>Вигадана</c:familyName><c:givenName>Олена</c:givenName>' +
  '<c:birthDate>1985-05-15</c:birthDate></c:person>'
const dose = (name: string, recordId: string, date = '2021-12-01') =>
  `${person}<c:${name}><c:recordId>${recordId}</c:recordId><c:product>EU/1/20/1528</c:product>` +
  `<c:doseNumber>2</c:doseNumber><c:totalDoses>2</c:totalDoses><c:date>${date}</c:date>` +
  `<c:country>UA</c:country></c:${name}>`
const correction = () => dose('vaccination', randomUUID(), '2021-12-02')

const named = (uvci: string) => `<c:uvci>${uvci}</c:uvci>`
const checked = '<c:context><c:validateOnly>true</c:validateOnly></c:context>'

const crossings: Partial<Record<OperationName, readonly Crossing[]>> = {
  // The contract: type, reason and link only to the issuing client; the status is everybody's to know.
  GetCertificateStatus_v1: [
    {
      content: named,
      owned: /<\w*:?certificateType>VACCINATION</,
      stranger: />VALID</,
      unknown: />UNKNOWN</,
    },
  ],
  RevokeCertificate_v1: [
    {
      content: (uvci) => `${checked}${named(uvci)}<c:reason>OTHER</c:reason>`,
      owned: />VALIDATED</,
      stranger: />CERTIFICATE_UNKNOWN</,
      unknown: />CERTIFICATE_UNKNOWN</,
    },
    {
      content: (uvci) => `${named(uvci)}<c:reason>OTHER</c:reason>`,
      owned: />REVOKED</,
      stranger: />CERTIFICATE_UNKNOWN</,
      unknown: />CERTIFICATE_UNKNOWN</,
    },
  ],
  ReissueCertificate_v1: [
    {
      content: (uvci) => `${checked}${named(uvci)}${correction()}`,
      owned: />VALIDATED</,
      stranger: />CERTIFICATE_UNKNOWN</,
      unknown: />CERTIFICATE_UNKNOWN</,
    },
    {
      content: (uvci) => `${named(uvci)}${correction()}`,
      owned: /<(\w+:)?supersedes>/,
      stranger: />CERTIFICATE_UNKNOWN</,
      unknown: />CERTIFICATE_UNKNOWN</,
    },
  ],
}

/** For those alone whose access reaches every certificate: the owner is refused as a stranger is. */
const forAllOnly: readonly OperationName[] = ['RevokeCertificates_v1']

/** The engine behind its own JSON, without the network between. */
function overJson(engine: Engine): Engine {
  const postJson = async (path: string, body: object) => {
    const method = path.slice(enginePath.length) as keyof Engine
    const call = readCall(method, Buffer.from(JSON.stringify(body)))
    if (call === undefined) return { status: 400, body: {} } as const
    const value = (await perform(engine, call)) ?? {}
    return { status: 200, body: JSON.parse(JSON.stringify(value)) as unknown } as const
  }
  return createRemoteEngine({ client: { postJson: postJson as never } })
}

function accessOf(stranger: Scope): GatewayParts['access'] {
  const rows = [
    ['OWNER', 'own'],
    ['STRANGER', stranger],
  ] as const
  const grants = rows.map(([subsystem, scope]) => ({
    client: ['SEVDEIR-TEST', 'GOV', '01234567', subsystem],
    services: '*' as const,
    scope,
  }))
  const rate = { perSecond: 1000, burst: 1000 }
  return createAccess({ list: () => createAccessList(grants), limiter: createLimiter(), rate })
}

const ways: [title: string, wrap: (engine: Engine) => Engine][] = [
  ['in this process', (engine) => engine],
  ['behind its JSON', overJson],
]

for (const [title, wrap] of ways) {
  describe(`ownership, with the engine ${title}`, () => {
    let made: MadeEngine
    before(async function () {
      this.timeout(60_000)
      made = await makeEngine()
    })
    after(() => made?.close())

    function asking(scope: Scope) {
      const information = { environment: 'SANDBOX', worldId: undefined, version: '0' }
      const { gateway } = gatewayOver({}, undefined, undefined, {
        access: accessOf(scope),
        operations: { engine: wrap(audited(made.engine)), clock: { now: () => noon }, information },
      })
      return async (
        from: 'OWNER' | 'STRANGER',
        name: OperationName,
        content: string,
        id?: string,
      ) => {
        const sent = request(name, content)
          .replace('1_MOZ_TEST_cons', from)
          .replace('5f1c3b0a-0001', id ?? randomUUID())
        return (await gateway.exchange(Buffer.from(sent))).body.toString()
      }
    }

    const event = (recordId: string) => dose('event', recordId)
    const uvciOf = (answer: string) => /<(?:\w+:)?uvci>([^<]+)</.exec(answer)?.[1] ?? ''
    const bodyOf = (answer: string) => answer.slice(answer.indexOf('Body>'))

    async function issued(ask: ReturnType<typeof asking>): Promise<string> {
      const answer = await ask('OWNER', 'IssueVaccinationCertificate_v1', event(randomUUID()))
      expect(answer).to.match(/>ISSUED</)
      return uvciOf(answer)
    }

    for (const [name, rows] of Object.entries(crossings) as [OperationName, Crossing[]][]) {
      rows.forEach(({ content, owned, stranger, unknown }, at) => {
        it(`${name} (${at + 1}) tells a stranger of scope own nothing that is the owner’s`, async () => {
          const ask = asking('own')
          const uvci = await issued(ask)
          const foreign = await ask('STRANGER', name, content(uvci))
          expect(bodyOf(foreign)).to.match(stranger).and.not.to.match(owned)
          const missing = await ask('STRANGER', name, content(unknownUvci))
          expect(bodyOf(missing)).to.match(unknown).and.not.to.match(owned)
          if (stranger.source === unknown.source) expect(bodyOf(foreign)).to.equal(bodyOf(missing))
          const status = await ask('OWNER', 'GetCertificateStatus_v1', named(uvci))
          expect(status).to.match(/>VALID</)
          expect(bodyOf(await ask('OWNER', name, content(uvci)))).to.match(owned)
        })

        it(`${name} (${at + 1}) treats a stranger of scope all as the owner`, async () => {
          const ask = asking('all')
          const uvci = await issued(ask)
          expect(bodyOf(await ask('STRANGER', name, content(uvci)))).to.match(owned)
          const missing = await ask('STRANGER', name, content(unknownUvci))
          expect(bodyOf(missing)).to.match(unknown).and.not.to.match(owned)
        })
      })
    }

    for (const name of forAllOnly) {
      const list = (...uvcis: string[]) => `${uvcis.map(named).join('')}<c:reason>OTHER</c:reason>`

      it(`${name} refuses whoever has scope own, the owner too, and tells nothing`, async () => {
        const ask = asking('own')
        const uvci = await issued(ask)
        const answers = [
          await ask('STRANGER', name, list(uvci)),
          await ask('STRANGER', name, list(unknownUvci)),
          await ask('OWNER', name, list(uvci)),
        ]
        expect(bodyOf(answers[0] ?? '')).to.match(/>SCOPE_REQUIRED</)
        expect(new Set(answers.map(bodyOf)).size).to.equal(1)
        expect(await ask('OWNER', 'GetCertificateStatus_v1', named(uvci))).to.match(/>VALID</)
      })

      it(`${name} treats a stranger of scope all as the owner of all`, async () => {
        const ask = asking('all')
        const uvci = await issued(ask)
        const body = bodyOf(await ask('STRANGER', name, list(unknownUvci, uvci)))
        expect(body).to.match(/>UNKNOWN<.*>REVOKED</s)
        expect(await ask('OWNER', 'GetCertificateStatus_v1', named(uvci))).to.match(/>REVOKED</)
      })
    }

    for (const scope of ['own', 'all'] as const) {
      it(`gives a stranger of scope ${scope} a certificate of its own for another’s record and message id`, async () => {
        const ask = asking(scope)
        const [recordId, id] = [randomUUID(), randomUUID()]
        const own = await ask('OWNER', 'IssueVaccinationCertificate_v1', event(recordId), id)
        const other = await ask('STRANGER', 'IssueVaccinationCertificate_v1', event(recordId), id)
        expect(other).to.match(/>ISSUED</)
        expect(uvciOf(other)).not.to.equal(uvciOf(own))
      })
    }

    it('leaves a row of the audit for each that asked, the stranger too', async () => {
      const ask = asking('own')
      const [uvci, id] = [await issued(ask), randomUUID()]
      await ask('STRANGER', 'RevokeCertificate_v1', `${named(uvci)}<c:reason>OTHER</c:reason>`, id)
      const rows = await made.database.query<{ client: string; outcome: string; about: number }>(
        `SELECT client, outcome, cardinality(subject_hashes) AS about FROM audit
         WHERE x_road_id = $1::text`,
        [id],
      )
      const client = 'SEVDEIR-TEST/GOV/01234567/STRANGER'
      expect(rows).to.deep.equal([{ client, outcome: 'CERTIFICATE_UNKNOWN', about: 1 }])
    })
  })
}

describe('the crossings', () => {
  it('hold every operation that takes a UVCI or a number of ours', () => {
    const takes = (name: string) =>
      (shapes[name] ?? []).some((field) => /^(uvci|orderNumber|batchNumber)$/.test(field.name))
    const names = Object.keys(operations).filter(takes)
    expect(names).not.to.deep.equal([])
    const crossed = [...Object.keys(crossings), ...forAllOnly]
    expect(crossed.sort()).to.deep.equal(names.sort())
  })
})
