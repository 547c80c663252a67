// The short lists of codes that answers hold or requests may hold, each code in both languages. A code that was once
// published stays; it may become inactive.

/** What one code means: Ukrainian, English. */
export type Words = Readonly<Record<string, readonly [uk: string, en: string]>>

export const certificateTypes = {
  VACCINATION: ['Щеплення', 'Vaccination'],
  TEST: ['Тест', 'Test'],
  RECOVERY: ['Одужання', 'Recovery'],
} as const satisfies Words

export const issuingOutcomes = {
  ISSUED: ['Видано новий сертифікат.', 'A new certificate was issued.'],
  EXISTING: ['Цей сертифікат уже видано раніше.', 'This certificate was issued before.'],
  RENEWED: [
    'Видано новий сертифікат за подією, яку вже засвідчено; доставку попереднього завершено.',
    'A new certificate of an event certified before, whose delivery is over.',
  ],
} as const satisfies Words

export const statuses = {
  VALID: ['Чинний.', 'Valid.'],
  REVOKED: ['Відкликаний.', 'Revoked.'],
  EXPIRED: ['Технічний строк дії минув.', 'Expired.'],
  SUPERSEDED: ['Його замінено новішим.', 'A newer one supersedes it.'],
  UNKNOWN: ['Невідомий.', 'Unknown.'],
} as const satisfies Words

/** Who revokes may say these; the last one only we do. */
export const revocationReasons = {
  ISSUED_IN_ERROR: ['Видано помилково.', 'Issued in error.'],
  DATA_ERROR: ['Помилка у відомостях.', 'The data were wrong.'],
  EVENT_REFUTED: ['Подію спростовано.', 'The event was refuted.'],
  HOLDER_REQUEST: ['На прохання власника.', 'At the holder’s request.'],
  OTHER: ['Інша причина.', 'Another reason.'],
  REISSUED: [
    'Замінено виправленим; ставить сервіс, у запиті не приймається.',
    'Superseded by a corrected one; set by the service, not accepted in a request.',
  ],
} as const satisfies Words

export const revocationOutcomes = {
  REVOKED: ['Відкликано.', 'Revoked.'],
  ALREADY_REVOKED: ['Було відкликано раніше.', 'It was revoked before.'],
  UNKNOWN: ['Такого сертифіката немає.', 'There is no such certificate.'],
} as const satisfies Words

export const hashTypes = {
  UCI: ['Ідентифікатор сертифіката.', 'The identifier of the certificate.'],
  COUNTRYCODEUCI: ['Країна й ідентифікатор.', 'Country and identifier.'],
  SIGNATURE: ['Підпис сертифіката.', 'The signature of the certificate.'],
} as const satisfies Words

export const verdicts = {
  VALID: ['Жодного кроку не провалено.', 'No step failed.'],
  INVALID: ['Принаймні один крок провалено.', 'At least one step failed.'],
} as const satisfies Words

/** Of verification, in their order. */
export const steps = {
  PICTURE: ['Зображення QR-коду', 'The picture of the QR code'],
  PREFIX: ['Початок тексту', 'The prefix of the text'],
  BASE45: ['Запис base45', 'Base45'],
  ZLIB: ['Стиснення', 'Compression'],
  CBOR: ['Запис CBOR', 'CBOR'],
  COSE: ['Підписане повідомлення', 'The signed message'],
  CWT: ['Відомості підпису', 'The claims'],
  KEY: ['Ключ підпису', 'The signing key'],
  SIGNATURE: ['Підпис', 'The signature'],
  COUNTRY: ['Країна видавця', 'The country of the issuer'],
  KEY_USAGE: ['Призначення ключа', 'The usage of the key'],
  TIME: ['Строк дії підпису', 'The validity of the signature'],
  SCHEMA: ['Схема сертифіката', 'The schema of the certificate'],
  VALUE_SETS: ['Довідники', 'Value sets'],
  REVOCATION: ['Відкликання', 'Revocation'],
  NATIONAL_RULES: ['Національні правила', 'National rules'],
  BUSINESS_RULES: ['Бізнес-правила країни', 'Business rules of the country'],
  INVALIDATION_RULES: ['Правила недійсності країни-видавця', 'Invalidation rules of the issuer'],
} as const satisfies Words

export const stepOutcomes = {
  PASSED: ['Пройдено.', 'Passed.'],
  FAILED: ['Не пройдено.', 'Failed.'],
  OPEN: ['Тут не можна вирішити.', 'It cannot be decided here.'],
  SKIPPED: ['Не перевірялося.', 'Not checked.'],
} as const satisfies Words

export const colours = {
  GREEN: ['Зелений.', 'Green.'],
  YELLOW: ['Жовтий.', 'Yellow.'],
} as const satisfies Words

export const renderingFormats = {
  SVG: ['QR-код, векторний.', 'The QR code as vectors.'],
  PNG: ['QR-код, растровий.', 'The QR code as pixels.'],
  PDF: ['Документ для друку.', 'A document to print.'],
} as const satisfies Words

/** Where a medical record comes from; which of them are approved is the installation's to set (APPROVED_ORIGINS). */
export const recordOrigins = {
  PRIMARY_SOURCE: [
    'Запис закладу, який зробив щеплення; те саме, що й без джерела.',
    'The record of the facility that gave the dose; the same as no origin.',
  ],
  DCC: ['COVID-сертифікат іншої країни.', 'A COVID certificate of another country.'],
  CDC: ['Картка щеплення США.', 'A vaccination card of the United States.'],
} as const satisfies Words

/** As the e-health registry calls them; other codes are taken as well. */
export const documentTypes = {
  PASSPORT: ['Паспорт-книжечка', 'Passport booklet'],
  NATIONAL_ID: ['Паспорт-картка', 'Identity card'],
  BIRTH_CERTIFICATE: ['Свідоцтво про народження', 'Birth certificate'],
  TEMPORARY_PASSPORT: ['Тимчасове посвідчення', 'Temporary passport'],
  REFUGEE_CERTIFICATE: ['Посвідчення біженця', 'Refugee certificate'],
  COMPLEMENTARY_PROTECTION_CERTIFICATE: [
    'Посвідчення особи, яка потребує додаткового захисту',
    'Certificate of complementary protection',
  ],
} as const satisfies Words

export const languages = {
  uk: ['Українська', 'Ukrainian'],
  en: ['Англійська', 'English'],
} as const satisfies Words

export const properties = {
  VALIDATED: [
    '«true»: лише перевірено, нічого не змінено.',
    '“true”: it was only checked, nothing changed.',
  ],
} as const satisfies Words

export const environments = {
  SANDBOX: ['Навчальне середовище.', 'The sandbox.'],
  PRODUCTION: ['Промислове середовище.', 'Production.'],
} as const satisfies Words
