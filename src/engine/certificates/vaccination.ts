// Certificates of vaccination.

import type { Vaccination } from '../../contract/types.ts'
import type { VaccinationEntry } from '../../hcert/payload.ts'
import { activeEntry, type Product, productOf } from '../../hcert/value-sets/index.ts'
import type { Problem } from '../refuse.ts'
import { addDays, kyivDate, startOfKyivDay } from '../rules/kyiv.ts'
import { nationalRules, ruleOn } from '../rules/national.ts'
import { type CertificateRow, disease, type Validity } from './certificate.ts'

function activeProduct(code: string): Product | undefined {
  return activeEntry('vaccine-medicinal-product', code) && productOf(code)
}

/**
 * Which doses a product allows (Regulation (EU) 2021/2301): part of the primary series, all of it, a booster
 * after it (3/3), one dose after recovery (1/1) and boosters after those (2/1).
 */
function dosesFit(dose: number, total: number, primary: number): boolean {
  if (total === 1) return true
  return total === primary ? dose <= total : total > primary && dose === total
}

function problems(event: Vaccination): Problem[] {
  const product = activeProduct(event.product)
  if (product === undefined) return [{ code: 'PRODUCT_UNKNOWN', path: 'event/product' }]
  const { vaccine, manufacturer, doseNumber, totalDoses } = event
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
  if (!dosesFit(doseNumber, totalDoses, product.primaryDoses)) {
    found.push({ code: 'DOSES_DO_NOT_FIT', path: 'event/doseNumber' })
  }
  return found
}

function validity(entry: VaccinationEntry, issuedAt: Date): Validity | undefined {
  const rule = ruleOn(nationalRules.vaccination, kyivDate(issuedAt))
  if (rule === undefined) return undefined
  const complete = entry.dn >= entry.sd
  const single = entry.dn === 1 && entry.sd === 1 && productOf(entry.mp)?.primaryDoses === 1
  return {
    from: startOfKyivDay(addDays(entry.dt, single ? rule.singleDoseFromDay : 0)),
    until: startOfKyivDay(addDays(entry.dt, complete ? rule.days : rule.partialDays)),
    colour: complete ? 'GREEN' : 'YELLOW',
  }
}

export const vaccination: CertificateRow<'vaccination'> = {
  code: 'VACCINATION',
  kind: 'v',
  datePath: 'event/date',
  at: ({ date }) => startOfKyivDay(date),
  problems,
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
