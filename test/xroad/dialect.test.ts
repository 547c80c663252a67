// The two dialects through the whole gateway: what one answers, the other refuses, each with the header as sent.

import { expect } from 'chai'
import { send } from '../../scripts/conformance/send.ts'
import { type DialectName, dialects } from '../../src/xroad/dialect.ts'
import { gatewayOver } from '../gateway-parts.ts'
import { startSandbox } from '../running.ts'
import { request } from './envelopes.ts'

const inner = (text: string) => /<soapenv:Header>(.*)<\/soapenv:Header>/s.exec(text)?.[1]

async function ask(sent: string, dialect: DialectName, userIdRequired = false) {
  const rules = { dialect: dialects[dialect], userIdRequired }
  const under = gatewayOver({ status: () => ({ status: 'VALID' }) }, undefined, rules)
  const { body } = await under.gateway.exchange(Buffer.from(sent))
  const text = body.toString()
  expect(inner(text)).to.equal(inner(sent))
  return { code: /<faultCode>(\w+)</.exec(text)?.[1] ?? 'OK', line: under.lines.at(-1) }
}

/** Acceptable in both dialects. */
const plain = request('GetCertificateStatus_v1', '<c:uvci>URN:UVCI:01:UA:1</c:uvci>').replace(
  '1_MOZ_TEST_cons',
  'MOZ-TEST',
)

const central = (instance: string) =>
  plain.replace(
    /<xrd:service .*<\/xrd:service>/,
    `<xrd:centralService id:objectType="CENTRALSERVICE"><id:xRoadInstance>${instance}</id:xRoadInstance>` +
      '<id:serviceCode>GetCertificateStatus_v1</id:serviceCode></xrd:centralService>',
  )

const versioned = (version: string) =>
  plain.replace('</xrd:service>', `<id:serviceVersion>${version}</id:serviceVersion></xrd:service>`)

describe('the dialects', () => {
  const rows: [title: string, sent: string, uxp: string, xRoad: string][] = [
    ['an ordinary message', plain, 'OK', 'OK'],
    [
      'object types without namespace',
      plain.replaceAll('id:object', 'object'),
      'OK',
      'INVALID_IDENTIFIER',
    ],
    ['underscores', plain.replace('MOZ-TEST', '1_MOZ_cons'), 'OK', 'INVALID_IDENTIFIER'],
    ['a central service', central('SEVDEIR-TEST'), 'OK', 'MISSING_HEADER_FIELD'],
    ['one of another instance', central('SEVDEIR'), 'FOREIGN_SERVICE', 'MISSING_HEADER_FIELD'],
    ['the version of the code', versioned('v1'), 'OK', 'UNKNOWN_OPERATION'],
    ['another version', versioned('v2'), 'UNKNOWN_OPERATION', 'UNKNOWN_OPERATION'],
  ]
  for (const [title, sent, uxp, xRoad] of rows) {
    it(`answer ${title}: uxp ${uxp}, x-road ${xRoad}, both with the header untouched`, async () => {
      expect((await ask(sent, 'uxp')).code).to.equal(uxp)
      expect((await ask(sent, 'x-road')).code).to.equal(xRoad)
    })
  }

  it('log the code of a central service as the service', async () => {
    const { line } = await ask(central('SEVDEIR-TEST'), 'uxp')
    expect(line).to.include({ service: 'GetCertificateStatus_v1', outcome: 'OK' })
  })

  it('are chosen with DIALECT, and userId is demanded with REQUIRE_USER_ID', async () => {
    const gateway = await startSandbox({ DIALECT: 'x-road', REQUIRE_USER_ID: 'true' })
    try {
      const codeOf = async (sent: string) => {
        const { body } = await send(`${gateway.url}/ws`, Buffer.from(sent))
        return /<faultCode>(\w+)</.exec(String(body))?.[1] ?? 'OK'
      }
      expect(await codeOf(plain.replace('MOZ-TEST', 'MOZ_TEST'))).to.equal('INVALID_IDENTIFIER')
      expect(await codeOf(plain)).to.equal('MISSING_HEADER_FIELD')
      const withUser = plain.replace('<xrd:id>', '<xrd:userId>UA1</xrd:userId><xrd:id>')
      expect(await codeOf(withUser)).to.equal('OK')
    } finally {
      await gateway.stop()
    }
  })

  it('leave userId to the provider, who may demand it', async () => {
    const withUser = plain.replace('<xrd:id>', '<xrd:userId>UA1</xrd:userId><xrd:id>')
    for (const dialect of ['uxp', 'x-road'] as const) {
      expect((await ask(plain, dialect, true)).code).to.equal('MISSING_HEADER_FIELD')
      expect((await ask(withUser, dialect, true)).code).to.equal('OK')
    }
  })
})
