import { expect } from 'chai'
import {
  activeEntry,
  anyEntry,
  productOf,
  type ValueSetName,
  valueSets,
  valueSetsVersion,
} from '../../src/hcert/value-sets/index.ts'

const productCodes = Object.keys(valueSets['vaccine-medicinal-product'].entries)

describe('value sets', () => {
  const sizes: [ValueSetName, string, number][] = [
    ['disease-agent-targeted', 'disease-agent-targeted', 1],
    ['test-result', 'covid-19-lab-result', 2],
    ['test-type', 'covid-19-lab-test-type', 2],
    ['test-manf', 'covid-19-lab-test-manufacturer-and-name', 126],
    ['vaccine-prophylaxis', 'sct-vaccines-covid-19', 9],
    ['vaccine-medicinal-product', 'vaccines-covid-19-names', 39],
    ['vaccine-mah-manf', 'vaccines-covid-19-auth-holders', 31],
    ['country-2-codes', 'country-2-codes', 250],
  ]
  for (const [name, id, size] of sizes)
    it(`hold ${size} codes in ${name}, each with both displays`, () => {
      const set = valueSets[name]
      expect(set.valueSetId).to.equal(id)
      expect(set.valueSetDate).to.match(/^\d{4}-\d\d-\d\d$/)
      expect(Object.keys(set.entries)).to.have.length(size)
      for (const [code, entry] of Object.entries(set.entries)) {
        expect(entry.en, code).to.match(/\S/)
        expect(entry.uk, code).to.match(/\S/)
        expect(entry.active, code).to.be.a('boolean')
      }
    })

  it('say which release they come from', () => {
    expect(valueSetsVersion).to.equal('2.12.0')
  })

  it('name countries, types, tests and results in Ukrainian', () => {
    expect(anyEntry('country-2-codes', 'UA')?.uk).to.equal('Україна')
    expect(anyEntry('country-2-codes', 'LA')?.en).to.equal("Lao People's Democratic Republic")
    for (const name of [
      'test-result',
      'test-type',
      'vaccine-prophylaxis',
      'country-2-codes',
    ] as const)
      for (const [code, entry] of Object.entries(valueSets[name].entries))
        expect(entry.uk, code).to.match(/[а-яіїєґ]/i)
  })

  it('read a withdrawn code and do not issue it', () => {
    const withdrawn: [ValueSetName, string][] = [
      ['vaccine-prophylaxis', 'J07BX03'],
      ['vaccine-medicinal-product', 'NVX-CoV2373'],
      ['vaccine-medicinal-product', 'VLA2001'],
      ['vaccine-medicinal-product', 'Vidprevtyn'],
      ['vaccine-medicinal-product', 'Inactivated-SARS-CoV-2-Vero-Cell'],
      ['test-manf', '1606'],
    ]
    for (const [set, code] of withdrawn) {
      expect(anyEntry(set, code), code).to.include({ active: false })
      expect(activeEntry(set, code), code).to.equal(undefined)
    }
    expect(activeEntry('test-manf', '1232')).to.include({ active: true })
  })

  it('do not take a property of every object for a code', () => {
    for (const code of ['constructor', '__proto__', 'toString', '', 'eu/1/20/1528']) {
      expect(anyEntry('vaccine-medicinal-product', code), code).to.equal(undefined)
      expect(activeEntry('vaccine-medicinal-product', code), code).to.equal(undefined)
      expect(productOf(code), code).to.equal(undefined)
    }
  })
})

describe('Annex A', () => {
  it('has a row for every product', () => {
    for (const code of productCodes) expect(productOf(code), code).to.not.equal(undefined)
  })

  it('names only active types and holders that exist, and one dose at least', () => {
    for (const code of productCodes) {
      const { vp, ma, primaryDoses } = productOf(code) ?? expect.fail(code)
      expect(vp, code).to.have.length.above(0)
      expect(ma, code).to.have.length.above(0)
      for (const type of vp)
        expect(activeEntry('vaccine-prophylaxis', type), type).to.be.an('object')
      for (const holder of ma)
        expect(activeEntry('vaccine-mah-manf', holder), holder).to.be.an('object')
      expect(primaryDoses, code).to.be.within(1, 3)
    }
  })

  it('allows the general vaccine type with every product', () => {
    for (const code of productCodes) expect(productOf(code)?.vp, code).to.include('28531000087107')
  })

  const ukrainian: [string, string, string, string, number][] = [
    ['EU/1/20/1528', 'Comirnaty', '1119349007', 'ORG-100030215', 2],
    ['EU/1/20/1507', 'Spikevax', '1119349007', 'ORG-100031184', 2],
    ['EU/1/21/1529', 'Vaxzevria', '29061000087103', 'ORG-100001699', 2],
    ['Covishield', 'Covishield', '29061000087103', 'ORG-100001981', 2],
    ['CoronaVac', 'CoronaVac', '1157024006', 'Sinovac-Biotech', 2],
    ['EU/1/20/1525', 'Jcovden', '29061000087103', 'ORG-100001417', 1],
  ]
  for (const [code, name, type, holder, doses] of ukrainian)
    it(`derives type and holder of ${name}`, () => {
      expect(activeEntry('vaccine-medicinal-product', code)?.en).to.equal(name)
      expect(productOf(code)?.vp[0]).to.equal(type)
      expect(productOf(code)?.ma[0]).to.equal(holder)
      expect(productOf(code)?.primaryDoses).to.equal(doses)
    })
})
