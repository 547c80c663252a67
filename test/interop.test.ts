// A client that knows only the published WSDL: the `soap` package, every operation, success and fault.

import { expect } from 'chai'
import soap from 'soap'
import { type Running, startSandbox } from './running.ts'

type Arguments = Record<string, unknown>

interface Row {
  /** A valid request, and what its answer must have. */
  good: () => Arguments
  answer: (response: Arguments) => void
  /** What a refusal in the answer follows from, and its code; absent where none is possible. */
  refused?: [request: Arguments, code: string]
}

const ids = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode']

function identifier(kind: string, objectType: string, parts: readonly string[]): string {
  const elements = parts.map((part, at) => `<id:${ids[at]}>${part}</id:${ids[at]}>`).join('')
  return `<xrd:${kind} id:objectType="${objectType}">${elements}</xrd:${kind}>`
}

let messages = 0

/** The X-Road header as the blocks of a SOAP header (X-Road message protocol 4.0 §2.2). */
function headers(operation: string, subsystem = '00_Sandbox_Certificates'): string[] {
  const client = ['SEVDEIR-TEST', 'GOV', '00000001', '01_Zrazok_Registry_test']
  const service = ['SEVDEIR-TEST', 'GOV', '00000000', subsystem, operation]
  messages += 1
  return [
    identifier('client', 'SUBSYSTEM', client),
    identifier('service', 'SERVICE', service),
    `<xrd:id>interop-${messages}</xrd:id>`,
    '<xrd:protocolVersion>4.0</xrd:protocolVersion>',
  ].map((block) =>
    block.replace(
      /^<([^ >]+)/,
      '<$1 xmlns:xrd="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"',
    ),
  )
}

const person = { familyName: 'Вигадана', givenName: 'Олена', birthDate: '1980-01-01' }

let records = 0
const record = () => {
  records += 1
  return `interop-${records}`
}

const vaccination = () => ({
  recordId: record(),
  product: 'EU/1/20/1528',
  doseNumber: 2,
  totalDoses: 2,
  date: '2022-01-15',
  country: 'UA',
})

const naat = () => ({
  recordId: record(),
  testType: 'LP6464-4',
  sampleTime: '2022-02-10T08:30:00+02:00',
  result: '260415000',
  country: 'UA',
})

const recovery = () => ({ recordId: record(), firstPositiveDate: '2022-01-10', country: 'UA' })

/** Filled by the first row, used by the ones after it. */
let issued: { uvci?: string; hc1?: string; cose?: string } = {}

const certified =
  (type: string) =>
  ({ certificate }: Arguments) => {
    issued = certificate as typeof issued
    expect(certificate).to.include({ certificateType: type, outcome: 'ISSUED' })
    expect(issued.hc1).to.match(/^HC1:/)
  }

