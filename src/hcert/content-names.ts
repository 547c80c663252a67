// What the facts of a certificate are called, in both languages, in the order of the EU's paper layout: in answers, in
// the dictionary and on paper. The fields of the annex to Regulation (EU) 2021/953.

export const contentNames = {
  DISEASE: { uk: 'Хвороба або збудник', en: 'Disease or agent targeted' },
  VACCINE: { uk: 'Вакцина / профілактика', en: 'Vaccine/prophylaxis' },
  PRODUCT: { uk: 'Назва вакцини', en: 'Vaccine medicinal product' },
  MANUFACTURER: {
    uk: 'Власник реєстраційного посвідчення або виробник вакцини',
    en: 'Vaccine marketing authorisation holder or manufacturer',
  },
  DOSE_NUMBER: { uk: 'Номер дози', en: 'Number in a series of doses' },
  TOTAL_DOSES: {
    uk: 'Загальна кількість доз у серії',
    en: 'Overall number of doses in the series',
  },
  VACCINATION_DATE: { uk: 'Дата вакцинації', en: 'Date of vaccination' },
  TEST_TYPE: { uk: 'Вид тесту', en: 'Type of test' },
  TEST_NAME: { uk: 'Назва тесту', en: 'Test name' },
  TEST_DEVICE: { uk: 'Виробник і назва тесту', en: 'Test device and manufacturer' },
  SAMPLE_TIME: {
    uk: 'Дата і час відбору зразка',
    en: 'Date and time of the test sample collection',
  },
  TEST_RESULT: { uk: 'Результат тесту', en: 'Result of the test' },
  FACILITY: { uk: 'Заклад, що провів тестування', en: 'Testing centre or facility' },
  FIRST_POSITIVE_DATE: {
    uk: 'Дата першого позитивного результату тесту',
    en: 'Date of first positive test result',
  },
  CERTIFICATE_VALID_FROM: { uk: 'Сертифікат дійсний з', en: 'Certificate valid from' },
  CERTIFICATE_VALID_UNTIL: { uk: 'Сертифікат дійсний до', en: 'Certificate valid until' },
  COUNTRY: { uk: 'Держава, де відбулася подія', en: 'State where it took place' },
  ISSUER: { uk: 'Видавець сертифіката', en: 'Certificate issuer' },
} as const satisfies Readonly<Record<string, { uk: string; en: string }>>

export type ContentName = keyof typeof contentNames
