// Who may ask: resolution No. 677 as it was practised. Children are certified through a parent, the young by
// themselves. No act or day is known for these ages, so they hold for as long as there are rules.

import type { Remark } from './rule.ts'

export interface ApplicantRule {
  /** Nobody younger is certified, whoever asks; years completed on the day of issue. Absent: no lower limit. */
  fromAge?: number
  /** Anybody younger needs a representative. */
  ownFromAge: number
  confirmed: boolean
  remark: Remark
}

const ownFromAge = 14

/** Tests and recoveries: a lower limit is told of vaccinations alone. */
export const anyAge: ApplicantRule = {
  ownFromAge,
  confirmed: false,
  remark: {
    uk: 'До 14 років — через законного представника. Нижню межу віку для тестів і одужання не знайдено.',
    en: 'Under 14 through a representative. No lower limit was found for tests and recoveries.',
  },
}

/** Vaccinations. */
export const fromTwelve: ApplicantRule = {
  fromAge: 12,
  ownFromAge,
  confirmed: false,
  remark: {
    uk: 'З 12 років через одного з батьків, з 14 самостійно; акта й дати не знайдено.',
    en: 'From 12 through a parent, from 14 by themselves; neither act nor day was found.',
  },
}
