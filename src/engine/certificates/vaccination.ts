// Certificates of vaccination.

import type { Vaccination } from '../../contract/types.ts'
import type { VaccinationEntry } from '../../hcert/payload.ts'
import { activeEntry, type Product, productOf } from '../../hcert/value-sets/index.ts'
import type { Problem } from '../refuse.ts'
import { type Course, courseOf } from '../rules/doses.ts'
import { addDays, kyivDate, startOfKyivDay } from '../rules/kyiv.ts'
import { applicantRules, nationalRules } from '../rules/national.ts'
import { originProblems } from '../rules/origin.ts'
import { ruleOn } from '../rules/rule.ts'
import type { VaccinationRule } from '../rules/vaccination.ts'
import { type CertificateRow, disease, type EventSettings, type Validity } from './certificate.ts'

function ruleAt(at: Date): VaccinationRule | undefined {
  return ruleOn(nationalRules.vaccination, kyivDate(at))
}

function activeProduct(code: string): Product | undefined {
  return activeEntry('vaccine-medicinal-product', code) && productOf(code)
}

function courseAt(event: Vaccination, primary: number, now: Date): Course | undefined {
  const { doseNumber: dose, totalDoses: total } = event
  return courseOf({ dose, total, primary }, ruleAt(now)?.issue.boosters)
}

/** A mixed series is judged where the message shows one, and only of doses given here. */
function dosesFit(event: Vaccination, primary: number, now: Date): boolean {
  const course = courseAt(event, primary, now)
  if (course !== 'MIXED' || event.country !== 'UA') return course !== undefined
  return ruleAt(now)?.issue.mixedSecondDoses.includes(event.product) ?? false
}

function problems(event: Vaccination, now: Date): Problem[] {
  const product = activeProduct(event.product)
  if (product === undefined) return [{ code: 'PRODUCT_UNKNOWN', path: 'event/product' }]
  const { vaccine, manufacturer } = event
  const found: Problem[] = []
  if (
    vaccine !== undefined &&
    !(product.vp.includes(vaccine) && activeEntry('vaccine-prophylaxis', vaccine))
  ) {
    found.push({ code: 'VACCINE_DOES_NOT_FIT', path: 'event/vaccine' })
  }
  if (manufacturer !== undefined && !product.ma.includes(manufacturer)) {
    found.push({ code: 'MANUFACTURER_DOES_NOT_FIT', path: 'event/manufacturer' })
  }
  if (!dosesFit(event, product.primaryDoses, now)) {
    found.push({ code: 'DOSES_DO_NOT_FIT', path: 'event/doseNumber' })
  }
  return found
}

/** What the rule of the day does not certify although the record is right. */
function refusals(event: Vaccination, now: Date, { approvedOrigins }: EventSettings): Problem[] {
  const rule = ruleAt(now) as VaccinationRule
  const found = originProblems(event, rule, approvedOrigins)
  const course = courseAt(event, productOf(event.product)?.primaryDoses ?? 0, now)
  if (course === 'BOOSTER' && rule.issue.boosters === undefined) {
    found.push({ code: 'BOOSTER_NOT_CERTIFIED', path: 'event/doseNumber' })
  }
  return found
}

function dayAfter(date: string, days: number): Date {
  return startOfKyivDay(addDays(date, days))
}

function issueEnd(event: Vaccination, now: Date): Date | undefined {
  const issue = ruleAt(now)?.issue
  const complete = event.doseNumber >= event.totalDoses
  return issue && dayAfter(event.date, complete ? issue.beforeDay : issue.partialBeforeDay)
}

/** No colour where the internal certificate is over when the other one is issued. */
function validity(entry: VaccinationEntry, issuedAt: Date): Validity | undefined {
  const national = ruleAt(issuedAt)?.national
  if (national === undefined) return undefined
  const complete = entry.dn >= entry.sd
  const single = entry.dn === 1 && entry.sd === 1 && productOf(entry.mp)?.primaryDoses === 1
  const until = dayAfter(entry.dt, complete ? national.days : national.partialDays)
  return {
    from: dayAfter(entry.dt, single ? national.singleDoseFromDay : 0),
    until,
    ...(until > issuedAt ? { colour: complete ? 'GREEN' : 'YELLOW' } : {}),
  }
}

export const vaccination: CertificateRow<'vaccination'> = {
  code: 'VACCINATION',
  kind: 'v',
  datePath: 'event/date',
  at: ({ date }) => startOfKyivDay(date),
  applicant: applicantRules.vaccination,
  problems,
  refusals,
  issueEnd,
  entry(event, { ci, is }) {
    const product = productOf(event.product)
    const entry: VaccinationEntry = {
      tg: disease,
      vp: event.vaccine ?? product?.vp[0] ?? '',
      mp: event.product,
      ma: event.manufacturer ?? product?.ma[0] ?? '',
      dn: event.doseNumber,
      sd: event.totalDoses,
      dt: event.date,
      co: event.country,
      is,
      ci,
    }
    return { v: [entry] }
  },
  facts: (event) => [
    event.product,
    `${event.doseNumber}/${event.totalDoses}`,
    event.date,
    event.country,
  ],
  validity: ({ v }, issuedAt) => v?.[0] && validity(v[0], issuedAt),
}
