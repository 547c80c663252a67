// Every boundary of every row of the national rules: the day before, the day, the day after. Figures are written here
// by hand, and midnights are found by the time-zone database, not by our own calendar.

import { expect } from 'chai'
import type { CertificateRow } from '../../../src/engine/certificates/certificate.ts'
import { certificates } from '../../../src/engine/certificates/index.ts'
import { issueProblems } from '../../../src/engine/check.ts'
import type { CertificateType, Events, IssueRequest } from '../../../src/engine/engine.ts'
import { lifetimeOf } from '../../../src/engine/rules/lifetime.ts'
import { namesOf } from '../../../src/engine/rules/person.ts'
import { recovery, person as sample, test, vaccination } from '../samples.ts'

const samples = { vaccination, test, recovery }
const settings = { antigenTests: true, approvedOrigins: ['DCC', 'CDC'] }
const dayMs = 86_400_000

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Kiev',
  dateStyle: 'short',
  timeStyle: 'medium',
})

function midnight(date: string): Date {
  for (const hours of [2, 3]) {
    const at = new Date(Date.parse(`${date}T00:00:00Z`) - hours * 3_600_000)
    if (clock.format(at) === `${date} 00:00:00`) return at
  }
  throw new Error(`no midnight on ${date}`)
}

function plus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

function codes<T extends CertificateType>(
  type: T,
  event: Partial<Events[T]>,
  now: Date,
  person: Partial<IssueRequest['person']> = {},
): string[] {
  const request = {
    person: { ...sample, ...person },
    event: { ...(samples[type] as Events[T]), ...event },
  } as IssueRequest<T>
  const row = certificates[type] as CertificateRow<T>
  return issueProblems(row, request, namesOf(request.person), now, settings).map(({ code }) => code)
}

/** National validity of an event that is certified at this time. */
function validityOf<T extends CertificateType>(type: T, event: Partial<Events[T]>, now: Date) {
  const row = certificates[type] as CertificateRow<T>
  const whole = { ...(samples[type] as Events[T]), ...event }
  const entry = row.entry(whole, { ci: '', is: '', issuedAt: now })
  return row.validity(entry as never, now)
}

const justBefore = (instant: Date) => new Date(instant.getTime() - 1)
const complete = { doseNumber: 2, totalDoses: 2 }
const partial = { doseNumber: 1, totalDoses: 2 }
const single = { product: 'EU/1/20/1525', doseNumber: 1, totalDoses: 1 }
const booster = { doseNumber: 3, totalDoses: 3 }

