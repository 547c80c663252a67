import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Finding } from '../../src/doctor/finding.ts'
import { request } from '../xroad/envelopes.ts'
import { doctorFor } from './settings.ts'

const doctor = doctorFor()
const ordinary = request('GetServiceInformation_v1')

function errors(bytes: Buffer | string, contentType?: string): Finding[] {
  return doctor(Buffer.from(bytes), contentType).findings.filter(({ level }) => level === 'error')
}

const brief = ({ line, code, check }: Finding) => `${line} ${code} ${check}`
const body = '<c:GetServiceInformation_v1 '

describe('the doctor’s reading', () => {
  it('finds nothing wrong in an ordinary message', () => {
    expect(errors(ordinary)).to.deep.equal([])
  })

  for (const [cause, from, to, line] of [
    ['AMPERSAND', body, `\n&nbsp;${body}`, 3],
    ['AMPERSAND', body, `\nR&D${body}`, 3],
    ['NOT_UTF_8', body, '\n\xcf\xf0', 3],
    ['TWO_ROOTS', '</soapenv:Envelope>', '</soapenv:Envelope>\n<a/>', 3],
    ['DECLARATION_NOT_FIRST', '<?xml', '\n<?xml', 2],
    ['NO_START', '<soapenv:Envelope', '\n\xef\xbb\xbf<soapenv:Envelope', 3],
    ['PREFIX_UNDECLARED', body, '\n<x:y/>', 3],
    ['TAGS_DO_NOT_MATCH', body, '\n<a>', 3],
    ['LESS_THAN', body, '\n1 < 2', 3],
    ['CHARACTER_NOT_ALLOWED', body, '\n\x01', 3],
    ['ATTRIBUTE_BROKEN', body, '\n<a b=1/>', 3],
    ['NOT_WELL_FORMED', body, '\n]]>', 3],
  ] as const) {
    it(`tells ${cause} from libxml2’s words, with its line, and stops`, () => {
      const text = ordinary.replace(from, to)
      expect(errors(Buffer.from(text, 'latin1')).map(brief)).to.deep.equal([
        `${line} NOT_XML ${cause}`,
      ])
    })
  }

  it('tells JSON and an empty file', () => {
    expect(errors('{"a":1}').map(brief)).to.deep.equal(['1 NOT_XML NO_START'])
    expect(errors('').map(brief)).to.deep.equal(['1 MESSAGE_EMPTY EMPTY'])
  })

  it('reads on behind another encoding that it knows', () => {
    const text = ordinary.replace('UTF-8', 'windows-1251').replace('>4.0<', '>Чотири<')
    const bytes = Buffer.from(
      [...text].map((one) =>
        'А' <= one && one <= 'я' ? one.charCodeAt(0) - 0x350 : one.charCodeAt(0),
      ),
    )
    const found = errors(bytes)
    expect(found.map(({ code }) => code)).to.deep.equal([
      'ENCODING_REFUSED',
      'INVALID_PROTOCOL_VERSION',
    ])
    expect(found[0]?.mend).to.equal('<?xml version="1.0" encoding="UTF-8"?>')
  })

  for (const [name, bytes] of [
    ['UTF-16 with a mark', Buffer.from(`\ufeff${ordinary.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    ['big-endian UTF-16', Buffer.from(ordinary.replace('UTF-8', 'UTF-16'), 'utf16le').swap16()],
  ] as const) {
    it(`reads on behind ${name}`, () => {
      expect(errors(bytes).map(brief)).to.deep.equal(['1 ENCODING_REFUSED ENCODING'])
    })
  }

  it('stops at an encoding that nobody knows, and at one that is not what it says', () => {
    const unknown = ordinary.replace('UTF-8', 'x-unknown').replace('>4.0<', '>1<')
    expect(errors(unknown).map(brief)).to.deep.equal(['1 ENCODING_REFUSED ENCODING'])
    const broken = ordinary.replace('UTF-8', 'windows-1251').replace('</soapenv:Body>', '')
    expect(errors(broken).map(({ code }) => code)).to.deep.equal(['ENCODING_REFUSED', 'NOT_XML'])
  })

  it('opens no document type, and names its line', () => {
    const bomb = ordinary.replace(
      '\n',
      '\n\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>\n',
    )
    expect(errors(bomb).map(brief)).to.deep.equal(['3 DOCTYPE_REFUSED DOCTYPE'])
  })

  it('tells what is no envelope', () => {
    expect(errors('<a>\n<b/></a>').map(brief)).to.deep.equal(['1 NOT_SOAP ENVELOPE_ABSENT'])
  })

  it('mentions a byte order mark', () => {
    const { findings } = doctor(Buffer.from(`\ufeff${ordinary}`))
    expect(findings.map(({ check }) => check)).to.include('BYTE_ORDER_MARK')
  })

  it('judges the content type when it is told', () => {
    const codes = (type: string) => errors(ordinary, type).map(({ code }) => code)
    expect(codes('text/xml; charset=utf-8')).to.deep.equal([])
    expect(codes('application/json')).to.deep.equal(['INVALID_CONTENT_TYPE'])
    expect(codes('application/soap+xml')).to.deep.equal(['SOAP_VERSION'])
    expect(codes('text/xml; charset=windows-1251')).to.deep.equal(['ENCODING_REFUSED'])
  })

  describe('of a saved multipart', () => {
    const verify = (inside: string) =>
      request('VerifyCertificate_v1', inside).replace('>4.0<', '>4.0<')
    const part = (soap: string) =>
      `--b\r\nContent-Type: text/xml\r\n\r\n${soap}\r\n--b\r\nContent-Type: text/plain\r\nContent-ID: <a>\r\n\r\nHC1:6BF\r\n--b--\r\n`

    it('counts lines in the whole file', () => {
      const found = errors(part(verify('<c:hc1>HC1:</c:hc1>').replace('>4.0<', '>5<')))
      expect(found.map(({ line, code }) => `${line} ${code}`)).to.deep.equal([
        '5 INVALID_PROTOCOL_VERSION',
      ])
    })

    it('puts the parts where they belong', () => {
      expect(errors(part(verify('<c:hc1 href="cid:a"/>')))).to.deep.equal([])
      const { findings } = doctor(Buffer.from(part(verify('<c:hc1 href="cid:a"/>'))))
      expect(findings.map(({ check }) => check)).to.include('ATTACHMENTS')
    })

    it('tells a reference that leads nowhere, and a broken package', () => {
      expect(errors(part(verify('<c:hc1 href="cid:x"/>'))).map(({ code }) => code)).to.include(
        'ATTACHMENT_UNRESOLVED',
      )
      expect(errors('--b\r\n\r\nx').map(({ code }) => code)).to.deep.equal(['INVALID_CONTENT_TYPE'])
    })
  })
})

const folder = join(process.env.REFERENCE_DATA ?? '../shared/data', 'xroad-messages')

describe('the doctor on the messages of the security server’s test suite', () => {
  before(function () {
    if (!existsSync(folder)) this.skip()
  })

  const rows = existsSync(folder)
    ? readFileSync(join(folder, 'expected.tsv'), 'utf8').trim().split('\n').slice(1)
    : []
  const strict = doctorFor('x-road')
  /** Addressed to services that are not here, of other contracts: our own refusals. */
  const ours = ['FOREIGN_SERVICE', 'UNKNOWN_OPERATION', 'WRONG_NAMESPACE', 'SCHEMA_VIOLATION']

  it('are there (skipped when REFERENCE_DATA is absent)', () => {
    expect(rows).to.have.length(18)
  })

  for (const row of rows) {
    const [file = '', contentType = '', outcome = ''] = row.split('\t')
    it(`says ${outcome} of ${file}`, () => {
      const { findings } = strict(readFileSync(join(folder, file)), contentType)
      const found = findings.filter(({ level, code }) => level === 'error' && !ours.includes(code))
      const names = found.map(({ securityServer }) => securityServer?.camel)
      if (outcome.startsWith('valid')) expect(found.map(brief)).to.deep.equal([])
      else expect(names).to.include(outcome)
    })
  }
})
