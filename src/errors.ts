// The table of failures: everything this program can say no with, once, in both languages.
// A row never quotes what the client sent; a violation adds the path and the rule, not the value.

import type { Refusal, Violation } from './contract/types.ts'

/** One broken rule: where it stands in the message and which rule it is. Never the value. */
export type { Violation } from './contract/types.ts'

/** SOAP 1.1 §4.4.1: the four fault codes; `refusal` rows are values inside a response, never a SOAP Fault. */
type Kind = 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand' | 'refusal'

interface FailureRow {
  kind: Kind
  uk: string
  en: string
  /** The same message may succeed later without being changed. */
  retryable?: true
  retryAfterSeconds?: number
  /** Foreseen although of kind Server, brought about by callers or by a stop: the message's line says all. */
  foreseen?: true
  /** What the security server itself calls it, as spelt up to 7.7; `securityServerCode` gives the newer spelling. */
  securityServer?: string
}

const rows = {
  // ——— the message (X-Road message protocol 4.0) ———
  INVALID_HTTP_METHOD: {
    kind: 'Client',
    uk: 'Сервіс приймає лише запити POST.',
    en: 'The service accepts POST requests only.',
    securityServer: 'InvalidHttpMethod',
  },
  INVALID_CONTENT_TYPE: {
    kind: 'Client',
    uk: 'Тип вмісту має бути text/xml з кодуванням UTF-8 або multipart/related з такою першою частиною.',
    en: 'The content type must be text/xml in UTF-8, or multipart/related with such a first part.',
    securityServer: 'InvalidContentType',
  },
  NO_SOAP_PART: {
    kind: 'Client',
    uk: 'Повідомлення з вкладеннями не починається з частини SOAP.',
    en: 'The message with attachments does not begin with a SOAP part.',
    securityServer: 'InvalidMessage',
  },
  MULTIPART_BROKEN: {
    kind: 'Client',
    uk: 'Повідомлення з вкладеннями порушує правила MIME або прийшло не повністю.',
    en: 'The message with attachments breaks the rules of MIME or is not complete.',
    securityServer: 'MimeParsingFailed',
  },
  ATTACHMENT_UNRESOLVED: {
    kind: 'Client',
    uk: 'Посилання на вкладення не вказує на одну частину цього повідомлення.',
    en: 'A reference to an attachment does not lead to one part of this message.',
  },
  INVALID_HTTP: {
    kind: 'Client',
    uk: 'Запит порушує правила HTTP.',
    en: 'The request breaks the rules of HTTP.',
  },
  MESSAGE_TOO_LARGE: {
    kind: 'Client',
    uk: 'Повідомлення більше за дозволений розмір.',
    en: 'The message is larger than allowed.',
  },
  MESSAGE_TOO_SLOW: {
    kind: 'Client',
    uk: 'Повідомлення не надійшло повністю за відведений час.',
    en: 'The message did not arrive completely in the time allowed.',
    retryable: true,
  },
  MESSAGE_EMPTY: {
    kind: 'Client',
    uk: 'Повідомлення порожнє.',
    en: 'The message is empty.',
    securityServer: 'InvalidSoap',
  },
  NOT_XML: {
    kind: 'Client',
    uk: 'Повідомлення не є правильно сформованим XML.',
    en: 'The message is not well-formed XML.',
    securityServer: 'InvalidSoap',
  },
  DOCTYPE_REFUSED: {
    kind: 'Client',
    uk: 'Оголошення типу документа (DOCTYPE) заборонене.',
    en: 'A document type declaration (DOCTYPE) is refused.',
    securityServer: 'InvalidSoap',
  },
  ENCODING_REFUSED: {
    kind: 'Client',
    uk: 'Приймається лише кодування UTF-8.',
    en: 'Only the encoding UTF-8 is accepted.',
    securityServer: 'InvalidSoap',
  },
  NOT_SOAP: {
    kind: 'Client',
    uk: 'Кореневий елемент не є конвертом SOAP 1.1.',
    en: 'The root element is not a SOAP 1.1 envelope.',
    securityServer: 'InvalidSoap',
  },
  SOAP_VERSION: {
    kind: 'VersionMismatch',
    uk: 'Підтримується лише SOAP 1.1.',
    en: 'Only SOAP 1.1 is supported.',
    securityServer: 'InvalidSoap',
  },
  MISSING_HEADER: {
    kind: 'Client',
    uk: 'У повідомленні немає заголовка SOAP.',
    en: 'The message has no SOAP header.',
    securityServer: 'MissingHeader',
  },
  MISSING_HEADER_FIELD: {
    kind: 'Client',
    uk: 'У заголовку бракує обов’язкового поля.',
    en: 'A required header field is missing.',
    securityServer: 'MissingHeaderField',
  },
  DUPLICATE_HEADER_FIELD: {
    kind: 'Client',
    uk: 'Поле заголовка вказано двічі.',
    en: 'A header field stands twice.',
    securityServer: 'DuplicateHeaderField',
  },
  INVALID_PROTOCOL_VERSION: {
    kind: 'Client',
    uk: 'Підтримується версія протоколу повідомлень 4.x.',
    en: 'The supported message protocol version is 4.x.',
    securityServer: 'InvalidProtocolVersion',
  },
  INVALID_IDENTIFIER: {
    kind: 'Client',
    uk: 'Ідентифікатор у заголовку побудовано неправильно.',
    en: 'An identifier in the header is built wrongly.',
    securityServer: 'InvalidXml',
  },
  EMPTY_IDENTIFIER: {
    kind: 'Client',
    uk: 'Частина ідентифікатора в заголовку відсутня або порожня.',
    en: 'A part of an identifier in the header is missing or blank.',
    securityServer: 'InternalError',
  },
  HEADER_NOT_UNDERSTOOD: {
    kind: 'MustUnderstand',
    uk: 'Заголовок вимагає обробки, якої цей сервіс не виконує.',
    en: 'A header block demands processing that this service does not do.',
  },
  MISSING_BODY: {
    kind: 'Client',
    uk: 'У повідомленні немає тіла SOAP.',
    en: 'The message has no SOAP body.',
    securityServer: 'MissingBody',
  },
  INVALID_BODY: {
    kind: 'Client',
    uk: 'Тіло SOAP має містити рівно один елемент.',
    en: 'The SOAP body must hold exactly one element.',
    securityServer: 'InvalidBody',
  },
  INCONSISTENT_HEADERS: {
    kind: 'Client',
    uk: 'Кореневий елемент тіла не збігається з кодом сервісу в заголовку.',
    en: 'The root element of the body does not match the service code in the header.',
    securityServer: 'InconsistentHeaders',
  },
  FOREIGN_SERVICE: {
    kind: 'Client',
    uk: 'Повідомлення адресовано іншому сервісу або підсистемі.',
    en: 'The message is addressed to another service or subsystem.',
    securityServer: 'UnknownService',
  },
  UNKNOWN_OPERATION: {
    kind: 'Client',
    uk: 'Такої операції тут немає.',
    en: 'There is no such operation here.',
    securityServer: 'UnknownService',
  },
  ACCESS_DENIED: {
    kind: 'Client',
    uk: 'Ваша підсистема не має права викликати цей сервіс. Зверніться до його адміністратора.',
    en: 'Your subsystem has no right to call this service. Ask its administrator.',
  },
  // SOAP 1.1 §4.4.1: the contents of the message are not to blame, and it may succeed later: Server.
  RATE_LIMITED: {
    kind: 'Server',
    uk: 'Ваша підсистема надсилає запити частіше, ніж дозволено. Повторіть той самий запит пізніше.',
    en: 'Your subsystem calls more often than allowed. Repeat the same request later.',
    retryable: true,
    retryAfterSeconds: 1,
    foreseen: true,
  },
  WRONG_NAMESPACE: {
    kind: 'Client',
    uk: 'Тіло повідомлення належить до іншого простору імен.',
    en: 'The body belongs to another namespace.',
  },
  SCHEMA_VIOLATION: {
    kind: 'Client',
    uk: 'Запит не відповідає схемі.',
    en: 'The request does not follow the schema.',
  },

  // ——— the service itself ———
  INTERNAL: {
    kind: 'Server',
    uk: 'Внутрішня помилка сервісу.',
    en: 'Internal error of the service.',
  },
  SELF_CHECK_FAILED: {
    kind: 'Server',
    uk: 'Відповідь не пройшла перевірку перед надсиланням і не була надіслана.',
    en: 'The answer failed its check before it was sent and was withheld.',
  },
  OVERLOADED: {
    kind: 'Server',
    uk: 'Сервіс перевантажено. Повторіть запит пізніше.',
    en: 'The service is overloaded. Repeat the request later.',
    retryable: true,
    retryAfterSeconds: 5,
    foreseen: true,
  },
  RENDERING_OVERLOADED: {
    kind: 'Server',
    uk: 'Забагато документів чекає на створення. Повторіть той самий запит пізніше.',
    en: 'Too many documents wait to be made. Repeat the same request later.',
    retryable: true,
    retryAfterSeconds: 5,
    foreseen: true,
  },
  RENDERING_FAILED: {
    kind: 'Server',
    uk: 'Не вдалося створити документ. Повторіть той самий запит або запитайте сертифікат без нього.',
    en: 'The document could not be made. Repeat the same request, or ask for the certificate without it.',
    retryable: true,
    retryAfterSeconds: 5,
  },
  DEADLINE: {
    kind: 'Server',
    uk: 'Відповідь не встигла за відведений час. Повторіть той самий запит.',
    en: 'The answer was not ready in time. Repeat the same request.',
    retryable: true,
    retryAfterSeconds: 5,
  },
  STOPPING: {
    kind: 'Server',
    uk: 'Сервіс зупиняється. Повторіть запит.',
    en: 'The service is stopping. Repeat the request.',
    retryable: true,
    retryAfterSeconds: 5,
    foreseen: true,
  },
  ENGINE_UNAVAILABLE: {
    kind: 'Server',
    uk: 'Модуль сертифікатів недоступний. Повторіть той самий запит пізніше.',
    en: 'The certificate engine cannot be reached. Repeat the same request later.',
    retryable: true,
    retryAfterSeconds: 30,
  },
  REGISTER_UNAVAILABLE: {
    kind: 'Server',
    uk: 'Реєстр сертифікатів недоступний. Повторіть той самий запит пізніше.',
    en: 'The register of certificates cannot be reached. Repeat the same request later.',
    retryable: true,
    retryAfterSeconds: 30,
  },
  REGISTER_LOCKED: {
    kind: 'Server',
    uk: 'Теку вбудованої бази даних уже відкрив інший процес.',
    en: 'Another process has the folder of the embedded database open.',
  },
  SIGNER_UNAVAILABLE: {
    kind: 'Server',
    uk: 'Ключ підпису зараз недоступний. Повторіть той самий запит пізніше.',
    en: 'The signing key cannot be used at the moment. Repeat the same request later.',
    retryable: true,
    retryAfterSeconds: 30,
  },
  READ_BACK_FAILED: {
    kind: 'Server',
    uk: 'Сертифікат не пройшов перевірку перед видачею і не був виданий.',
    en: 'The certificate failed its check before release and was not issued.',
    retryable: true,
    retryAfterSeconds: 30,
  },

  // ——— refusals of the request as a whole ———
  SEAL_UNAVAILABLE: {
    kind: 'refusal',
    uk: 'Сервіс не має чинного ключа печатки. Запитайте сертифікат без печатки.',
    en: 'The service has no valid seal key. Ask for the certificate without a seal.',
  },
  RECIPIENT_CERTIFICATE_UNFIT: {
    kind: 'refusal',
    uk: 'Для цього сертифіката отримувача зашифрувати не можна: він не X.509 у DER, не чинний, або його ключ чи призначення ключа не підходять.',
    en: 'Nothing can be encrypted to this certificate of a recipient: it is no X.509 in DER, is not valid now, or its key or key usage does not fit.',
  },
  SIGNING_KEY_UNAVAILABLE: {
    kind: 'refusal',
    uk: 'Немає чинного ключа підпису для цього виду сертифіката.',
    en: 'There is no valid signing key for this type of certificate.',
    retryable: true,
    retryAfterSeconds: 300,
  },
  SIGNING_KEY_AMBIGUOUS: {
    kind: 'refusal',
    uk: 'Для цього виду сертифіката чинні кілька ключів підпису, і жоден не обрано.',
    en: 'Several signing keys are valid for this type of certificate, and none is chosen.',
    retryable: true,
    retryAfterSeconds: 300,
  },
  MESSAGE_ID_REUSED: {
    kind: 'refusal',
    uk: 'Цей ідентифікатор повідомлення вже використано для іншого запиту.',
    en: 'This message id was already used for another request.',
  },
  RECORD_DIFFERS: {
    kind: 'refusal',
    uk: 'За цим медичним записом уже видано сертифікат з іншими відомостями. Виправте його через ReissueCertificate_v1 або відкличте перед новою видачею.',
    en: 'This medical record was certified with other facts. Correct that certificate by ReissueCertificate_v1, or revoke it before issuing anew.',
  },
  CHOICE_REQUIRED: {
    kind: 'refusal',
    uk: 'Потрібно вказати рівно один із зазначених елементів.',
    en: 'Exactly one of the named elements is required.',
  },

  // ——— refusals of the person ———
  NAME_NOT_LATINISABLE: {
    kind: 'refusal',
    uk: 'Ім’я не вдається передати латиницею. Вкажіть його латинське написання.',
    en: 'The name cannot be written in Latin letters. Give its Latin spelling.',
  },
  TEXT_TOO_LONG: {
    kind: 'refusal',
    uk: 'Текст у нормалізованому вигляді довший за 80 символів, які вміщує сертифікат.',
    en: 'The normalised text is longer than the 80 characters that a certificate holds.',
  },
  BIRTH_DATE_IN_FUTURE: {
    kind: 'refusal',
    uk: 'Дата народження ще не настала.',
    en: 'The date of birth is in the future.',
  },
  EVENT_BEFORE_BIRTH: {
    kind: 'refusal',
    uk: 'Подія раніша за дату народження.',
    en: 'The event is earlier than the date of birth.',
  },

  TOO_YOUNG: {
    kind: 'refusal',
    uk: 'Особі ще не виповнилося стільки років, скільки потрібно для такого сертифіката.',
    en: 'The person is not old enough for this type of certificate.',
  },
  REPRESENTATIVE_REQUIRED: {
    kind: 'refusal',
    uk: 'За особу до 14 років звертається законний представник: вкажіть його.',
    en: 'A person under 14 needs a legal representative: name them.',
  },
  REPRESENTATIVE_UNNAMED: {
    kind: 'refusal',
    uk: 'Представника потрібно назвати РНОКПП, УНЗР або документом, і це має бути інша особа.',
    en: 'The representative is named by RNOKPP, UNZR or document, and is somebody else than the person.',
  },
  QUOTA_EXCEEDED: {
    kind: 'refusal',
    uk: 'Цій особі вже видано стільки сертифікатів цього виду, скільки дозволено на календарний рік.',
    en: 'This person already has as many certificates of this type as a calendar year allows.',
  },

  // ——— refusals of the event ———
  EVENT_IN_FUTURE: {
    kind: 'refusal',
    uk: 'Подія ще не відбулася.',
    en: 'The event is in the future.',
  },
  RULES_NOT_IN_FORCE: {
    kind: 'refusal',
    uk: 'На цю дату правила видачі ще не діяли.',
    en: 'No rule for issuing was in force at this date.',
  },
  VALIDITY_OVER: {
    kind: 'refusal',
    uk: 'Строк дії сертифіката за цією подією вже минув.',
    en: 'The validity of a certificate for this event is already over.',
  },
  COUNTRY_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такої країни немає в довіднику.',
    en: 'The country is not in the value set.',
  },
  PRODUCT_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такої вакцини немає в довіднику чинних препаратів.',
    en: 'The vaccine is not an active entry of the value set.',
  },
  VACCINE_DOES_NOT_FIT: {
    kind: 'refusal',
    uk: 'Тип вакцини не відповідає препарату.',
    en: 'The vaccine type does not fit the product.',
  },
  MANUFACTURER_DOES_NOT_FIT: {
    kind: 'refusal',
    uk: 'Виробник не відповідає препарату.',
    en: 'The manufacturer does not fit the product.',
  },
  DOSES_DO_NOT_FIT: {
    kind: 'refusal',
    uk: 'Номер дози та кількість доз не відповідають препарату.',
    en: 'The dose number and the number of doses do not fit the product.',
  },
  BOOSTER_NOT_CERTIFIED: {
    kind: 'refusal',
    uk: 'За чинними на цей день правилами бустерна доза не сертифікується.',
    en: 'The rule in force on this day does not certify a booster dose.',
  },
  ORIGIN_NOT_APPROVED: {
    kind: 'refusal',
    uk: 'Записи такого походження не сертифікуються; запис про щеплення за кордоном має назвати схвалене походження.',
    en: 'Records of this origin are not certified; the record of a dose given abroad must name an approved origin.',
  },
  TEST_TYPE_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такого виду тесту немає в довіднику.',
    en: 'The type of test is not an active entry of the value set.',
  },
  TEST_TYPE_NOT_CERTIFIED: {
    kind: 'refusal',
    uk: 'За таким видом тесту сертифікат не видається.',
    en: 'No certificate is issued for this type of test.',
  },
  TEST_RESULT_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такого результату тесту немає в довіднику.',
    en: 'The test result is not an active entry of the value set.',
  },
  TEST_POSITIVE: {
    kind: 'refusal',
    uk: 'За позитивним результатом сертифікат про тест не видається.',
    en: 'No test certificate is issued for a positive result.',
  },
  TEST_NAME_DOES_NOT_FIT: {
    kind: 'refusal',
    uk: 'Назва тесту вказується лише для тесту NAAT.',
    en: 'A test name is given for a NAAT test only.',
  },
  TEST_DEVICE_DOES_NOT_FIT: {
    kind: 'refusal',
    uk: 'Код виробу вказується для швидкого тесту, і лише для нього.',
    en: 'A test device is given for a rapid test, and for no other.',
  },
  TEST_DEVICE_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такого виробу немає в довіднику швидких тестів.',
    en: 'The device is not an active entry of the value set of rapid tests.',
  },
  RECOVERY_TOO_EARLY: {
    kind: 'refusal',
    uk: 'Після позитивного тесту ще не минув потрібний строк.',
    en: 'The required time since the positive test has not passed yet.',
  },

  // ——— refusals about a certificate ———
  DICTIONARY_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такого довідника немає; довідник DICTIONARIES перелічує всі.',
    en: 'There is no such dictionary; the dictionary DICTIONARIES lists them all.',
  },
  DICTIONARY_VERSION_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такої версії довідника тут немає; видається лише чинна.',
    en: 'This version of the dictionary is not here; only the current one is given.',
  },
  REASON_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такої причини відкликання немає в довіднику.',
    en: 'The reason of the revocation is not in the dictionary.',
  },
  REVOCATION_LIST_UNAVAILABLE: {
    kind: 'refusal',
    uk: 'Сервіс не має ключа для списку відкликаних сертифікатів і не видає його.',
    en: 'The service has no key for the list of revoked certificates and gives none.',
  },
  PAGE_TOKEN_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такої позначки продовження тут не видавали. Почніть без неї.',
    en: 'This page token was not given here. Begin without one.',
  },
  CERTIFICATE_UNKNOWN: {
    kind: 'refusal',
    uk: 'Такого сертифіката серед виданих вами немає.',
    en: 'There is no such certificate among those you issued.',
  },
  CERTIFICATE_REVOKED: {
    kind: 'refusal',
    uk: 'Виданий за цим повідомленням сертифікат відкликано.',
    en: 'The certificate issued for this message was revoked.',
  },
  CERTIFICATE_CORRECTED: {
    kind: 'refusal',
    uk: 'Виданий за цим повідомленням сертифікат замінено виправленим.',
    en: 'The certificate issued for this message was superseded by a corrected one.',
  },
  CERTIFICATE_SUPERSEDED: {
    kind: 'refusal',
    uk: 'Цей сертифікат уже замінено новішим. Виправляйте той, що його замінив.',
    en: 'A newer certificate supersedes this one already. Correct the newer one.',
  },
  CERTIFICATE_ALREADY_REVOKED: {
    kind: 'refusal',
    uk: 'Цей сертифікат відкликано. Видайте за подією новий.',
    en: 'This certificate was revoked. Issue a new one of the event.',
  },
  TYPE_DIFFERS: {
    kind: 'refusal',
    uk: 'Сертифікат, який замінюють, іншого виду. Відкличте його й видайте новий.',
    en: 'The certificate to be superseded is of another type. Revoke it and issue a new one.',
  },
  PERSON_DIFFERS: {
    kind: 'refusal',
    uk: 'Сертифікат, який замінюють, належить особі з іншими номерами. Відкличте його й видайте новий.',
    en: 'The certificate to be superseded is of a person with other numbers. Revoke it and issue a new one.',
  },
  EVENT_CERTIFIED: {
    kind: 'refusal',
    uk: 'За цією подією чинний інший сертифікат. Відкличте той, який хотіли замінити.',
    en: 'Another certificate of this event stands. Revoke the one that was to be superseded.',
  },
  SCOPE_REQUIRED: {
    kind: 'refusal',
    uk: 'Ця операція лише для того, чий доступ охоплює всі сертифікати.',
    en: 'This operation is only for those whose access reaches every certificate.',
  },
} as const satisfies Record<string, FailureRow>