describe('the boundaries of the rules of vaccination', () => {
  // [act, a day within its time, doses, days for which it is certified, days of national validity, colour]
  type Line = [string, string, object, issue: number, national: number, colour: string | undefined]
  const table: Line[] = [
    ['677', '2021-08-15', complete, 180, 180, 'GREEN'],
    ['677', '2021-08-15', partial, 120, 120, 'YELLOW'],
    ['954', '2021-09-20', complete, 365, 365, 'GREEN'],
    ['954', '2021-09-20', partial, 120, 120, 'YELLOW'],
    // The last Sunday of October 2021 lies between.
    ['mixed', '2021-11-01', complete, 365, 365, 'GREEN'],
    ['mixed', '2021-10-31', partial, 120, 120, 'YELLOW'],
    ['origins', '2022-01-10', complete, 365, 365, 'GREEN'],
    ['origins', '2022-01-10', partial, 120, 120, 'YELLOW'],
    ['45', '2022-01-25', complete, 270, 270, 'GREEN'],
    ['45', '2022-01-25', partial, 120, 120, 'YELLOW'],
    // And the last Sunday of March 2022.
    ['2301', '2022-03-28', complete, 270, 270, 'GREEN'],
    ['2301', '2022-03-28', booster, 270, 270, 'GREEN'],
    ['2301', '2022-03-27', partial, 120, 120, 'YELLOW'],
    ['545', '2022-06-15', complete, 545, 270, undefined],
    ['545', '2022-06-15', partial, 120, 120, 'YELLOW'],
  ]
  for (const [act, today, doses, issue, national, colour] of table) {
    it(`${act}: ${JSON.stringify(doses)} is certified for ${issue} days and valid for ${national}`, () => {
      const event = { ...doses, date: plus(today, -issue) }
      const end = midnight(today)
      expect(codes('vaccination', event, justBefore(end))).to.deep.equal([])
      expect(codes('vaccination', event, end)).to.deep.equal(['VALIDITY_OVER'])
      const dayAfter = { ...event, date: plus(today, -issue - 1) }
      expect(codes('vaccination', dayAfter, end)).to.deep.equal(['VALIDITY_OVER'])
      expect(validityOf('vaccination', event, justBefore(end))).to.deep.equal({
        from: midnight(event.date),
        until: midnight(plus(event.date, national)),
        ...(colour === undefined ? {} : { colour }),
      })
    })
  }

  it('545: the internal certificate keeps its colour for 270 days, to the last moment', () => {
    const date = '2021-09-18'
    const end = midnight('2022-06-15')
    expect(validityOf('vaccination', { date }, justBefore(end))).to.include({ colour: 'GREEN' })
    expect(validityOf('vaccination', { date }, end)).not.to.have.property('colour')
  })

  it('begin with the day of the dose, in Kyiv', () => {
    const now = midnight('2022-02-10')
    expect(codes('vaccination', { date: '2022-02-10' }, now)).to.deep.equal([])
    expect(codes('vaccination', { date: '2022-02-10' }, justBefore(now))).to.deep.equal([
      'EVENT_IN_FUTURE',
    ])
  })

  const fromDays: [today: string, day: number][] = [
    ['2021-09-12', 0],
    ['2021-09-13', 14],
    ['2021-10-31', 14],
    ['2022-02-10', 14],
    ['2022-06-15', 14],
  ]
  for (const [today, day] of fromDays) {
    it(`count a single dose from day ${day} when it is certified on ${today}`, () => {
      const from = midnight(plus(today, day))
      expect(validityOf('vaccination', { ...single, date: today }, midnight(today))).to.include({
        colour: 'GREEN',
      })
      const { from: found } = validityOf(
        'vaccination',
        { ...single, date: today },
        midnight(today),
      ) as { from: Date }
      expect(found).to.deep.equal(from)
    })
  }

  const abroad = { country: 'PL', recordOrigin: 'DCC' }
  const janssen = { product: 'EU/1/20/1525' }
  const mixed = { ...janssen, doseNumber: 2, totalDoses: 2 }
  const none: string[] = []
  // What changes at midnight before a day: [day, event, the day before, that day].
  const changes: [string, object, string[], string[]][] = [
    ['2022-01-01', abroad, ['ORIGIN_NOT_APPROVED'], none],
    ['2022-01-19', { doseNumber: 3, totalDoses: 2 }, ['BOOSTER_NOT_CERTIFIED'], none],
    ['2022-01-19', mixed, ['BOOSTER_NOT_CERTIFIED'], none],
    ['2022-01-19', booster, ['BOOSTER_NOT_CERTIFIED'], ['DOSES_DO_NOT_FIT']],
    [
      '2022-01-19',
      { ...janssen, doseNumber: 2, totalDoses: 1 },
      ['BOOSTER_NOT_CERTIFIED'],
      ['DOSES_DO_NOT_FIT'],
    ],
    ['2022-02-01', booster, ['DOSES_DO_NOT_FIT'], none],
    ['2022-02-01', { doseNumber: 2, totalDoses: 1 }, ['DOSES_DO_NOT_FIT'], none],
    ['2022-02-01', { doseNumber: 3, totalDoses: 2 }, none, ['DOSES_DO_NOT_FIT']],
    // Until then a booster after a single dose; from then on the end of a mixed series, which Janssen may not be.
    ['2022-02-01', mixed, none, ['DOSES_DO_NOT_FIT']],
  ]
  for (const [day, event, was, is] of changes) {
    it(`say ${is.join() || 'yes'} to ${JSON.stringify(event)} from ${day} on, not ${was.join() || 'yes'}`, () => {
      const dated = { date: '2021-12-01', ...event }
      const start = midnight(day)
      expect(codes('vaccination', dated, justBefore(start))).to.deep.equal(was)
      expect(codes('vaccination', dated, start)).to.deep.equal(is)
      expect(codes('vaccination', dated, midnight(plus(day, 1)))).to.deep.equal(is)
    })
  }

  it('let another country’s record end a mixed series with any product', () => {
    const event = { ...abroad, ...mixed, date: '2021-12-01' }
    expect(codes('vaccination', event, midnight('2022-02-10'))).to.deep.equal([])
  })
})

