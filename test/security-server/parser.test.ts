// The parser's rules against messages of the security server's own test suite, and against what this project
// says of them elsewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { decode } from '../../scripts/security-server/decode.ts'
import { Refusal, spell } from '../../scripts/security-server/refusal.ts'
import { failures, securityServerCode } from '../../src/errors.ts'
import { blocks, envelope, request } from './messages.ts'

const folder = join(process.env.REFERENCE_DATA ?? '../shared/data', 'xroad-messages')

function outcome(body: Buffer | string, contentType: string, uxp = false): string {
  try {
    const { parts } = decode(Buffer.from(body), contentType, { uxp })
    return parts === undefined ? 'valid' : `valid, ${parts.length - 1} attachment`
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('the double’s parser', () => {
  it('agrees with the security server’s about its own test messages', function () {
    if (!existsSync(folder)) return this.skip()
    const [, ...rows] = readFileSync(join(folder, 'expected.tsv'), 'utf8').trim().split('\n')
    const found = rows.map((row) => {
      const [file = '', contentType = ''] = row.split('\t')
      return `${file}\t${contentType}\t${outcome(readFileSync(join(folder, file)), contentType)}`
    })
    expect(found).to.deep.equal(rows)
    expect(found).to.have.lengthOf(18)
  })

  it('judges by rules of its own: nothing of the program is in it', () => {
    const own = readdirSync('scripts/security-server').map((name) => `security-server/${name}`)
    for (const file of ['security-server.ts', ...own]) {
      expect(readFileSync(join('scripts', file), 'utf8'), file).not.to.match(/from '[./]*\/src\//)
    }
    expect(own.length).to.be.above(10)
  })

  const soap = 'text/xml; charset=utf-8'

  it('reads what declares another encoding, and UTF-8 behind a byte order mark', () => {
    const declared = request().replace('UTF-8', 'windows-1251')
    expect(outcome(Buffer.from(declared, 'latin1'), soap)).to.equal('valid')
    expect(outcome(`\ufeff${request()}`, soap)).to.equal('valid')
    expect(outcome(Buffer.from(`\ufeff${request()}`, 'utf16le'), soap)).to.equal('valid')
    expect(outcome(request().replace('UTF-8', 'no-such'), soap)).to.equal('InvalidSoap')
    expect(outcome(Buffer.from(request().replace('case 1', 'é'), 'latin1'), soap)).to.equal(
      'InvalidSoap',
    )
  })

  it('finds a document type behind comments and refuses it unexpanded', () => {
    const bomb = '<!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    const hidden = request().replace('?>', `?> <!-- > --> <?x ?> ${bomb}`)
    expect(outcome(hidden, soap)).to.equal('InvalidSoap')
  })

  it('reads deeper than 256 levels', () => {
    const deep = '<a>'.repeat(1000) + '</a>'.repeat(1000)
    expect(outcome(envelope(blocks(), `<Work_v1>${deep}</Work_v1>`), soap)).to.equal('valid')
  })

  it('takes header texts untrimmed, with CDATA and without what stands in elements', () => {
    const id = '<xrd:id> a<!-- c --><![CDATA[<b>]]><x>no</x> </xrd:id>'
    const { soap: message } = decode(Buffer.from(request({ ...blocks(), id })), soap, {
      uxp: false,
    })
    expect(message).to.have.nested.property('header.id', ' a<b> ')
  })

  it('takes a service code as the beginning of the body’s name, in its case', () => {
    const named = (name: string) => outcome(envelope(blocks(), `<${name}/>`), soap)
    expect(named('Work_v1Request')).to.equal('valid')
    expect(named('work_v1')).to.equal('InconsistentHeaders')
  })

  it('takes an unqualified objectType as Trembita alone', () => {
    const unqualified = request().replaceAll('id:objectType', 'objectType')
    expect(outcome(unqualified, soap)).to.equal('InvalidXml')
    expect(outcome(unqualified, soap, true)).to.equal('valid')
  })

  it('refuses a field that stands in two headers', () => {
    const second = `</e:Header><e:Header>${blocks().id}</e:Header>`
    expect(outcome(request().replace('</e:Header>', second), soap)).to.equal('DuplicateHeaderField')
  })

  it('refuses a blank subsystem of the client, not of the service', () => {
    const blank = (name: string) => {
      const block = (blocks()[name] as string).replace(/(subsystemCode>)[^<]+/, '$1')
      return outcome(request({ ...blocks(), [name]: block }), soap)
    }
    expect([blank('client'), blank('service')]).to.deep.equal(['InternalError', 'valid'])
  })

  it('refuses a part of an identifier that stands twice', () => {
    const doubled = request().replace(/(<id:memberCode>\d+<\/id:memberCode>)/, '$1$1')
    expect(outcome(doubled, soap)).to.equal('DuplicateHeaderField')
  })

  it('spells codes as the gateway’s own table does', () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[]) {
      const camel = securityServerCode(code)
      if (camel !== undefined) {
        expect(spell(camel, 'snake')).to.equal(securityServerCode(code, 'snake'))
      }
    }
  })

  for (const [camel, snake] of [
    ['Server.ServerProxy.ServiceFailed.HttpError', 'server.serverproxy.service_failed.http_error'],
    ['Server.ClientProxy.SslAuthenticationFailed', 'server.clientproxy.ssl_authentication_failed'],
    ['Client.InvalidSoapAction', 'client.invalid_soap_action'],
    ['IOError', 'io_error'],
    ['OutdatedGlobalConf', 'global_conf_outdated'],
  ] as const) {
    it(`spells ${camel} as ${snake} since 7.8`, () => {
      expect([spell(camel, 'camel'), spell(camel, 'snake')]).to.deep.equal([camel, snake])
    })
  }
})