/** The closed set of stable codes; a published code is never renamed. */
export type FailureCode = keyof typeof rows

export const failures: Readonly<Record<FailureCode, FailureRow>> = rows

interface FailureOptions {
  violations?: readonly Violation[]
  detail?: string
  cause?: unknown
  repeated?: boolean
}

/**
 * The one class that is thrown. `violations` go to the client; `detail` goes to our own log and is ours
 * alone, never a text of a message; `cause` never leaves the process.
 */
export class Failure extends Error {
  readonly code: FailureCode
  readonly violations: readonly Violation[]
  readonly detail: string | undefined
  /** The audit told of the same refusal a moment ago, and is not told again. */
  readonly repeated: boolean

  constructor(code: FailureCode, options: FailureOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.violations = options.violations ?? []
    this.detail = options.detail
    this.repeated = options.repeated ?? false
  }
}

/** A failure for one broken rule. Path and rule are our own words, limits and positions: nothing that the sender wrote. */
export function breach(code: FailureCode, path: string, rule: string, cause?: unknown): Failure {
  const violations = [{ path, rule }]
  return new Failure(code, cause === undefined ? { violations } : { violations, cause })
}

/** Whether it is to be looked into: of ours, and not foreseen. It leaves an error line. */
export function isOurs({ code }: Failure): boolean {
  return failures[code].kind === 'Server' && !failures[code].foreseen
}

/** What was thrown, as a Failure: anything unforeseen is `INTERNAL`. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure('INTERNAL', { cause: thrown })
}

/** The client's text for a code, with the violations that led to it. */
export function refusal(code: FailureCode, violations: readonly Violation[] = []): Refusal {
  const row = failures[code]
  return {
    faultCode: code,
    faultString: row.uk,
    faultStringEn: row.en,
    retryable: row.retryable ?? false,
    ...(row.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: row.retryAfterSeconds }),
    ...(violations.length === 0 ? {} : { violation: [...violations] }),
  }
}

/**
 * The security server's name of a message error, in the spelling of either generation
 * (CamelCase up to 7.7, snake_case from 7.8), or undefined where it has none.
 */
export function securityServerCode(
  code: FailureCode,
  spelling: 'camel' | 'snake' = 'camel',
): string | undefined {
  const name = failures[code].securityServer
  return spelling === 'camel' || name === undefined
    ? name
    : name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}