describe('the boundaries of the rules of tests', () => {
  const antigen = { testType: 'LP217198-3', device: '1833' }
  const table: [act: string, end: string, event: object, hours: number][] = [
    ['677', '2021-08-15T12:00:00Z', {}, 72],
    ['954', '2021-09-20T12:00:00Z', {}, 72],
    ['954', '2021-09-20T12:00:00Z', antigen, 48],
    // Hours pass by the sun, not by the clock on the wall: both changes of time lie between.
    ['954', '2021-11-01T09:00:00+02:00', {}, 72],
    ['954', '2022-03-28T09:00:00+03:00', antigen, 48],
  ]
  for (const [act, end, event, hours] of table) {
    it(`${act}: ${JSON.stringify(event)} is certified and valid for ${hours} hours`, () => {
      const until = new Date(end)
      const from = new Date(until.getTime() - hours * 3_600_000)
      const sampled = { ...event, sampleTime: from.toISOString() }
      expect(codes('test', sampled, justBefore(from))).to.deep.equal(['EVENT_IN_FUTURE'])
      expect(codes('test', sampled, from)).to.deep.equal([])
      expect(codes('test', sampled, justBefore(until))).to.deep.equal([])
      expect(codes('test', sampled, until)).to.deep.equal(['VALIDITY_OVER'])
      expect(validityOf('test', sampled, from)).to.deep.equal({ from, until, colour: 'GREEN' })
    })
  }

  it('certify an antigen test from 13.09.2021 on', () => {
    const start = midnight('2021-09-13')
    const event = { ...antigen, sampleTime: '2021-09-12T12:00:00Z' }
    expect(codes('test', event, justBefore(start))).to.deep.equal(['TEST_TYPE_NOT_CERTIFIED'])
    expect(codes('test', event, start)).to.deep.equal([])
    expect(validityOf('test', event, justBefore(start))).to.equal(undefined)
  })
})

describe('the boundaries of the rules of recovery', () => {
  // [act, a day within its time, first day, day on which it is certified no more]
  const table: [act: string, today: string, fromDay: number, days: number][] = [
    ['677', '2021-08-15', 11, 180],
    ['677', '2021-11-01', 11, 180],
    ['day 15', '2021-12-15', 15, 180],
    ['88', '2022-02-10', 15, 105],
    ['88', '2022-03-28', 15, 105],
  ]
  for (const [act, today, fromDay, days] of table) {
    it(`${act}: certified and valid from day ${fromDay} until day ${days}, on ${today}`, () => {
      const start = midnight(today)
      const first = { firstPositiveDate: plus(today, -fromDay) }
      expect(codes('recovery', first, justBefore(start))).to.deep.equal(['RECOVERY_TOO_EARLY'])
      expect(codes('recovery', first, start)).to.deep.equal([])
      expect(codes('recovery', first, midnight(plus(today, 1)))).to.deep.equal([])
      const last = { firstPositiveDate: plus(today, -days) }
      expect(codes('recovery', last, justBefore(start))).to.deep.equal([])
      expect(codes('recovery', last, start)).to.deep.equal(['VALIDITY_OVER'])
      expect(validityOf('recovery', first, start)).to.deep.equal({
        from: start,
        until: midnight(plus(today, days - fromDay)),
        colour: 'GREEN',
      })
    })

    it(`${act}: the certificate itself says day 11 to day 180, on ${today}`, () => {
      const issuedAt = midnight(today)
      const firstPositiveDate = plus(today, -20)
      const event = { ...recovery, firstPositiveDate }
      const { r } = certificates.recovery.entry(event, { ci: '', is: '', issuedAt })
      expect(r?.[0]).to.include({
        fr: firstPositiveDate,
        df: plus(firstPositiveDate, 11),
        du: plus(firstPositiveDate, 180),
      })
    })
  }

  it('change from 180 to 105 days at midnight before 02.02.2022', () => {
    const start = midnight('2022-02-02')
    const event = { firstPositiveDate: '2021-10-10' }
    expect(codes('recovery', event, justBefore(start))).to.deep.equal([])
    expect(codes('recovery', event, start)).to.deep.equal(['VALIDITY_OVER'])
  })

  it('allow two a year from 02.02.2022 on', () => {
    const start = midnight('2022-02-02')
    expect(certificates.recovery.perYear?.(justBefore(start))).to.equal(undefined)
    expect(certificates.recovery.perYear?.(start)).to.equal(2)
    for (const type of ['vaccination', 'test'] as const)
      expect(certificates[type].perYear).to.equal(undefined)
  })
})

