// The gateway and the engine as two processes: what an integrator sees when they talk, and when they cannot.

import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { namespace } from '../../src/contract/operations.ts'
import { endAll, type Running, type Settings, start } from '../processes.ts'
import { makeAuthority, type TlsPair } from '../tls.ts'

const service = 'IssueVaccinationCertificate_v1'
const objectType = (type: string) => `iden:objectType="${type}"`

/** One X-Road message that asks for a vaccination certificate of an invented person. */
function message(id: string, recordId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
  xmlns:xro="http://x-road.eu/xsd/xroad.xsd" xmlns:iden="http://x-road.eu/xsd/identifiers">
  <soap:Header>
    <xro:client ${objectType('SUBSYSTEM')}>
      <iden:xRoadInstance>SEVDEIR-TEST</iden:xRoadInstance>
      <iden:memberClass>GOV</iden:memberClass>
      <iden:memberCode>11111111</iden:memberCode>
      <iden:subsystemCode>Invented_Source</iden:subsystemCode>
    </xro:client>
    <xro:service ${objectType('SERVICE')}>
      <iden:xRoadInstance>SEVDEIR-TEST</iden:xRoadInstance>
      <iden:memberClass>GOV</iden:memberClass>
      <iden:memberCode>00000000</iden:memberCode>
      <iden:subsystemCode>00_Sandbox_Certificates</iden:subsystemCode>
      <iden:serviceCode>${service}</iden:serviceCode>
    </xro:service>
    <xro:id>${id}</xro:id>
    <xro:protocolVersion>4.0</xro:protocolVersion>
  </soap:Header>
  <soap:Body>
    <${service} xmlns="${namespace}">
      <person>
        <familyName>Вигадана</familyName>
        <givenName>Особа</givenName>
        <birthDate>1990-01-01</birthDate>
        <rnokpp>1234567899</rnokpp>
      </person>
      <event>
        <recordId>${recordId}</recordId>
        <product>EU/1/20/1528</product>
        <doseNumber>2</doseNumber>
        <totalDoses>2</totalDoses>
        <date>2022-01-10</date>
        <country>UA</country>
      </event>
    </${service}>
  </soap:Body>
</soap:Envelope>`
}

interface Told {
  status: number
  text: string
  outcome: string | undefined
  uvci: string | undefined
  faultCode: string | undefined
}

async function post({ port }: Running, body: string): Promise<Told> {
  const response = await fetch(`http://127.0.0.1:${port}/ws`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body,
  })
  const text = await response.text()
  const element = (name: string) => new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(text)?.[1]
  return {
    status: response.status,
    text,
    outcome: element('outcome'),
    uvci: element('uvci'),
    faultCode: element('faultCode'),
  }
}

async function ready({ port }: Running): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status
}

const token = 'invented-token-0123456789'

interface Case {
  title: string
  engine(own: TlsPair): Settings
  gateway(own: TlsPair): Settings
}

const pairOf = ({ certificate, key }: TlsPair): Settings => ({
  ENGINE_TLS_CERTIFICATE: certificate,
  ENGINE_TLS_KEY: key,
})
const mutual = (own: TlsPair): Settings => ({
  ...pairOf(own),
  ENGINE_TLS_AUTHORITY: own.authority,
})

const cases: Case[] = [
  {
    title: 'with a bearer token',
    engine: (own) => ({ ...pairOf(own), ENGINE_TOKEN: token }),
    gateway: ({ authority }) => ({ ENGINE_TOKEN: token, ENGINE_TLS_AUTHORITY: authority }),
  },
  { title: 'with mutual TLS', engine: mutual, gateway: mutual },
]

const nobody = 'https://localhost:1'

