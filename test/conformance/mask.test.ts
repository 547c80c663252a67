import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readPeople } from '../../scripts/conformance/cases.ts'
import { masked, shownValue } from '../../scripts/conformance/mask.ts'

const hc1 = /HC1:[^<]+/.exec(
  readFileSync('fixtures/VerifyCertificate_v1/valid/request.xml', 'utf8'),
)?.[0] as string

describe('what is shown of a message', () => {
  it('is the code in an element of codes', () => {
    expect(shownValue('faultCode', 'NOT_XML')).to.equal('"NOT_XML"')
    expect(shownValue('faultcode', 'soapenv:Client')).to.equal('"soapenv:Client"')
    expect(shownValue('path', 'person/birthDate')).to.equal('"person/birthDate"')
  })

  it('is the length of any other value', () => {
    expect(shownValue('familyName', 'TARAS')).to.equal('*** (5 characters)')
    expect(shownValue('dose', '2')).to.equal('*** (1 character)')
    expect(shownValue('anything', '')).to.equal('*** (0 characters)')
  })

  for (const [what, text] of [
    ['a name', 'Вигадана'],
    ['a number', '0000000017'],
    ['a UVCI', 'URN:UVCI:01:UA:00000000000000000000000000000001'],
    ['a date', 'born 1980-01-01'],
    ['a long text', 'A'.repeat(200)],
  ] as const) {
    it(`is not ${what} that stands where a code belongs`, () => {
      expect(shownValue('code', text)).to.equal(`*** (${text.length} characters)`)
    })
  }

  it('is no line with a person of the world in it', () => {
    for (const { familyName, givenName, birthDate, rnokpp, unzr } of readPeople()) {
      const told = [birthDate, rnokpp, unzr].filter((one) => one !== undefined)
      const line = masked(`Envelope/Body: ${familyName} ${givenName}, ${told.join(' ')}`)
      for (const one of told) expect(line).not.to.include(one)
      expect(line).not.to.match(/\p{Script=Cyrillic}/u)
    }
  })

  it('is no certificate in a line', () => {
    expect(masked(`is ${hc1}`)).to.equal('is ***')
    expect(masked('URN:UVCI:01:UA:0001 of 2022-02-10T08:00:00.123Z')).to.equal('*** of ***')
  })

  it('is what says where a difference is', () => {
    const line =
      'step 2: Envelope/Body/IssueVaccinationCertificate_v1Response/certificate/holder/familyNameLatin: is *** (5 characters), expected *** (6 characters)'
    expect(masked(line)).to.equal(line)
    expect(masked('is not the world’s time')).to.equal('is not the world’s time')
  })
})
