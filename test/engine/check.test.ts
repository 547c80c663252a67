import { expect } from 'chai'
import type { CertificateRow } from '../../src/engine/certificates/certificate.ts'
import { certificates } from '../../src/engine/certificates/index.ts'
import { issueProblems } from '../../src/engine/check.ts'
import type { CertificateType, Events, IssueRequest } from '../../src/engine/engine.ts'
import { namesOf } from '../../src/engine/rules/person.ts'
import { noon, recovery, person as sample, test, vaccination } from './samples.ts'

const events = { vaccination, test, recovery }

const antigen = { testType: 'LP217198-3', device: '1833' }

function codes<T extends CertificateType>(
  type: T,
  event: Partial<Events[T]>,
  person: Partial<IssueRequest['person']> = {},
  { antigenTests = false, now = noon, approvedOrigins = ['DCC', 'CDC'] } = {},
): string[] {
  const request = {
    person: { ...sample, ...person },
    event: { ...(events[type] as Events[T]), ...event },
  } as IssueRequest<T>
  const row = certificates[type] as CertificateRow<T>
  const names = namesOf(request.person)
  return issueProblems(row, request, names, now, { antigenTests, approvedOrigins }).map(
    ({ code }) => code,
  )
}

describe('what may be certified', () => {
  it('accepts the sample of each type', () => {
    expect(codes('vaccination', {})).to.deep.equal([])
    expect(codes('test', {})).to.deep.equal([])
    expect(codes('recovery', {})).to.deep.equal([])
  })

  describe('of a person', () => {
    it('refuses a birth date in the future', () => {
      const found = codes('vaccination', {}, { birthDate: '2022-02-11' })
      expect(found).to.include('BIRTH_DATE_IN_FUTURE')
    })
    it('asks for no representative, nor for an age, where the date of birth is wrong', () => {
      const found = codes('vaccination', {}, { birthDate: '2022-01-15' })
      expect(found).to.deep.equal(['EVENT_BEFORE_BIRTH'])
    })
    it('finds age, representative, origin and end of validity at once', () => {
      const event = { country: 'PL', date: '2021-05-16' }
      expect(codes('vaccination', event, { birthDate: '2012-01-01' })).to.deep.equal([
        'TOO_YOUNG',
        'REPRESENTATIVE_REQUIRED',
        'ORIGIN_NOT_APPROVED',
        'VALIDITY_OVER',
      ])
    })
    it('refuses an event before birth', () => {
      expect(codes('vaccination', {}, { birthDate: '2022-01-01' })).to.deep.equal([
        'EVENT_BEFORE_BIRTH',
      ])
    })
    it('refuses a name that is too long once it is normalised', () => {
      const familyName = '\u0958'.repeat(80)
      const latin = { familyNameLatin: 'Kha', givenNameLatin: 'Li' }
      expect(codes('vaccination', {}, { familyName, ...latin })).to.deep.equal(['TEXT_TOO_LONG'])
    })
    it('refuses names that no table writes in Latin letters, one by one', () => {
      const found = codes('vaccination', {}, { familyName: 'Ёлкина', givenName: '李' })
      expect(found).to.deep.equal(['NAME_NOT_LATINISABLE', 'NAME_NOT_LATINISABLE'])
    })
    it('accepts such names when their Latin spelling is given', () => {
      const latin = { familyNameLatin: 'Yolkina', givenNameLatin: 'Li' }
      expect(
        codes('vaccination', {}, { familyName: 'Ёлкина', givenName: '李', ...latin }),
      ).to.deep.equal([])
    })
    it('accepts a name that is Latin already', () => {
      expect(codes('vaccination', {}, { familyName: 'O’Example', givenName: 'Zoë' })).to.deep.equal(
        [],
      )
    })
  })

  describe('of a vaccination', () => {
    const refused: [string, Partial<Events['vaccination']>][] = [
      ['EVENT_IN_FUTURE', { date: '2022-02-11' }],
      ['COUNTRY_UNKNOWN', { country: 'XX' }],
      ['PRODUCT_UNKNOWN', { product: 'EU/1/99/9999' }],
      ['VACCINE_DOES_NOT_FIT', { vaccine: '1119305005' }],
      ['VACCINE_DOES_NOT_FIT', { vaccine: 'J07BX03' }],
      ['MANUFACTURER_DOES_NOT_FIT', { manufacturer: 'ORG-100001699' }],
      ['DOSES_DO_NOT_FIT', { doseNumber: 3, totalDoses: 2 }],
      ['DOSES_DO_NOT_FIT', { doseNumber: 2, totalDoses: 3 }],
      ['DOSES_DO_NOT_FIT', { product: 'EU/1/20/1525', doseNumber: 1, totalDoses: 2 }],
      // The second dose of a mixed series is of Moderna or Pfizer.
      ['DOSES_DO_NOT_FIT', { product: 'EU/1/20/1525', doseNumber: 2, totalDoses: 2 }],
      ['DOSES_DO_NOT_FIT', { doseNumber: 3, totalDoses: 2 }],
      ['ORIGIN_NOT_APPROVED', { country: 'PL' }],
      ['ORIGIN_NOT_APPROVED', { country: 'PL', recordOrigin: 'PRIMARY_SOURCE' }],
      ['ORIGIN_NOT_APPROVED', { recordOrigin: 'MEDICAL_CARD' }],
      ['VALIDITY_OVER', { date: '2021-05-16' }],
      ['VALIDITY_OVER', { doseNumber: 1, date: '2021-10-13' }],
    ]
    for (const [code, event] of refused) {
      it(`refuses ${JSON.stringify(event)} as ${code}`, () => {
        expect(codes('vaccination', event)).to.deep.equal([code])
      })
    }
    const accepted: Partial<Events['vaccination']>[] = [
      { date: '2022-02-10' },
      { date: '2021-05-17' },
      { doseNumber: 1, date: '2021-10-14' },
      { vaccine: '1119349007', manufacturer: 'ORG-100030215' },
      { doseNumber: 3, totalDoses: 3 },
      { doseNumber: 2, totalDoses: 1 },
      { product: 'EU/1/20/1525', doseNumber: 1, totalDoses: 1 },
      { product: 'EU/1/20/1525', doseNumber: 2, totalDoses: 1 },
      { recordOrigin: 'PRIMARY_SOURCE' },
      { country: 'PL', recordOrigin: 'DCC' },
      { recordOrigin: 'CDC' },
      // What another country's certificate says of a mixed series is that country's to judge.
      {
        country: 'PL',
        recordOrigin: 'DCC',
        product: 'EU/1/20/1525',
        doseNumber: 2,
        totalDoses: 2,
      },
    ]
    for (const event of accepted) {
      it(`accepts ${JSON.stringify(event)}`, () => {
        expect(codes('vaccination', event)).to.deep.equal([])
      })
    }
    it('approves of the origins that are configured, and of no others', () => {
      const abroad = { country: 'PL', recordOrigin: 'DCC' }
      const settings = { approvedOrigins: ['CDC'] }
      expect(codes('vaccination', abroad, {}, settings)).to.deep.equal(['ORIGIN_NOT_APPROVED'])
      expect(codes('vaccination', {}, {}, { approvedOrigins: [] })).to.deep.equal([])
    })
    it('finds every problem at once', () => {
      const event = { country: 'XX', manufacturer: 'ORG-100001699', doseNumber: 3 }
      expect(codes('vaccination', event)).to.deep.equal([
        'COUNTRY_UNKNOWN',
        'MANUFACTURER_DOES_NOT_FIT',
        'DOSES_DO_NOT_FIT',
      ])
    })
    it('refuses before the first rule was in force', () => {
      const now = new Date('2021-06-30T12:00:00Z')
      expect(codes('vaccination', { date: '2021-06-01' }, {}, { now })).to.deep.equal([
        'RULES_NOT_IN_FORCE',
      ])
    })
  })

  describe('of a test', () => {
    const refused: [string, Partial<Events['test']>][] = [
      ['TEST_TYPE_UNKNOWN', { testType: 'LP000' }],
      ['TEST_TYPE_NOT_CERTIFIED', antigen],
      ['TEST_DEVICE_DOES_NOT_FIT', { device: '1833' }],
      ['TEST_RESULT_UNKNOWN', { result: '1' }],
      ['TEST_POSITIVE', { result: '260373001' }],
      ['EVENT_IN_FUTURE', { sampleTime: '2022-02-10T12:00:01+02:00' }],
      ['VALIDITY_OVER', { sampleTime: '2022-02-07T10:00:00Z' }],
    ]
    for (const [code, event] of refused) {
      it(`refuses ${JSON.stringify(event)} as ${code}`, () => {
        expect(codes('test', event)).to.deep.equal([code])
      })
    }
    it('accepts a sample of less than 72 hours ago', () => {
      expect(
        codes('test', { sampleTime: '2022-02-07T10:00:01Z', testName: 'Вигаданий NAAT' }),
      ).to.deep.equal([])
    })
    it('certifies antigen tests only by setting, with a known device and no name', () => {
      const settings = { antigenTests: true }
      expect(codes('test', antigen, {}, settings)).to.deep.equal([])
      expect(codes('test', { ...antigen, device: '0' }, {}, settings)).to.deep.equal([
        'TEST_DEVICE_UNKNOWN',
      ])
      expect(codes('test', { testType: antigen.testType }, {}, settings)).to.deep.equal([
        'TEST_DEVICE_DOES_NOT_FIT',
      ])
      expect(codes('test', { ...antigen, testName: 'X' }, {}, settings)).to.deep.equal([
        'TEST_NAME_DOES_NOT_FIT',
      ])
      const old = { ...antigen, sampleTime: '2022-02-08T09:00:00Z' }
      expect(codes('test', old, {}, settings)).to.deep.equal(['VALIDITY_OVER'])
      const early = { ...antigen, sampleTime: '2021-08-01T09:00:00Z' }
      const now = new Date('2021-08-01T12:00:00Z')
      const found = codes('test', early, {}, { ...settings, now })
      expect(found).to.deep.equal(['TEST_TYPE_NOT_CERTIFIED'])
    })
    it('refuses before the first rule was in force', () => {
      const now = new Date('2021-06-30T12:00:00Z')
      expect(codes('test', { sampleTime: '2021-06-30T01:00:00Z' }, {}, { now })).to.deep.equal([
        'RULES_NOT_IN_FORCE',
      ])
    })
  })

  describe('of a recovery', () => {
    const table: [string[], date: string][] = [
      [['EVENT_IN_FUTURE', 'RECOVERY_TOO_EARLY'], '2022-02-11'],
      [['RECOVERY_TOO_EARLY'], '2022-01-27'],
      [[], '2022-01-26'],
      [[], '2021-10-29'],
      [['VALIDITY_OVER'], '2021-10-28'],
    ]
    for (const [expected, firstPositiveDate] of table) {
      it(`says ${expected.join(' and ') || 'yes'} to ${firstPositiveDate}`, () => {
        expect(codes('recovery', { firstPositiveDate })).to.deep.equal(expected)
      })
    }
    it('refuses before the first rule was in force', () => {
      const now = new Date('2021-06-30T12:00:00Z')
      expect(codes('recovery', { firstPositiveDate: '2021-06-01' }, {}, { now })).to.deep.equal([
        'RULES_NOT_IN_FORCE',
      ])
    })
  })
})
