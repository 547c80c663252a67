import { expect } from 'chai'
import { createRuleBook, type Wanted } from '../../../src/engine/business-rules/choose.ts'
import { readRule } from '../../../src/engine/business-rules/rule.ts'
import { document, noon } from './samples.ts'

const rule = (change: object) => readRule({ ...document, ...change })

describe('the rules that are chosen', () => {
  const book = createRuleBook([
    rule({}),
    rule({ Version: '1.10.0', ValidFrom: '2022-02-01T00:00:00Z', ValidTo: '2022-03-01T00:00:00Z' }),
    rule({ Version: '1.9.0', ValidFrom: '2022-02-01T00:00:00Z' }),
    rule({ Identifier: 'TR-XA-0001', CertificateType: 'Test' }),
    rule({ Identifier: 'GR-XA-0001', CertificateType: 'General' }),
    rule({ Identifier: 'VR-XA-0002', Region: 'North' }),
    rule({ Identifier: 'VR-XB-0001', Country: 'XB' }),
    rule({ Identifier: 'IR-XA-0001', Type: 'Invalidation', CertificateType: 'General' }),
    rule({ Identifier: 'VR-XC-0001', Country: 'XC', Region: 'North' }),
  ])
  const chosen = (more: Partial<Wanted> = {}) =>
    book
      .choose({
        type: 'Acceptance',
        country: 'XA',
        certificateType: 'vaccination',
        at: noon,
        ...more,
      })
      .map(({ identifier, version }) => `${identifier} ${version.join('.')}`)

  it('are those of the country for any type and for this one, the highest version of each', () => {
    expect(chosen()).to.deep.equal(['GR-XA-0001 1.0.0', 'VR-XA-0001 1.10.0'])
    expect(chosen({ certificateType: 'test' })).to.deep.equal([
      'GR-XA-0001 1.0.0',
      'TR-XA-0001 1.0.0',
    ])
    expect(chosen({ certificateType: 'recovery' })).to.deep.equal(['GR-XA-0001 1.0.0'])
    expect(chosen({ country: 'XB' })).to.deep.equal(['VR-XB-0001 1.0.0'])
    expect(chosen({ type: 'Invalidation' })).to.deep.equal(['IR-XA-0001 1.0.0'])
  })

  const times: [string, string][] = [
    ['2021-12-31T23:59:59.999Z', ''],
    ['2022-01-01T00:00:00Z', '1.0.0'],
    ['2022-01-31T23:59:59.999Z', '1.0.0'],
    ['2022-02-01T00:00:00Z', '1.10.0'],
    ['2022-03-01T00:00:00Z', '1.10.0'],
    ['2022-03-01T00:00:00.001Z', '1.9.0'],
    ['2022-12-31T23:59:59Z', '1.9.0'],
    ['2022-12-31T23:59:59.001Z', ''],
  ]
  for (const [at, version] of times)
    it(`are ${version === '' ? 'none' : `of version ${version}`} at ${at}`, () => {
      const found = chosen({ at: new Date(at) }).filter((name) => name.startsWith('VR'))
      expect(found.join()).to.equal(version === '' ? '' : `VR-XA-0001 ${version}`)
    })

  it('are known of by country and kind, but for those of a region alone', () => {
    expect(book.covers('Acceptance', 'XA')).to.equal(true)
    expect(book.covers('Acceptance', 'XC')).to.equal(false)
    expect(book.covers('Invalidation', 'XB')).to.equal(false)
    expect(book.covers('Acceptance', '')).to.equal(false)
  })
})
