// The table of warnings: what does not prevent an answer.

import type { Warning } from '../contract/types.ts'

export const texts = {
  RNOKPP_CHECK_DIGIT: {
    uk: 'Контрольна цифра РНОКПП не збігається; перевірте номер.',
    en: 'The check digit of the taxpayer number does not match; check the number.',
  },
  LATIN_NAME_DIFFERS: {
    uk: 'Латинське написання відрізняється від таблиці постанови № 55; до сертифіката внесено надане.',
    en: 'The Latin spelling differs from the table of resolution No. 55; the certificate bears the given one.',
  },
  LATIN_NAME_CUT: {
    uk: 'Латинське написання довше за 80 літер, які вміщує сертифікат; решту відкинуто. Вкажіть коротше.',
    en: 'The Latin spelling is longer than the 80 letters that a certificate holds; the rest was cut off. Give a shorter one.',
  },
} as const satisfies Record<string, { uk: string; en: string }>

export type WarningCode = keyof typeof texts

export function warning({ code, path }: { code: WarningCode; path: string }): Warning {
  return { code, textUk: texts[code].uk, textEn: texts[code].en, path }
}