describe('the boundaries of age', () => {
  const now = midnight('2022-02-10')
  const parent = { representative: { rnokpp: '0000000023' } }
  const codesAt = (type: CertificateType, birthDate: string, at: Date, person: object) =>
    codes(type, type === 'vaccination' ? { date: '2022-02-01' } : {}, at, { birthDate, ...person })

  const table: [CertificateType, birthDate: string, alone: string[], withParent: string[]][] = [
    ['vaccination', '2010-02-11', ['TOO_YOUNG', 'REPRESENTATIVE_REQUIRED'], ['TOO_YOUNG']],
    ['vaccination', '2010-02-10', ['REPRESENTATIVE_REQUIRED'], []],
    ['vaccination', '2010-02-09', ['REPRESENTATIVE_REQUIRED'], []],
    ['vaccination', '2008-02-11', ['REPRESENTATIVE_REQUIRED'], []],
    ['vaccination', '2008-02-10', [], []],
    ['vaccination', '2008-02-09', [], []],
    ['test', '2021-02-10', ['REPRESENTATIVE_REQUIRED'], []],
    ['test', '2008-02-11', ['REPRESENTATIVE_REQUIRED'], []],
    ['test', '2008-02-10', [], []],
    ['recovery', '2021-02-10', ['REPRESENTATIVE_REQUIRED'], []],
    ['recovery', '2008-02-11', ['REPRESENTATIVE_REQUIRED'], []],
    ['recovery', '2008-02-10', [], []],
  ]
  for (const [type, birthDate, alone, withParent] of table) {
    it(`say ${alone.join(' and ') || 'yes'} to ${type} of somebody born ${birthDate}`, () => {
      expect(codesAt(type, birthDate, now, {})).to.deep.equal(alone)
      expect(codesAt(type, birthDate, now, parent)).to.deep.equal(withParent)
    })
  }

  it('are passed at midnight in Kyiv', () => {
    expect(codesAt('vaccination', '2010-02-10', justBefore(now), parent)).to.deep.equal([
      'TOO_YOUNG',
    ])
    expect(codesAt('recovery', '2008-02-10', justBefore(now), {})).to.deep.equal([
      'REPRESENTATIVE_REQUIRED',
    ])
  })

  it('are passed on 1 March by those born on 29 February', () => {
    const date = '2022-02-20'
    const on = (day: string) =>
      codes('vaccination', { date }, midnight(day), { birthDate: '2008-02-29' })
    expect(on('2022-02-28')).to.deep.equal(['REPRESENTATIVE_REQUIRED'])
    expect(on('2022-03-01')).to.deep.equal([])
  })

  const unnamed: [string, object][] = [
    ['by nothing', {}],
    ['by the person’s own RNOKPP', { rnokpp: sample.rnokpp }],
    ['by the person’s own УНЗР', { unzr: '20100210-00001' }],
    ['by the person’s own document', { document: { type: 'PASSPORT', number: 'AA 000001' } }],
  ]
  for (const [how, representative] of unnamed) {
    it(`ask for a representative who is named otherwise than ${how}`, () => {
      const own = {
        unzr: '20100210-00001',
        document: { type: 'PASSPORT', number: 'AA 000001' },
        representative,
      }
      expect(codesAt('vaccination', '2010-02-10', now, own)).to.deep.equal([
        'REPRESENTATIVE_UNNAMED',
      ])
      expect(codesAt('vaccination', '1980-02-10', now, own)).to.deep.equal([
        'REPRESENTATIVE_UNNAMED',
      ])
    })
  }

  for (const representative of [
    { unzr: '19800210-00001' },
    { document: { type: 'PASSPORT', number: 'AA 000001' } },
  ]) {
    it(`take a representative who is named by ${Object.keys(representative)}`, () => {
      expect(codesAt('vaccination', '2010-02-10', now, { representative })).to.deep.equal([])
    })
  }
})

describe('the lifetime of signatures', () => {
  const none = { vaccination: undefined, test: undefined, recovery: undefined }
  it('is 60 days by every rule', () => {
    for (const type of ['vaccination', 'test', 'recovery'] as const)
      for (const date of ['2021-06-01', '2021-07-01', '2021-09-13', '2022-02-10', '2022-05-01'])
        expect(lifetimeOf(type, none, midnight(date))).to.equal(60)
  })
  it('is another one where that is configured', () => {
    const configured = { ...none, test: 3 }
    expect(lifetimeOf('test', configured, midnight('2022-02-10'))).to.equal(3)
    expect(lifetimeOf('recovery', configured, midnight('2022-02-10'))).to.equal(60)
  })
})