describe('the gateway and the engine in two processes', function () {
  // Three starts of the embedded database on shared cores.
  this.timeout(180_000)
  let make: (name: string) => Promise<TlsPair>
  let folder: string

  before(async () => {
    make = await makeAuthority()
    folder = mkdtempSync(join(tmpdir(), 'gateway-processes-'))
  })
  after(() => {
    endAll()
    // Embedded databases are large.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  for (const { title, ...settings } of cases) {
    it(`issue ${title}, survive the engine's end and go on after its restart`, async () => {
      const own = join(folder, title.replaceAll(' ', '-'))
      const engineSettings = {
        ...settings.engine(await make(`engine ${title}`)),
        DATA_FOLDER: join(own, 'engine'),
      }
      const engine = await start('engine', engineSettings)
      const gateway = await start('gateway', {
        ...settings.gateway(await make(`gateway ${title}`)),
        ENGINE_URL: `https://localhost:${engine.port}`,
        DATA_FOLDER: join(own, 'gateway'),
      })
      expect(await ready(gateway)).to.equal(200)

      const [id, recordId] = [randomUUID(), randomUUID()]
      const issued = await post(gateway, message(id, recordId))
      expect(issued, issued.text).to.include({ status: 200, outcome: 'ISSUED' })
      expect(issued.text).to.match(/>HC1:[0-9A-Z $%*+./:-]+</)
      const again = await post(gateway, message(id, recordId))
      expect(again).to.include({ status: 200, outcome: 'EXISTING', uvci: issued.uvci })

      expect(await engine.end('SIGKILL')).to.equal(undefined)
      const failed = await post(gateway, message(randomUUID(), recordId))
      expect(failed).to.include({ status: 500, faultCode: 'ENGINE_UNAVAILABLE' })
      expect(await ready(gateway)).to.equal(503)

      const restarted = await start('engine', {
        ...engineSettings,
        ENGINE_PORT: String(engine.port),
      })
      expect(await ready(gateway)).to.equal(200)
      const kept = await post(gateway, message(id, recordId))
      expect(kept).to.include({ status: 200, outcome: 'EXISTING', uvci: issued.uvci })
      const next = await post(gateway, message(randomUUID(), randomUUID()))
      expect(next).to.include({ status: 200, outcome: 'ISSUED' })

      expect(existsSync(join(own, 'gateway')), 'a folder of the gateway').to.equal(false)
      expect(await gateway.end()).to.equal(0)
      expect(await restarted.end()).to.equal(0)
      expect(outcomes(restarted)).to.deep.equal(['OK', 'OK'])
    })
  }

  it('refuse each other when the token differs, and tell no client why', async () => {
    const own = await make('engine of another token')
    const engine = await start('engine', {
      ...mutual(own),
      ENGINE_TOKEN: token,
      DATA_FOLDER: join(folder, 'token'),
    })
    const gateway = await start('gateway', {
      ...mutual(own),
      ENGINE_TOKEN: `${token}x`,
      ENGINE_URL: `https://localhost:${engine.port}`,
    })
    const told = await post(gateway, message(randomUUID(), randomUUID()))
    expect(told).to.include({ status: 500, faultCode: 'ENGINE_UNAVAILABLE' })
    expect(told.text).not.to.contain('401')
    await Promise.all([gateway.end(), engine.end()])
    // The call itself, and the row that the audit wants of it.
    expect(outcomes(engine)).to.deep.equal(['HTTP_401', 'HTTP_401'])
    const failure = gateway.lines.find((line) => line.message === 'failure')
    expect(failure).to.include({ code: 'ENGINE_UNAVAILABLE', detail: 'status 401' })
  })

  it('do not start when either would trust anyone', async () => {
    const { certificate, key } = await make('engine without a check')
    const open = { ENGINE_TLS_CERTIFICATE: certificate, ENGINE_TLS_KEY: key }
    expect(await refusal('engine', { ...open, DATA_FOLDER: join(folder, 'open') })).to.match(
      /ENGINE_TLS_AUTHORITY or ENGINE_TOKEN/,
    )
    expect(await refusal('gateway', { ENGINE_URL: nobody })).to.match(/ENGINE_TOKEN/)
  })
})

async function refusal(program: 'engine' | 'gateway', settings: Settings): Promise<string> {
  return start(program, settings).then(
    () => 'started',
    (error: Error) => error.message,
  )
}

/** Outcomes of the calls that a process answered. */
function outcomes({ lines }: Running): unknown[] {
  return lines.filter(({ message }) => message === 'message').map(({ outcome }) => outcome)
}
