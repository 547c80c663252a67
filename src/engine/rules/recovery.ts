// National rules of certificates of recovery by the day from which they are in force. Data.

import { type Rule, signatureDays } from './rule.ts'

export interface RecoveryRule extends Rule {
  issue: {
    /** Issued from this day after the first positive sample … */
    fromDay: number
    /** … and while fewer days than this have passed. */
    beforeDay: number
    /** So many of one person in a calendar year; absent: any number. */
    perYear?: number
  }
  /** Valid from the first of these days after the first positive sample, until the second begins. */
  national: { fromDay: number; days: number }
  /** What the certificate itself says: `df`, `du` (Regulation (EU) 2021/953, annex, 3; art. 7). */
  certificate: { fromDay: number; untilDay: number }
}

const first: RecoveryRule = {
  from: '2021-07-01',
  act: '677',
  source: {
    uk: 'Постанова КМУ № 677 від 29.06.2021; Регламент (ЄС) 2021/953',
    en: 'Resolution of the Cabinet of Ministers No. 677 of 29.06.2021; Regulation (EU) 2021/953',
  },
  confirmed: true,
  remark: {
    uk: '180 днів від позитивного зразка; df = +11, du = +180 днів. Не підтверджено: видача з 11-го дня.',
    en: '180 days from the positive sample; df = +11, du = +180 days. Unconfirmed: issued from day 11.',
  },
  issue: { fromDay: 11, beforeDay: 180 },
  national: { fromDay: 11, days: 180 },
  certificate: { fromDay: 11, untilDay: 180 },
  signature: { days: signatureDays },
}

const fifteenth: RecoveryRule = {
  ...first,
  from: '2021-12-01',
  act: '677+day15',
  source: {
    uk: 'Роз’яснення кінця 2021 року; акта не знайдено',
    en: 'Guidance of late 2021; the act was not found',
  },
  confirmed: false,
  remark: {
    uk: 'Із 15-го дня після діагнозу. Не підтверджено: день (кінець 2021 року); показані тоді 90 днів не враховано.',
    en: 'From day 15 after the diagnosis. Unconfirmed: the day (late 2021); the 90 days displayed then are not taken in.',
  },
  issue: { ...first.issue, fromDay: 15 },
  national: { ...first.national, fromDay: 15 },
}

const limited: RecoveryRule = {
  ...fifteenth,
  from: '2022-02-02',
  act: '88',
  source: {
    uk: 'Постанова КМУ № 88 від 02.02.2022',
    en: 'Resolution of the Cabinet of Ministers No. 88 of 02.02.2022',
  },
  confirmed: true,
  remark: {
    uk: '105 днів від позитивного зразка; не більше двох на календарний рік.',
    en: '105 days from the positive sample; at most two in a calendar year.',
  },
  issue: { fromDay: 15, beforeDay: 105, perYear: 2 },
  national: { fromDay: 15, days: 105 },
}

export const recoveryRules: readonly RecoveryRule[] = [first, fifteenth, limited]
