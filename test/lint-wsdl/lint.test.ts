import { expect } from 'chai'
import { documentRules } from '../../scripts/lint-wsdl/bytes.ts'
import { errorsOf, importOutcome, lint, rules } from '../../scripts/lint-wsdl/lint.ts'
import { printReport } from '../../scripts/lint-wsdl/print.ts'
import { brokenWsdls, full, plain } from './broken.ts'

const all = [...documentRules, ...rules]
const bytes = (wsdl: string | Buffer) => (typeof wsdl === 'string' ? Buffer.from(wsdl) : wsdl)
const broken = (wsdl: string | Buffer) =>
  new Set(lint(bytes(wsdl)).findings.map(({ rule }) => rule.id))

describe('the WSDL linter', () => {
  for (const [name, wsdl, profile] of [
    ['full', full, 'x-road'],
    ['plain', plain, 'trembita'],
  ] as const) {
    it(`finds nothing in our own ${name} WSDL, and knows whose way it is`, () => {
      const services = ['GetCertificateStatus_v1', 'GetServiceInformation_v1']
      expect(lint(bytes(wsdl))).to.deep.equal({ profile, services, findings: [] })
    })
  }

  for (const { rule, how, wsdl } of brokenWsdls) {
    it(`finds ${rule}: ${how}`, () => {
      expect([...broken(wsdl)]).to.include(rule)
    })
  }

  it('has broken every rule at least once', () => {
    const unbroken = all.filter(({ id }) => !brokenWsdls.some(({ rule }) => rule === id))
    expect(unbroken.map(({ id }) => id)).to.deep.equal([])
  })

  it('has a different id, two languages and a source for every rule', () => {
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length)
    for (const { id, uk, en, source } of all) {
      expect(id).to.match(/^(IMPORT|PROTOCOL|TREMBITA|CLIENT)(_[A-Z0-9]+)+$/)
      expect(uk, id).to.match(/[а-яіїєґ]/)
      expect(en, id).not.to.match(/[а-яіїєґ]/)
      expect(source, id).not.to.equal('')
    }
  })

  it('says the line and the name of what is broken', () => {
    const line = full.slice(0, full.indexOf('<soap:address')).split('\n').length
    const wsdl = full.replace('https://gateway.example', 'ftp://gateway.example')
    const [finding] = lint(bytes(wsdl)).findings
    expect(finding).to.include({ name: 'CertificatesPort' })
    expect(finding?.line).to.be.within(line - 1, line)
    const notXml = lint(Buffer.from('<a>\n\n<b></a>')).findings
    expect(notXml.map(({ line: at }) => at)).to.deep.equal([3])
  })

  it('judges a document by the profile that it is told', () => {
    const { findings } = lint(bytes(plain), 'x-road')
    expect(new Set(findings.map(({ rule }) => rule.id))).to.deep.equal(
      new Set(['PROTOCOL_HEADERS']),
    )
  })

  it('takes the version from any namespace into the name of the service', () => {
    const wsdl = full.replace(
      /(<soap:operation[^>]*\/>)/,
      '$1<a:version xmlns:a="urn:a"> v2 </a:version>',
    )
    expect(lint(bytes(wsdl)).services[0]).to.equal('GetCertificateStatus_v1.v2')
  })

  it('tells overloaded operations apart when the binding names them, as the importer does', () => {
    const named = (text: string) =>
      text
        .replace(/<wsdl:input>/g, '<wsdl:input name="in">')
        .replace(/<wsdl:output>/g, '<wsdl:output name="out">')
    const wsdl = brokenWsdls.find(({ how }) => how === 'overloaded')?.wsdl as string
    expect([...broken(wsdl)]).to.include('IMPORT_DUPLICATE_OPERATION')
    expect([...broken(named(wsdl))]).not.to.include('IMPORT_DUPLICATE_OPERATION')
  })

  describe('says what the security server does', () => {
    it('import', () => {
      expect(importOutcome(lint(bytes(full)))).to.equal('imported')
    })

    it('import with warnings', () => {
      const wsdl = brokenWsdls.find(({ rule }) => rule === 'IMPORT_BINDING_INCOMPLETE')?.wsdl ?? ''
      expect(importOutcome(lint(bytes(wsdl)))).to.equal('with warnings')
    })

    it('import without a warning what only clients stumble over', () => {
      const report = lint(bytes(full.replace('soapAction=""', 'soapAction="a"')))
      expect([importOutcome(report), errorsOf(report)]).to.deep.equal(['imported', []])
      expect(report.findings).not.to.deep.equal([])
    })

    it('refuse', () => {
      expect(importOutcome(lint(Buffer.from('<a/>')))).to.equal('refused')
    })
  })
})

describe('the printed report', () => {
  it('gives rule, text in both languages, source and place', () => {
    const wsdl = full.replace('https://gateway.example', 'ftp://gateway.example')
    const text = printReport('a.wsdl', lint(bytes(wsdl)))
    expect(text).to.include('the security server refuses it; 2 services, profile x-road, 1 errors')
    expect(text).to.include('error IMPORT_ADDRESS\n  Порт не має адреси')
    expect(text).to.include('\n  A port has no address')
    expect(text).to.match(/\n {2}a\.wsdl:\d+ {2}CertificatesPort$/m)
  })

  it('says of a rule broken often how often', () => {
    const wsdl = full.replaceAll('<xs:element ', '<xs:element nillable="true" ')
    const text = printReport('a.wsdl', lint(bytes(wsdl)))
    expect(text.split('warning CLIENT_NILLABLE')[1]?.split('\n')).to.have.lengthOf.at.most(16)
    expect(text).to.match(/\n {2}… \+\d+/)
  })
})
