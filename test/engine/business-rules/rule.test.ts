import { expect } from 'chai'
import {
  compareVersions,
  RuleError,
  readRule,
  versionOf,
} from '../../../src/engine/business-rules/rule.ts'
import { document } from './samples.ts'

describe('a rule document', () => {
  it('is read whole', () => {
    expect(readRule(document)).to.deep.equal({
      identifier: 'VR-XA-0001',
      type: 'Acceptance',
      country: 'XA',
      region: '',
      version: [1, 0, 0],
      schemaVersion: [1, 0, 0],
      languageVersion: [1, 0, 0],
      logic: document.Logic,
      certificateType: 'vaccination',
      validFrom: new Date('2022-01-01T00:00:00Z'),
      validTo: new Date('2022-12-31T23:59:59Z'),
      textUk: 'At least two doses are needed.',
      textEn: 'At least two doses are needed.',
    })
  })

  const good: [string, object, string, unknown][] = [
    [
      'for any type',
      { Identifier: 'GR-XA-0001', CertificateType: 'General' },
      'certificateType',
      undefined,
    ],
    ['of invalidation', { Identifier: 'IR-XA-0001', Type: 'Invalidation' }, 'type', 'Invalidation'],
    ['of a region', { Region: 'North' }, 'region', 'North'],
    ['with an empty region', { Region: null }, 'region', ''],
    [
      'of another engine, without its logic',
      { Engine: 'OTHER', Logic: 'text' },
      'logic',
      undefined,
    ],
    [
      'in Ukrainian as well',
      {
        Description: [...document.Description, { lang: 'uk', desc: ' Потрібні\n дві \u0007дози.' }],
      },
      'textUk',
      'Потрібні дві дози.',
    ],
    [
      'with a long description, which is cut between characters',
      { Description: [{ lang: 'en', desc: `${'x'.repeat(299)}😀` }] },
      'textEn',
      'x'.repeat(299),
    ],
  ]
  for (const [title, change, member, value] of good)
    it(`may be ${title}`, () => {
      const rule: unknown = readRule({ ...document, ...change })
      expect((rule as Record<string, unknown>)[member]).to.deep.equal(value)
    })

  const hostile = { toString: 1 }
  const bad: [string, unknown, RegExp][] = [
    ['no object', [document], /^no object$/],
    ['no identifier', { ...document, Identifier: undefined }, /^Identifier: /],
    ['a wrong identifier', { ...document, Identifier: 'secret' }, /^Identifier: /],
    ['an identifier that is no text', { ...document, Identifier: hostile }, /^Identifier: /],
    ['an unknown type', { ...document, Type: 'Other' }, /^VR-XA-0001: Type: /],
    ['the type of another family', { ...document, Type: 'Invalidation' }, /Type: /],
    [
      'a certificate type of another family',
      { ...document, CertificateType: 'Test' },
      /CertificateType: /,
    ],
    [
      'an unknown certificate type',
      {
        ...document,
        Identifier: 'IR-XA-0001',
        Type: 'Invalidation',
        CertificateType: 'constructor',
      },
      /CertificateType: /,
    ],
    ['another country', { ...document, Country: 'XB' }, /Country: /],
    ['a wrong version', { ...document, Version: '1.0' }, /Version: /],
    ['a wrong schema version', { ...document, SchemaVersion: 1 }, /SchemaVersion: /],
    ['a wrong engine version', { ...document, EngineVersion: 'v1.0.0' }, /EngineVersion: /],
    ['no engine', { ...document, Engine: undefined }, /Engine: /],
    ['a region that is no text', { ...document, Region: hostile }, /Region: /],
    ['a start that is no time', { ...document, ValidFrom: '2022-01-01' }, /ValidFrom: /],
    [
      'an end that is in no calendar',
      { ...document, ValidTo: '2022-13-01T00:00:00Z' },
      /ValidTo: /,
    ],
    ['an end before its start', { ...document, ValidTo: '2021-12-31T00:00:00Z' }, /ValidTo: /],
    ['no description', { ...document, Description: [] }, /Description: /],
    ['a description that is no list', { ...document, Description: hostile }, /Description: /],
    [
      'no English description',
      { ...document, Description: [{ lang: 'uk', desc: 'Дві дози.' }] },
      /Description: /,
    ],
    [
      'an empty description',
      { ...document, Description: [{ lang: 'en', desc: ' ' }] },
      /Description: /,
    ],
    ['no logic', { ...document, Logic: undefined }, /^VR-XA-0001: Logic: /],
    ['a wrong logic', { ...document, Logic: { secret: [1] } }, /Logic: no CertLogic operation$/],
  ]
  for (const [title, wrong, problem] of bad)
    it(`is refused with ${title}, and not quoted`, () => {
      expect(() => readRule(wrong)).to.throw(RuleError, problem)
      expect(() => readRule(wrong)).not.to.throw(/secret/)
    })

  it('has versions that are compared by number', () => {
    const [old, middle, young] = ['1.9.9', '1.10.0', '2.0.0'].map(versionOf)
    if (!old || !middle || !young) throw new Error('no version')
    expect(compareVersions(old, middle)).to.be.lessThan(0)
    expect(compareVersions(young, middle)).to.be.greaterThan(0)
    expect(compareVersions(middle, [1, 10, 0])).to.equal(0)
  })
})
