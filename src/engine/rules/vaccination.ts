// National rules of certificates of vaccination by the day from which they are in force. Data; a row repeats the
// row before it and says what changed.

import { type Rule, signatureDays } from './rule.ts'

/**
 * How boosters are written. `OLD`: the dose above the series, 3/2, and 2/2 after a single dose. `NEW`: 3/3 after
 * two doses, 2/1 after one (Regulation (EU) 2021/2301).
 */
export type BoosterForm = 'OLD' | 'NEW'

export interface VaccinationRule extends Rule {
  issue: {
    /** A complete series or booster is certified while fewer days have passed since the dose. */
    beforeDay: number
    /** The same of an incomplete series. */
    partialBeforeDay: number
    /** Absent: boosters are not certified. */
    boosters?: BoosterForm
    /** Products that may be the second dose of a mixed series; none: no mixed series. */
    mixedSecondDoses: readonly string[]
    /** Whether records of another origin than the primary source are certified at all. */
    otherOrigins: boolean
  }
  national: {
    /** Valid so many days from the dose that completed the series, green. */
    days: number
    /** Valid so many days after an incomplete series, yellow. */
    partialDays: number
    /** A single-dose vaccine counts from this day after the dose. */
    singleDoseFromDay: number
  }
}

const comirnaty = 'EU/1/20/1528'
const spikevax = 'EU/1/20/1507'

const first: VaccinationRule = {
  from: '2021-07-01',
  act: '677',
  source: {
    uk: 'Постанова КМУ № 677 від 29.06.2021',
    en: 'Resolution of the Cabinet of Ministers No. 677 of 29.06.2021',
  },
  confirmed: true,
  remark: {
    uk: '180 днів від дози. Не підтверджено: 120 днів після першої дози з двох (відомі з № 954).',
    en: '180 days from the dose. Unconfirmed: 120 days after one dose of two (told of No. 954 only).',
  },
  issue: { beforeDay: 180, partialBeforeDay: 120, mixedSecondDoses: [], otherOrigins: false },
  national: { days: 180, partialDays: 120, singleDoseFromDay: 0 },
  signature: { days: signatureDays },
}

const year: VaccinationRule = {
  ...first,
  from: '2021-09-13',
  act: '954',
  source: {
    uk: 'Постанова КМУ № 954 від 13.09.2021',
    en: 'Resolution of the Cabinet of Ministers No. 954 of 13.09.2021',
  },
  remark: {
    uk: '365 днів; жовтий 120 днів; однодозова вакцина — зелений із 14-го дня. Не підтверджено: чинна з 13 чи з 20 вересня.',
    en: '365 days; yellow 120 days; a single-dose vaccine is green from day 14. Unconfirmed: in force from 13 or from 20 September.',
  },
  issue: { ...first.issue, beforeDay: 365 },
  national: { days: 365, partialDays: 120, singleDoseFromDay: 14 },
}

const mixed: VaccinationRule = {
  ...year,
  from: '2021-09-30',
  act: '954+mixed',
  source: {
    uk: 'Рішення про змішані серії від 30.09.2021; акта не знайдено',
    en: 'Decision on mixed series of 30.09.2021; the act was not found',
  },
  confirmed: false,
  remark: {
    uk: 'Змішана серія: друга доза — Moderna або Pfizer. Першої дози одне повідомлення не показує.',
    en: 'Mixed series: the second dose is of Moderna or Pfizer. One message does not show the first dose.',
  },
  issue: { ...year.issue, mixedSecondDoses: [comirnaty, spikevax] },
}

const abroad: VaccinationRule = {
  ...mixed,
  from: '2022-01-01',
  act: '954+origins',
  source: {
    uk: 'Довідник походження записів ЕСОЗ; акта не знайдено',
    en: 'Dictionary of record origins of the e-health system; the act was not found',
  },
  remark: {
    uk: 'Записи про щеплення за кордоном — лише схваленого походження (APPROVED_ORIGINS); день у 2022 році не підтверджено.',
    en: 'Records of doses given abroad, of approved origin only (APPROVED_ORIGINS); the day in 2022 is unconfirmed.',
  },
  issue: { ...mixed.issue, otherOrigins: true },
}

const boosted: VaccinationRule = {
  ...abroad,
  from: '2022-01-19',
  act: '45',
  source: {
    uk: 'Постанова КМУ № 45 від 19.01.2022',
    en: 'Resolution of the Cabinet of Ministers No. 45 of 19.01.2022',
  },
  confirmed: true,
  remark: {
    uk: '270 днів, також після бустера, який відтоді сертифікується («за технічної можливості» — день не підтверджено).',
    en: '270 days, also after a booster, which is certified from then on (“when technically possible”: the day is unconfirmed).',
  },
  issue: { ...abroad.issue, beforeDay: 270, boosters: 'OLD' },
  national: { ...abroad.national, days: 270 },
}

const encoded: VaccinationRule = {
  ...boosted,
  from: '2022-02-01',
  act: '45+2021/2301',
  source: {
    uk: 'Регламент (ЄС) 2021/2301 від 21.12.2021',
    en: 'Delegated Regulation (EU) 2021/2301 of 21.12.2021',
  },
  remark: {
    uk: 'Бустер записується як 3/3 після двох доз і 2/1 після однієї.',
    en: 'A booster is written 3/3 after two doses and 2/1 after one.',
  },
  issue: { ...boosted.issue, boosters: 'NEW' },
}

const displayed: VaccinationRule = {
  ...encoded,
  from: '2022-05-01',
  act: '45+545',
  source: {
    uk: 'Повідомлення Дії, травень 2022; акта не знайдено',
    en: 'Notice of Diia, May 2022; the act was not found',
  },
  confirmed: false,
  remark: {
    uk: 'Показ 545 днів від дози: видається й після 270 днів, коли внутрішній сертифікат уже нечинний (без кольору). День у травні не підтверджено.',
    en: 'Display of 545 days from the dose: issued also after the 270 days, when the internal certificate is over (no colour). The day in May is unconfirmed.',
  },
  issue: { ...encoded.issue, beforeDay: 545 },
}

export const vaccinationRules: readonly VaccinationRule[] = [
  first,
  year,
  mixed,
  abroad,
  boosted,
  encoded,
  displayed,
]
