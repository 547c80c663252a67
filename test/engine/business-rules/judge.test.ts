import { expect } from 'chai'
import { createRuleBook } from '../../../src/engine/business-rules/choose.ts'
import { factsOf, unreadableDate } from '../../../src/engine/business-rules/facts.ts'
import { judgeByRules } from '../../../src/engine/business-rules/judge.ts'
import { readRule } from '../../../src/engine/business-rules/rule.ts'
import { step } from '../../../src/engine/findings.ts'
import type { ReadCertificate } from '../../../src/hcert/certificate.ts'
import { certificate, document, entry, noon } from './samples.ts'

const external = (name: string) => ({ var: `external.${name}` })

describe('a certificate held against business rules', () => {
  const found = (changes: object[], read: ReadCertificate = certificate()) => {
    const rules = createRuleBook(changes.map((change) => readRule({ ...document, ...change })))
    const finding = judgeByRules('Acceptance', 'XA', { rules, read, at: noon, country: 'XA' })
    const { outcome, code, textEn, textUk } = step('BUSINESS_RULES', finding)
    return { result: `${outcome} ${code}`, textEn, textUk }
  }
  const result = (change: object, read?: ReadCertificate) => found([change], read).result
  const logic = (Logic: unknown, read?: ReadCertificate) => result({ Logic }, read)

  it('passes when every rule is met', () => {
    expect(result({})).to.equal('PASSED OK')
  })

  it('fails by the rules that are not, named and described', () => {
    const broken = { Logic: { '>': [{ var: 'payload.v.0.dn' }, 2] } }
    const described = [...document.Description, { lang: 'uk', desc: 'Потрібна третя доза.' }]
    const open = { Identifier: 'VR-XA-0003', Logic: { var: 'payload.nothing' } }
    const { textEn, textUk, ...rest } = found([
      {},
      { Identifier: 'VR-XA-0002', ...broken, Description: described },
      open,
    ])
    expect(rest.result).to.equal('FAILED BUSINESS_RULE_NOT_MET')
    expect(textEn).to.equal(
      'A rule of the country is not met. (VR-XA-0002: At least two doses are needed.)',
    )
    expect(textUk).to.equal('Не виконано правило країни. (VR-XA-0002: Потрібна третя доза.)')
  })

  it('names every broken rule, and describes so many of them that the answer stays within its limit', () => {
    const desc = 'x'.repeat(300)
    const many = Array.from({ length: 120 }, (_, at) => ({
      Identifier: `VR-XA-${String(at).padStart(4, '0')}`,
      Description: [{ lang: 'en', desc }],
      Logic: { '!': [true] },
    }))
    const { textEn } = found(many)
    expect(textEn).to.have.length.lessThan(2000)
    expect(textEn.match(/x{300}/g)).to.have.length(5)
    expect(textEn).to.include('; VR-XA-0005; VR-XA-0006;')
  })

  const open: [string, object][] = [
    ['throws', { Logic: { '>': [{ var: 'payload.v.0.nothing' }, 1] } }],
    ['says neither true nor false', { Logic: { var: 'payload.v.0.dn' } }],
    ['is written for a later version of the language', { EngineVersion: '1.3.99' }],
    ['is written for another language', { Engine: 'OTHER' }],
    ['is written for a later certificate', { SchemaVersion: '1.3.1' }],
    ['is written for a certificate of another kind', { SchemaVersion: '2.0.0' }],
  ]
  for (const [title, change] of open)
    it(`is open when a rule ${title}`, () => {
      const { result: open, textEn } = found([
        change,
        { Identifier: 'GR-XA-0001', CertificateType: 'General' },
      ])
      expect(open).to.equal('OPEN RULE_NOT_APPLIED')
      expect(textEn).to.include('VR-XA-0001')
    })

  it('is applied of every version of the language until ours, and to every later certificate', () => {
    for (const EngineVersion of ['0.7.5', '0.9.0', '1.0.0', '1.2.2', '1.3.0', '1.3.2'])
      for (const ver of ['1.0.0', '1.0.1', '1.2.1', '1.3.0', '1.3.3']) {
        const broken = { EngineVersion, SchemaVersion: '1.0.0', Logic: { '!': [true] } }
        const read = certificate({ ver })
        expect(result({ ...broken, Logic: { '!': [false] } }, read)).to.equal('PASSED OK')
        expect(result(broken, read)).to.equal('FAILED BUSINESS_RULE_NOT_MET')
      }
  })

  it('counts events as the EU’s general rules do', () => {
    const kinds = ['r', 't', 'v'].map((kind) => ({ var: `payload.${kind}` }))
    const count = { '+': [{ var: 'accumulator' }, { if: [{ var: 'current.0' }, 1, 0] }] }
    const general = {
      Identifier: 'GR-XA-0001',
      CertificateType: 'General',
      EngineVersion: '0.7.5',
      SchemaVersion: '1.0.0',
    }
    const Logic = { '===': [{ reduce: [kinds, count, 0] }, 1] }
    expect(result({ ...general, Logic })).to.equal('PASSED OK')
  })

  it('is open when the country has no rule for it at that time', () => {
    expect(result({ ValidTo: '2022-02-10T11:59:59Z' })).to.equal('OPEN RULES_NOT_KNOWN')
    expect(result({ Identifier: 'TR-XA-0001', CertificateType: 'Test' })).to.equal(
      'OPEN RULES_NOT_KNOWN',
    )
    expect(result({}, certificate({ v: undefined }))).to.equal('OPEN RULES_NOT_KNOWN')
  })

  const dates: [string, object, string][] = [
    ['a day that is in no calendar', { v: [{ ...entry, dt: '2022-02-30' }] }, '/v/0/dt'],
    ['words', { v: [{ ...entry, dt: 'yesterday' }] }, '/v/0/dt'],
    ['an offset without a colon', { v: [{ ...entry, dt: '2022-01-20T00:00:00+0200' }] }, '/v/0/dt'],
    ['a birth date unknown', { dob: '1980-13' }, '/dob'],
    ['a sample’s day alone, half', { v: undefined, t: [{ sc: '2022-02' }] }, '/t/0/sc'],
    [
      'a recovery’s last day',
      { v: undefined, r: [{ fr: '2022-01-01', df: '2022-01-12', du: '' }] },
      '/r/0/du',
    ],
    ['a number', { v: [{ ...entry, dt: 20_220_120 }] }, '/v/0/dt'],
  ]
  const general = { Identifier: 'GR-XA-0001', CertificateType: 'General', Logic: { '!': [false] } }
  for (const [title, dcc, path] of dates)
    it(`is open when a date is ${title}: no rule sees it`, () => {
      const { result: open, textEn } = found([general], certificate(dcc))
      expect(open).to.equal('OPEN DATE_NOT_READABLE')
      expect(textEn).to.include(`(${path})`)
    })

  it('takes dates as others write them that CertLogic defines', () => {
    for (const dt of [
      '2022-01-20',
      ' 2022-01-20 ',
      '2022-01-20T10:00:00Z',
      '2022-01-20T10:00:00.5+02:00',
    ])
      expect(result({}, certificate({ v: [{ ...entry, dt }] })), dt).to.equal('PASSED OK')
    for (const dob of ['1980', '1980-02', '', '1980-02-29'])
      expect(result({}, certificate({ dob })), dob).to.equal('PASSED OK')
  })

  it('tells rules what the EU’s verifiers tell them', () => {
    const read = certificate({ v: [{ ...entry, mp: 'EU/1/20/1528 ' }] })
    expect(
      logic(
        { in: [{ var: 'payload.v.0.mp' }, external('valueSets.vaccines-covid-19-names')] },
        read,
      ),
    ).to.equal('PASSED OK')
    for (const [name, value] of [
      ['countryCode', 'XA'],
      ['issuerCountryCode', 'XB'],
      ['kid', 'MDAwMDAwMDA='],
      ['region', ''],
      ['validationClock', '2022-02-10T12:00:00.000Z'],
      ['iat', '2022-02-01T08:00:00.000Z'],
      ['exp', '2023-02-01T08:00:00.000Z'],
    ])
      expect(logic({ '===': [external(name as string), value] }), name).to.equal('PASSED OK')
    const beyond = certificate({}, { expiresAt: 1e300, issuer: undefined })
    expect(logic({ '!': [external('exp')] }, beyond)).to.equal('PASSED OK')
    expect(logic({ '!': [external('issuerCountryCode')] }, beyond)).to.equal('PASSED OK')
  })

  it('does not show rules what an issuer added beside the schema', () => {
    const added = { list: Array(60_000).fill(1), ...entry, inner: { a: 1 } }
    const { payload } = factsOf(certificate({ v: [added], more: [1] }), {
      country: undefined,
      at: noon,
    })
    expect(payload).to.deep.equal({
      ver: '1.3.0',
      dob: '1980-01-01',
      nam: { fnt: 'VYHADANA' },
      v: [entry],
    })
    expect(unreadableDate({ payload: { ver: '1.3.0', dob: '', v: [] }, external: {} })).to.equal(
      undefined,
    )
  })

  it('is invalid when the issuer’s rule says so', () => {
    const invalidation = {
      Identifier: 'IR-XB-0001',
      Type: 'Invalidation',
      Country: 'XB',
      CertificateType: 'General',
      Logic: { '!': [{ '===': [{ var: 'payload.v.0.ci' }, 'URN:UVCI:01:XB:0000'] }] },
    }
    const rules = createRuleBook([readRule({ ...document, ...invalidation })])
    const parts = { rules, at: noon, country: undefined }
    const judged = (ci: string) =>
      judgeByRules('Invalidation', 'XB', { ...parts, read: certificate({ v: [{ ...entry, ci }] }) })
    expect(judged('URN:UVCI:01:XB:0000')).to.include({ outcome: 'FAILED', code: 'INVALIDATED' })
    expect(judged('URN:UVCI:01:XB:0001')).to.include({ outcome: 'PASSED' })
  })
})
