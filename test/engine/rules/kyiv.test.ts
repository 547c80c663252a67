import { expect } from 'chai'
import { addDays, kyivDate, kyivYear, startOfKyivDay } from '../../../src/engine/rules/kyiv.ts'

const formatter = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Kiev',
  dateStyle: 'short',
  timeStyle: 'medium',
})

describe('Kyiv’s calendar', () => {
  it('agrees with the time-zone database at every hour around the changes of time', () => {
    for (const year of [2021, 2022, 2026]) {
      for (let hour = 0; hour < 366 * 24; hour++) {
        const at = new Date(Date.UTC(year, 0, 1, hour))
        expect(kyivDate(at)).to.equal(formatter.format(at).slice(0, 10))
      }
    }
  })

  it('begins every day at midnight in Kyiv', () => {
    for (let day = 0; day < 730; day++) {
      const date = addDays('2021-01-01', day)
      expect(formatter.format(startOfKyivDay(date))).to.equal(`${date} 00:00:00`)
    }
  })

  it('counts days across months and leap days', () => {
    expect(addDays('2024-02-28', 1)).to.equal('2024-02-29')
    expect(addDays('2021-12-31', 1)).to.equal('2022-01-01')
    expect(addDays('2022-01-01', -1)).to.equal('2021-12-31')
  })

  it('begins a year at midnight in Kyiv', () => {
    const year = { from: '2021-12-31T22:00:00.000Z', before: '2022-12-31T22:00:00.000Z' }
    for (const at of ['2021-12-31T22:00:00Z', '2022-07-01T00:00:00Z', '2022-12-31T21:59:59.999Z'])
      expect(JSON.parse(JSON.stringify(kyivYear(new Date(at))))).to.deep.equal(year)
    const [last, next] = ['2021-12-31T21:59:59.999Z', '2022-12-31T22:00:00Z'] as const
    expect(kyivYear(new Date(last)).before.toISOString()).to.equal(year.from)
    expect(kyivYear(new Date(next)).from.toISOString()).to.equal(year.before)
  })
})
