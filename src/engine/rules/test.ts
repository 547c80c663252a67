// National rules of certificates of a negative test by the day from which they are in force. Data.

import { type Rule, signatureDays } from './rule.ts'

export interface TestRule extends Rule {
  /** Issued while fewer hours have passed since the sample. */
  issue: { beforeHour: number; antigenBeforeHour?: number }
  national: {
    /** Valid so many hours from the hour of sampling. */
    hours: number
    /** The same of an antigen test; absent: such are not certified, whatever ANTIGEN_TESTS says. */
    antigenHours?: number
  }
}

const first: TestRule = {
  from: '2021-07-01',
  act: '677',
  source: {
    uk: 'Постанова КМУ № 677 від 29.06.2021',
    en: 'Resolution of the Cabinet of Ministers No. 677 of 29.06.2021',
  },
  confirmed: true,
  remark: {
    uk: 'Негативний ПЛР-тест, 72 години від забору зразка.',
    en: 'A negative PCR test, 72 hours from the sample.',
  },
  issue: { beforeHour: 72 },
  national: { hours: 72 },
  signature: { days: signatureDays },
}

const antigen: TestRule = {
  ...first,
  from: '2021-09-13',
  act: '954',
  source: {
    uk: 'Постанова КМУ № 954 від 13.09.2021; антиген — одне повідомлення преси',
    en: 'Resolution of the Cabinet of Ministers No. 954 of 13.09.2021; antigen: one press report',
  },
  confirmed: false,
  remark: {
    uk: '72 години. Не підтверджено: тест на антиген, 48 годин (лише з ANTIGEN_TESTS=true); чинна з 13 чи з 20 вересня.',
    en: '72 hours. Unconfirmed: an antigen test, 48 hours (with ANTIGEN_TESTS=true only); in force from 13 or from 20 September.',
  },
  issue: { beforeHour: 72, antigenBeforeHour: 48 },
  national: { hours: 72, antigenHours: 48 },
}

export const testRules: readonly TestRule[] = [first, antigen]
