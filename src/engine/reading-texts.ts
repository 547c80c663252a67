// What is said of a picture or text that cannot be read: one row for every way in which reading may end, in both
// languages.

import type { ReadingFault } from '../hcert/steps.ts'
import type { PictureProblem } from '../render/picture/reading.ts'

export const readingTexts = {
  PICTURE_TOO_LARGE: ['Зображення має забагато пікселів.', 'The picture has too many pixels.'],
  PICTURE_UNREADABLE: [
    'Дані не є зображенням PNG або JPEG чи пошкоджені.',
    'The data are not a PNG or JPEG picture, or are damaged.',
  ],
  PICTURE_NO_CODE: ['На зображенні не знайдено QR-коду.', 'No QR code was found in the picture.'],
  PICTURE_SEVERAL_CODES: [
    'На зображенні кілька QR-кодів, і неясно, який перевірити.',
    'The picture has several QR codes, and which of them to verify is not clear.',
  ],
  PICTURE_FAILED: [
    'Пошук QR-коду на зображенні тривав задовго або не вдався.',
    'Looking for a QR code in the picture took too long or failed.',
  ],
  PREFIX_WRONG: ['Текст не починається з HC1:.', 'The text does not begin with HC1:.'],
  PREFIX_TEXT_TOO_LONG: [
    'Текст довший за будь-який QR-код.',
    'The text is longer than any QR code.',
  ],
  BASE45_LENGTH: [
    'У тексту base45 неможлива довжина: бракує або забагато одного знака.',
    'The base45 text has an impossible length: one character too few or too many.',
  ],
  BASE45_CHARACTER: [
    'У тексті є знак, якого немає в base45.',
    'The text has a character that base45 has not.',
  ],
  BASE45_OVERFLOW: [
    'Група знаків base45 означає завелике число.',
    'A group of base45 characters means too large a number.',
  ],
  ZLIB_NOT_COMPRESSED: ['Дані не стиснуто zlib.', 'The data are not compressed by zlib.'],
  ZLIB_BROKEN: ['Стиснуті дані пошкоджено.', 'The compressed data are damaged.'],
  ZLIB_CUT: ['Стиснуті дані обрізано.', 'The compressed data are cut short.'],
  ZLIB_TOO_LARGE: ['Розпаковані дані перевищують 64 КіБ.', 'The data inflate to more than 64 KiB.'],
  ZLIB_TRAILING_BYTES: [
    'Після стиснутих даних є зайві байти.',
    'There are bytes after the compressed data.',
  ],
  CBOR_CUT: ['Дані CBOR обрізано.', 'The CBOR data are cut short.'],
  CBOR_TRAILING_BYTES: ['Після даних CBOR є зайві байти.', 'There are bytes after the CBOR data.'],
  CBOR_DUPLICATE_KEY: [
    'Ключ у відображенні CBOR повторюється.',
    'A key of a CBOR map stands twice.',
  ],
  CBOR_KEY_TYPE: [
    'Ключ у відображенні CBOR не є ані текстом, ані числом.',
    'A key of a CBOR map is neither text nor number.',
  ],
  CBOR_TOO_DEEP: [
    'Дані CBOR вкладено глибше за 16 рівнів.',
    'The CBOR data nest deeper than 16 levels.',
  ],
  CBOR_NOT_UTF8: ['Текст у CBOR не є UTF-8.', 'A text in the CBOR is not UTF-8.'],
  CBOR_INTEGER_TOO_LARGE: ['Ціле число в CBOR завелике.', 'An integer in the CBOR is too large.'],
  CBOR_SIMPLE_VALUE: [
    'У CBOR є значення, якого сертифікати не мають.',
    'The CBOR has a value that certificates have no use for.',
  ],
  CBOR_ILL_FORMED: ['Дані CBOR побудовано неправильно.', 'The CBOR data are ill-formed.'],
  COSE_TAG: [
    'Позначка CBOR належить повідомленню іншого виду.',
    'The CBOR tag is that of another kind of message.',
  ],
  COSE_NOT_FOUR_PARTS: [
    'Дані не є підписаним повідомленням COSE: у ньому чотири частини.',
    'The data are not a signed COSE message, which has four parts.',
  ],
  COSE_PART_NOT_BYTES: [
    'Частина повідомлення COSE має бути байтами.',
    'A part of the COSE message must be bytes.',
  ],
  COSE_HEADER_NOT_MAP: [
    'Заголовок повідомлення COSE не є відображенням.',
    'A header of the COSE message is not a map.',
  ],
  COSE_CRITICAL_HEADER: [
    'Повідомлення COSE вимагає розуміти невідомий параметр.',
    'The COSE message demands that an unknown parameter be understood.',
  ],
  CWT_NOT_CLAIMS: [
    'Підписані дані не є твердженнями CWT.',
    'The signed data are not the claims of a CWT.',
  ],
  CWT_NO_CERTIFICATE: [
    'У підписаних даних немає сертифіката.',
    'The signed data hold no certificate.',
  ],
  CWT_NO_TIME: [
    'У підписаних даних немає часу видачі або закінчення.',
    'The signed data lack the time of issue or of expiry.',
  ],
  CWT_FORBIDDEN_NAME: [
    'У вмісті є заборонена назва поля.',
    'The content has a forbidden member name.',
  ],
} as const satisfies Record<ReadingFault | PictureProblem, readonly [uk: string, en: string]>
