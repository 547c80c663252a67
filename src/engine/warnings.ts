// The table of warnings: what does not prevent an answer.

import type { Warning } from '../contract/types.ts'

const rows = {
  RNOKPP_CHECK_DIGIT: {
    uk: 'Контрольна цифра РНОКПП не збігається; перевірте номер.',
    en: 'The check digit of the taxpayer number does not match; check the number.',
  },
  LATIN_NAME_DIFFERS: {
    uk: 'Латинське написання відрізняється від таблиці постанови № 55; до сертифіката внесено надане.',
    en: 'The Latin spelling differs from the table of resolution No. 55; the certificate bears the given one.',
  },
} as const satisfies Record<string, { uk: string; en: string }>

export type WarningCode = keyof typeof rows

export function warning({ code, path }: { code: WarningCode; path: string }): Warning {
  return { code, textUk: rows[code].uk, textEn: rows[code].en, path }
}
