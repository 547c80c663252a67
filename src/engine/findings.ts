// What verification finds, in both languages: the closed set of codes of its steps.

import type { Step } from '../contract/types.ts'

const texts = {
  OK: ['Перевірку пройдено.', 'Passed.'],
  NOT_REACHED: ['До цього кроку не дійшло.', 'This step was not reached.'],
  NOT_NEEDED: ['Цей крок не потрібен.', 'This step is not needed.'],
  PREFIX_WRONG: ['Текст не починається з HC1:.', 'The text does not begin with HC1:.'],
  BASE45_WRONG: ['Текст не є правильним base45.', 'The text is not valid base45.'],
  ZLIB_WRONG: ['Дані не вдається розпакувати.', 'The data cannot be inflated.'],
  COSE_WRONG: [
    'Дані не є підписаним повідомленням COSE.',
    'The data are not a signed COSE message.',
  ],
  CWT_WRONG: ['У підписаних даних немає сертифіката.', 'The signed data hold no certificate.'],
  KEY_UNKNOWN: ['Ключ підпису невідомий.', 'The signing key is not known.'],
  SIGNATURE_WRONG: ['Підпис хибний.', 'The signature is wrong.'],
  KEY_USAGE_WRONG: [
    'Ключ не призначено для цього виду сертифіката.',
    'The key is not meant for this type of certificate.',
  ],
  COUNTRY_WRONG: ['Ключ належить іншій країні.', 'The key belongs to another country.'],
  NOT_YET_VALID: ['Сертифікат ще не чинний.', 'The certificate is not valid yet.'],
  EXPIRED: ['Технічний строк дії минув.', 'The certificate has expired.'],
  ISSUED_BEFORE_KEY: [
    'Сертифікат видано раніше за ключ підпису.',
    'The certificate is older than its signing key.',
  ],
  OUTLIVES_KEY: [
    'Сертифікат діє довше за ключ підпису.',
    'The certificate outlives its signing key.',
  ],
  SCHEMA_WRONG: [
    'Вміст не відповідає схемі сертифіката.',
    'The content does not follow the certificate schema.',
  ],
  VALUE_UNKNOWN: [
    'У вмісті є код, якого немає в довідниках.',
    'The content has a code that is in no value set.',
  ],
  REVOKED: ['Сертифікат відкликано.', 'The certificate was revoked.'],
  NOT_RECORDED: [
    'Сертифіката немає в реєстрі видавця.',
    'The certificate is not in the issuer’s register.',
  ],
  NOT_OURS: [
    'Сертифікат видано не тут; про відкликання невідомо.',
    'The certificate was not issued here; revocation is not known.',
  ],
  RULES_NOT_KNOWN: ['Правила цієї країни невідомі.', 'The rules of this country are not known.'],
  RULES_NOT_MET: [
    'Національний строк чинності не охоплює цей момент.',
    'National validity does not cover this moment.',
  ],
} as const satisfies Record<string, readonly [uk: string, en: string]>

export type FindingCode = keyof typeof texts

export interface Finding {
  outcome: 'PASSED' | 'FAILED' | 'OPEN' | 'SKIPPED'
  code: FindingCode
}

export const passed: Finding = { outcome: 'PASSED', code: 'OK' }
export const skipped: Finding = { outcome: 'SKIPPED', code: 'NOT_NEEDED' }
export const notReached: Finding = { outcome: 'SKIPPED', code: 'NOT_REACHED' }

export function failed(code: FindingCode): Finding {
  return { outcome: 'FAILED', code }
}

export function open(code: FindingCode): Finding {
  return { outcome: 'OPEN', code }
}

export function step(name: string, { outcome, code }: Finding): Step {
  const [textUk, textEn] = texts[code]
  return { name, outcome, code, textUk, textEn }
}
