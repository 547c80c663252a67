// What verification finds, in both languages: the closed set of codes of its steps.

import type { Step } from '../contract/types.ts'
import { readingTexts } from './reading-texts.ts'

export const texts = {
  OK: ['Перевірку пройдено.', 'Passed.'],
  NOT_REACHED: ['До цього кроку не дійшло.', 'This step was not reached.'],
  NOT_NEEDED: ['Цей крок не потрібен.', 'This step is not needed.'],
  ...readingTexts,
  KEY_ID_MISSING: [
    'Повідомлення не називає ключа підпису.',
    'The message does not name its signing key.',
  ],
  KEY_UNKNOWN: ['Ключ підпису невідомий.', 'The signing key is not known.'],
  ALGORITHM_UNKNOWN: [
    'Алгоритм підпису не названо, або він не ES256 і не PS256.',
    'The signature algorithm is not named, or is neither ES256 nor PS256.',
  ],
  KEY_ALGORITHM_DIFFERS: [
    'Названий алгоритм підпису — не той, для якого призначено ключ.',
    'The signature algorithm named is not the one that the key is for.',
  ],
  SIGNATURE_LENGTH: [
    'Довжина підпису не відповідає алгоритму.',
    'The signature does not have the length of its algorithm.',
  ],
  SIGNATURE_WRONG: ['Підпис хибний.', 'The signature is wrong.'],
  KEY_USAGE_WRONG: [
    'Ключ не призначено для цього виду сертифіката.',
    'The key is not meant for this type of certificate.',
  ],
  COUNTRY_WRONG: ['Ключ належить іншій країні.', 'The key belongs to another country.'],
  KEY_COUNTRY_UNKNOWN: [
    'Список довіри не каже, якій країні належить ключ.',
    'The trust list does not say which country the key belongs to.',
  ],
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
  SCHEMA_NO_EVENT: [
    'У вмісті немає ані щеплення, ані тесту, ані одужання.',
    'The content has no vaccination, no test and no recovery.',
  ],
  SCHEMA_SEVERAL_EVENTS: [
    'У вмісті більше ніж одна подія.',
    'The content has more than one event.',
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
  NATIONAL_RULES_NOT_MET: [
    'Національний строк чинності не охоплює цей момент.',
    'National validity does not cover this moment.',
  ],
  BUSINESS_RULE_NOT_MET: ['Не виконано правило країни.', 'A rule of the country is not met.'],
  INVALIDATED: [
    'За правилом країни-видавця сертифікат недійсний.',
    'A rule of the issuing country makes the certificate invalid.',
  ],
  RULE_NOT_APPLIED: [
    'Правило країни не вдалося застосувати.',
    'A rule of the country could not be applied.',
  ],
  DATE_NOT_READABLE: [
    'Дату записано не так, як потребують правила країни.',
    'A date is not written as the rules of the country need it.',
  ],
} as const satisfies Record<string, readonly [uk: string, en: string]>

export type FindingCode = keyof typeof texts

export interface Finding {
  outcome: 'PASSED' | 'FAILED' | 'OPEN' | 'SKIPPED'
  code: FindingCode
  /**
   * Path and rule in the content, in the schema's own words; or the rules of a country, in Ukrainian and English. Never a
   * value of the content.
   */
  where?: string | readonly [uk: string, en: string]
}

export const passed: Finding = { outcome: 'PASSED', code: 'OK' }
export const skipped: Finding = { outcome: 'SKIPPED', code: 'NOT_NEEDED' }
export const notReached: Finding = { outcome: 'SKIPPED', code: 'NOT_REACHED' }

export function failed(code: FindingCode, where?: Finding['where']): Finding {
  return { outcome: 'FAILED', code, ...(where === undefined ? {} : { where }) }
}

export function open(code: FindingCode, where?: Finding['where']): Finding {
  return { outcome: 'OPEN', code, ...(where === undefined ? {} : { where }) }
}

export function step(name: string, { outcome, code, where }: Finding): Step {
  const [textUk, textEn] = texts[code]
  if (where === undefined) return { name, outcome, code, textUk, textEn }
  const [uk, en] = typeof where === 'string' ? [where, where] : where
  return { name, outcome, code, textUk: `${textUk} (${uk})`, textEn: `${textEn} (${en})` }
}
