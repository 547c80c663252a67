// What every printed certificate says, whoever holds it, in both languages. What a single one says: labels.ts.

export type Language = 'uk' | 'en'

export type Words = Readonly<Record<Language, string>>

/** The language that stands first and large, and the one below it. */
export function order(language: Language): readonly [first: Language, second: Language] {
  return language === 'uk' ? ['uk', 'en'] : ['en', 'uk']
}

export const country: Words = { uk: 'УКРАЇНА', en: 'UKRAINE' }

/** The name that Regulation (EU) 2021/953 article 3 gives it. */
export const title: Words = {
  uk: 'Цифровий COVID-сертифікат ЄС',
  en: 'EU Digital COVID Certificate',
}

/** By the contract's types of certificate. */
export const kinds: Readonly<Record<string, Words>> = {
  VACCINATION: { uk: 'Сертифікат про вакцинацію', en: 'Vaccination certificate' },
  TEST: { uk: 'Сертифікат про негативний результат тесту', en: 'Test certificate' },
  RECOVERY: { uk: 'Сертифікат про одужання', en: 'Certificate of recovery' },
}

export const flag: Words = { uk: 'Прапор України', en: 'Flag of Ukraine' }

export const code: Words = {
  uk: 'QR-код сертифіката, підписаний електронно',
  en: 'QR code of the certificate, electronically signed',
}

export const about: Words = { uk: 'Про цей сертифікат', en: 'About this certificate' }

/** The first is the statement that Regulation (EU) 2021/953 article 3(4) puts on every certificate. */
export const notes: readonly Words[] = [
  {
    uk: 'Цей сертифікат не є проїзним документом. Наукові дані щодо вакцинації від COVID-19, тестування та одужання постійно оновлюються, зокрема з огляду на нові варіанти вірусу. Перед поїздкою перевірте, які заходи з охорони здоров’я та обмеження діють у місці призначення.',
    en: 'This certificate is not a travel document. The scientific evidence on COVID-19 vaccination, testing and recovery continues to evolve, also in view of new variants of concern of the virus. Before travelling, please check the applicable public health measures and related restrictions applied at the point of destination.',
  },
  {
    uk: 'Доказом є QR-код: у ньому відомості про особу та подію, засвідчені електронним підписом. Скануйте його застосунком для перевірки COVID-сертифікатів і порівняйте ім’я та дату народження з документом особи. Друкований текст без QR-коду не є підтвердженням.',
    en: 'The proof is the QR code: it holds the facts of person and event under an electronic signature. Scan it with an application that verifies COVID certificates and compare name and date of birth with an identity document. The printed text without its QR code proves nothing.',
  },
  {
    uk: 'Після завершення строку дії підпису отримайте сертифікат знову. Строк чинності за кордоном визначає держава перебування.',
    en: 'When the signature has expired, obtain the certificate again. How long it is accepted abroad is for the country of destination to decide.',
  },
  {
    uk: 'QR-код містить персональні дані: показуйте його лише для перевірки і не публікуйте.',
    en: 'The QR code holds personal data: show it for verification, never publish it.',
  },
  {
    uk: 'Дати: рік-місяць-день. Час київський, якщо не вказано інше. Складіть аркуш по пунктирних лініях.',
    en: 'Dates are year-month-day. Times are those of Kyiv unless stated. Fold the sheet along the dashed lines.',
  },
]

/** Said below the rows that it concerns. */
export const remarks = {
  latinName: {
    uk: 'Літерами оригіналу ім’я надрукувати неможливо; тут воно латиницею, а повністю записане в QR-коді.',
    en: 'The name cannot be printed in its original letters; it is given in Latin ones, and the QR code holds both.',
  },
  missingLetters: {
    uk: 'Літери, які неможливо надрукувати, позначено знаком «?»; QR-код містить їх без змін.',
    en: 'Letters that cannot be printed are shown as “?”; the QR code holds them unchanged.',
  },
} as const satisfies Record<string, Words>
