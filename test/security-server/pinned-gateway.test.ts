// The double and the real gateway, each knowing the other's certificate and nothing else.

import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { readCase } from '../../scripts/conformance/cases.ts'
import { startSecurityServer } from '../../scripts/security-server/start.ts'
import { freePort, type Running, startSandbox } from '../running.ts'
import { makeAuthority, type TlsPair } from '../tls.ts'
import { post } from './messages.ts'

const read = (path: string) => readFileSync(path, 'utf8')

describe('the double and a gateway that pin each other', () => {
  let gateway: Running
  let url: string
  let [theirs, ours, strange]: TlsPair[] = []

  before(async () => {
    const make = await makeAuthority()
    ;[theirs, ours, strange] = [await make('gateway'), await make('double'), await make('other')]
    const pins = `${ours.certificate}.pins`
    writeFileSync(pins, `${new X509Certificate(read(ours.certificate)).fingerprint256}\n`)
    const PORT = String(await freePort())
    url = `https://localhost:${PORT}`
    const files = { TLS_CERTIFICATE: theirs.certificate, TLS_KEY: theirs.key, CLIENT_PINS: pins }
    gateway = await startSandbox({ PORT, PUBLIC_URL: url, ...files })
  })

  after(() => gateway?.stop())

  async function through(own: TlsPair, pinned: TlsPair) {
    const lines: string[] = []
    const server = await startSecurityServer({
      provider: url,
      services: ['GetServiceInformation_v1'],
      tls: {
        certificate: read(own.certificate),
        key: read(own.key),
        pins: [read(pinned.certificate)],
      },
      say: (line) => lines.push(line),
    })
    const { request } = readCase('GetServiceInformation_v1/plain').steps[0] as { request: Buffer }
    const answer = await post(server.url, request)
    await server.stop()
    return { answer, line: lines.join() }
  }

  it('exchange a message', async () => {
    const { answer, line } = await through(ours as TlsPair, theirs as TlsPair)
    expect(answer.text).to.include('GetServiceInformation_v1Response')
    expect(line).to.match(/^passed /)
  })

  it('refuse each other’s other certificates', async () => {
    const failed = 'Server.ServerProxy.ServiceFailed.SslAuthenticationFailed'
    const wrongGateway = await through(ours as TlsPair, strange as TlsPair)
    expect(wrongGateway.answer.code).to.equal(failed)
    expect(wrongGateway.line).to.include('the provider shows another certificate')
    const wrongDouble = await through(strange as TlsPair, theirs as TlsPair)
    expect(wrongDouble.answer.code).to.match(/\.(SslAuthenticationFailed|NetworkError|IOError)$/)
    expect(wrongDouble.answer.text).not.to.include('Response')
  })

  it('say what is missing when the double shows no certificate, or a strange one', async () => {
    const shown = async (pair?: TlsPair) => {
      const own = pair && { certificate: read(pair.certificate), key: read(pair.key) }
      return startSecurityServer({ provider: url, tls: { ...own, pins: [] } }).then(
        () => '',
        (error: Error) => error.message,
      )
    }
    expect(await shown()).to.match(/certificates\.wsdl: .*asks for a certificate: --certificate/)
    expect(await shown(strange)).to.match(/certificates\.wsdl: .*among those that it lets in/)
  })

  it('fetch and read the WSDL over the same link', async () => {
    const tls = {
      certificate: read((ours as TlsPair).certificate),
      key: read((ours as TlsPair).key),
    }
    const server = await startSecurityServer({ provider: url, tls: { ...tls, pins: [] } })
    expect(server.services).to.include('GetServiceInformation_v1')
    await server.stop()
  })
})