const rows: Record<string, Row> = {
  IssueTestCertificate_v1: {
    good: () => ({ person, event: naat() }),
    answer: certified('TEST'),
    refused: [{ person, event: { ...naat(), result: '260373001' } }, 'TEST_POSITIVE'],
  },
  IssueRecoveryCertificate_v1: {
    good: () => ({ person, event: recovery() }),
    answer: certified('RECOVERY'),
    refused: [
      { person, event: { ...recovery(), firstPositiveDate: '2022-02-09' } },
      'RECOVERY_TOO_EARLY',
    ],
  },
  IssueVaccinationCertificate_v1: {
    good: () => ({ person, event: vaccination(), delivery: { rendering: [{ format: 'SVG' }] } }),
    answer: certified('VACCINATION'),
    refused: [{ person, event: { ...vaccination(), doseNumber: 3 } }, 'DOSES_DO_NOT_FIT'],
  },
  GetCertificateStatus_v1: {
    good: () => ({ uvci: issued.uvci }),
    answer: (response) => {
      expect(response).to.include({ status: 'VALID', certificateType: 'VACCINATION' })
      expect(response.asOf).to.match(/^2022-02-10T08:.*Z$/)
    },
  },
  VerifyCertificate_v1: {
    good: () => ({ hc1: issued.hc1, country: 'UA' }),
    answer: (response) => {
      expect(response.verdict).to.equal('VALID')
      expect(response.step).to.have.lengthOf(15)
    },
    refused: [{ country: 'UA' }, 'CHOICE_REQUIRED'],
  },
  ReadCertificate_v1: {
    good: () => ({ cose: issued.cose }),
    answer: (response) => {
      expect(response).to.include({ verdict: 'VALID', uvci: issued.uvci })
      expect(response.holder).to.include({ familyNameLatin: 'VYHADANA' })
    },
    refused: [{}, 'CHOICE_REQUIRED'],
  },
  ReissueCertificate_v1: {
    good: () => ({ uvci: issued.uvci, person, vaccination: { ...vaccination(), doseNumber: 1 } }),
    answer: (response) => {
      const [superseded] = [issued.uvci]
      certified('VACCINATION')(response)
      expect(issued).to.include({ supersedes: superseded })
    },
    refused: [{ uvci: 'URN:UVCI:01:UA:0', person }, 'CHOICE_REQUIRED'],
  },
  RevokeCertificates_v1: {
    good: () => ({ uvci: [issued.uvci], reason: 'OTHER' }),
    answer: ({ fault }) => expect(fault).to.include({ faultCode: 'SCOPE_REQUIRED' }),
  },
  GetRevocationList_v1: {
    good: () => ({ since: '2022-02-01T00:00:00Z' }),
    answer: ({ fault }) => expect(fault).to.equal(undefined),
    refused: [{ pageToken: 'x' }, 'PAGE_TOKEN_UNKNOWN'],
  },
  GetDictionary_v1: {
    good: () => ({ name: 'REVOCATION_REASON' }),
    answer: ({ entry }) => expect(JSON.stringify(entry)).to.include('"HOLDER_REQUEST"'),
    refused: [{ name: 'NOTHING' }, 'DICTIONARY_UNKNOWN'],
  },
  RevokeCertificate_v1: {
    good: () => ({ uvci: issued.uvci, reason: 'OTHER' }),
    answer: (response) => expect(response.status).to.equal('REVOKED'),
    refused: [{ uvci: 'URN:UVCI:01:UA:0', reason: 'OTHER' }, 'CERTIFICATE_UNKNOWN'],
  },
  GetServiceInformation_v1: {
    good: () => ({}),
    answer: (response) => {
      expect(response).to.include({ environment: 'SANDBOX', worldId: 'winter-2022' })
      expect(response.operation).to.have.lengthOf(12)
    },
  },
}

for (const wsdl of ['certificates.wsdl', 'certificates.plain.wsdl']) {
  describe(`a client that knows only ${wsdl}`, () => {
    let gateway: Running
    let client: soap.Client

    before(async () => {
      gateway = await startSandbox()
      client = await soap.createClientAsync(`${gateway.url}/wsdl/${wsdl}`)
    })

    after(() => gateway?.stop())

    async function call(operation: string, request: Arguments, subsystem?: string) {
      client.clearSoapHeaders()
      for (const block of headers(operation, subsystem)) client.addSoapHeader(block)
      const method = client[`${operation}Async`] as (request: Arguments) => Promise<[Arguments]>
      const [response] = await method.call(client, request)
      return response
    }

    it('finds every operation', () => {
      const described = client.describe() as Record<string, Record<string, object>>
      const [port] = Object.values(described).flatMap((service) => Object.values(service))
      expect(Object.keys(port ?? {})).to.have.members(Object.keys(rows))
    })

    for (const [operation, { good, answer, refused }] of Object.entries(rows)) {
      it(`calls ${operation}`, async () => {
        answer(await call(operation, good()))
      })

      if (refused !== undefined) {
        const [request, code] = refused
        it(`is refused by ${operation} as ${code}`, async () => {
          const { fault, certificate } = await call(operation, request)
          expect(certificate).to.equal(undefined)
          expect(fault).to.include({ faultCode: code, retryable: false })
        })
      }

      it(`reads the fault of ${operation} for another service`, async () => {
        const failed = await call(operation, good(), '00_Zrazok_Other').then(
          () => undefined,
          (error) => error,
        )
        const { Fault } = failed.root.Envelope.Body
        expect(Fault.faultcode).to.equal('soapenv:Client')
        expect(Fault.detail.gatewayFault).to.include({ faultCode: 'FOREIGN_SERVICE' })
        expect(failed.response.status).to.equal(500)
      })
    }
  })
}
