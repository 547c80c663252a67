// What goes wrong at integrators, by what they see, why, and what helps. One row per trouble; codes of the
// security server in both spellings, up to 7.7 and from 7.8 on.

import type { Facts } from './facts.ts'
import { code, kibibytes, type Language, type Text, table } from './language.ts'

interface Trouble {
  seen: (facts: Facts) => Text
  cause: Text
  remedy: (facts: Facts) => Text
}

/** A code that reads the same in both languages. */
function seen(...codes: string[]): Trouble['seen'] {
  const text = codes.map(code).join(', ')
  return () => ({ uk: text, en: text })
}

const troubles: readonly Trouble[] = [
  {
    seen: seen('AccessDenied', 'access_denied'),
    cause: {
      uk: 'Підсистемі не надано права на цей код сервісу на ШБО.',
      en: 'The subsystem was not granted this service code on the security server.',
    },
    remedy: () => ({
      uk: 'Надати право підсистемі-клієнту (не учаснику) на кожен код окремо.',
      en: 'Grant it to the client subsystem (not to the member), each code by itself.',
    }),
  },
  {
    seen: seen('ACCESS_DENIED'),
    cause: {
      uk: 'ШБО пропустив, а `access.json` адаптера — ні.',
      en: 'The security server let it pass, the adapter’s `access.json` did not.',
    },
    remedy: () => ({
      uk: 'Додати рядок у `access.json`; файл перечитується без перезапуску.',
      en: 'Add a row to `access.json`; the file is read again without a restart.',
    }),
  },
  {
    seen: seen('UnknownService', 'unknown_service'),
    cause: {
      uk: 'Надіслано serviceVersion, хоча сервіс її не має, або змінено регістр чи підкреслення в коді.',
      en: 'serviceVersion is sent although the service has none, or letters or underscores of the code differ.',
    },
    remedy: ({ services }) => ({
      uk: `Прибрати serviceVersion; код переписати точно, наприклад ${code(services[0]?.code ?? '')}.`,
      en: `Leave serviceVersion out; copy the code exactly, for instance ${code(services[0]?.code ?? '')}.`,
    }),
  },
  {
    seen: seen('UnknownMember', 'unknown_member', 'Could not find addresses for service provider'),
    cause: {
      uk: 'Код ЄДРПОУ втратив нулі на початку, або переплутано екземпляри SEVDEIR і SEVDEIR-TEST, або підсистему ще не зареєстровано.',
      en: 'The EDRPOU lost its leading zeros, SEVDEIR is confused with SEVDEIR-TEST, or the subsystem is not registered yet.',
    },
    remedy: ({ config, subsystem }) => ({
      uk: `Порівняти з ${code(subsystem)}: екземпляр ${code(config.service.xRoadInstance)}, код ${code(config.service.memberCode)}.`,
      en: `Compare with ${code(subsystem)}: instance ${code(config.service.xRoadInstance)}, code ${code(config.service.memberCode)}.`,
    }),
  },
  {
    seen: seen(
      'SslAuthenticationFailed',
      'ssl_authentication_failed',
      'did not supply TLS certificate',
    ),
    cause: {
      uk: 'Підсистема споживача налаштована на HTTPS, а його система не показує сертифіката; або ШБО не має сертифіката адаптера.',
      en: 'The consumer’s subsystem is set to HTTPS and its system shows no certificate; or the security server lacks the adapter’s certificate.',
    },
    remedy: ({ link }) => ({
      uk: `Споживачеві: додати сертифікат своєї системи або HTTPS NOAUTH. Постачальникові: ${link ? `завантажити сертифікат ${code(link.fingerprint)}` : 'налаштувати TLS адаптера'}.`,
      en: `Consumer: add the certificate of its system, or HTTPS NOAUTH. Provider: ${link ? `upload the certificate ${code(link.fingerprint)}` : 'configure the adapter’s TLS'}.`,
    }),
  },
  {
    seen: seen('NetworkError', 'network_error', 'unknown_host'),
    cause: {
      uk: 'ШБО не може з’єднатися з адресою сервісу: вона внутрішня, localhost або з WSDL.',
      en: 'The security server cannot reach the service address: it is internal, localhost, or left from the WSDL.',
    },
    remedy: ({ serviceUrl }) => ({
      uk: `Задати вручну для кожного сервісу ${code(serviceUrl)} і перевірити доступність адреси з ШБО.`,
      en: `Set ${code(serviceUrl)} by hand for every service and check the network from there.`,
    }),
  },
  {
    seen: seen('ServiceFailed.HttpError', 'service_failed.http_error'),
    cause: {
      uk: 'Адреса веде не на адаптер: відповідь має HTTP-статус, відмінний від 200 і 500.',
      en: 'The address is not the adapter’s: the answer has an HTTP status other than 200 and 500.',
    },
    remedy: ({ serviceUrl }) => ({
      uk: `Перевірити, що адреса саме ${code(serviceUrl)} і що між ними немає проксі, який відповідає сам.`,
      en: `See that the address is exactly ${code(serviceUrl)} and that no proxy between answers by itself.`,
    }),
  },
  {
    seen: seen('InvalidXml', 'invalid_xml'),
    cause: {
      uk: 'objectType відсутній, без простору імен або не той; простір імен із https:// замість http://.',
      en: 'objectType is missing, without its namespace or wrong; a namespace with https:// for http://.',
    },
    remedy: () => ({
      uk: 'client — SUBSYSTEM, service — SERVICE, атрибут `id:objectType`; простори імен лише http://x-road.eu/…',
      en: 'client is SUBSYSTEM, service is SERVICE, the attribute `id:objectType`; namespaces only http://x-road.eu/…',
    }),
  },
  {
    seen: seen('InconsistentHeaders', 'inconsistent_headers', 'WRONG_NAMESPACE'),
    cause: {
      uk: 'Елемент тіла не називається так само, як сервіс, або стоїть в іншому просторі імен.',
      en: 'The body element is not named as the service, or stands in another namespace.',
    },
    remedy: ({ namespace }) => ({
      uk: `Назва елемента = код сервісу, простір імен ${code(namespace)}.`,
      en: `Name of the element = service code, namespace ${code(namespace)}.`,
    }),
  },
  {
    seen: () => ({
      uk: 'генератор коду не завантажує WSDL: недоступна схема',
      en: 'the code generator cannot load the WSDL: a schema is out of reach',
    }),
    cause: {
      uk: 'У WSDL, отриманому від іншого сервісу, лишилися зовнішні schemaLocation; у нашому їх немає.',
      en: 'A WSDL of another service has foreign schemaLocations; ours has none.',
    },
    remedy: ({ wsdlUrl }) => ({
      uk: `Взяти ${code(wsdlUrl)} наново; PHP: вимкнути кеш (WSDL_CACHE_NONE).`,
      en: `Take ${code(wsdlUrl)} anew; PHP: switch the cache off (WSDL_CACHE_NONE).`,
    }),
  },
  {
    seen: ({ serviceTimeoutSeconds }) => ({
      uk: `${code('IOError')}, ${code('io_error')} або обрив через ${serviceTimeoutSeconds} с`,
      en: `${code('IOError')}, ${code('io_error')} or a break after ${serviceTimeoutSeconds} s`,
    }),
    cause: {
      uk: 'Час очікування на ШБО або у споживача менший за час адаптера.',
      en: 'The timeout of the security server or of the consumer is shorter than the adapter’s.',
    },
    remedy: ({ serviceTimeoutSeconds }) => ({
      uk: `Задати ${serviceTimeoutSeconds} с. Повторювати те саме повідомлення безпечно: другого сертифіката не буде.`,
      en: `Set ${serviceTimeoutSeconds} s. Repeating the same message is safe: there will be no second certificate.`,
    }),
  },
  {
    seen: seen('MESSAGE_TOO_LARGE'),
    cause: {
      uk: 'Завелика частина SOAP: зазвичай дані base64 в ній; або забагато вкладень.',
      en: 'The SOAP part is too large, mostly by base64 in it; or there are too many attachments.',
    },
    remedy: ({ config }) => ({
      uk: `Частина SOAP — до ${kibibytes(config.messageBytesMax)} КіБ, вкладення разом — до ${kibibytes(config.attachmentBytesMax)} КіБ, не більше ніж ${config.attachmentsMax} вкладень. \`hc1\` і \`cose\` можна надіслати вкладенням; \`image\` поки що відхиляється.`,
      en: `At most ${kibibytes(config.messageBytesMax)} KiB of SOAP, ${kibibytes(config.attachmentBytesMax)} KiB of attachments together, ${config.attachmentsMax} of them. \`hc1\` and \`cose\` may be attached; \`image\` is refused for now.`,
    }),
  },
  {
    seen: seen('ENCODING_REFUSED', 'InvalidSoap', 'invalid_soap'),
    cause: {
      uk: 'Повідомлення у windows-1251 або UTF-16: ШБО оголошує його UTF-8, не перекодовуючи.',
      en: 'The message is in windows-1251 or UTF-16: the security server calls it UTF-8 without recoding.',
    },
    remedy: () => ({
      uk: 'Надсилати UTF-8 і `Content-Type: text/xml; charset=utf-8`.',
      en: 'Send UTF-8 and `Content-Type: text/xml; charset=utf-8`.',
    }),
  },
  {
    seen: seen('InconsistentResponse', 'inconsistent_response'),
    cause: {
      uk: 'Відповідь не повторює заголовків запиту; постачальник цього не бачить. Адаптер перевіряє кожну відповідь сам.',
      en: 'The answer does not repeat the request’s headers; the provider cannot see it. The adapter checks every answer itself.',
    },
    remedy: () => ({
      uk: 'Надіслати адміністраторові адаптера ідентифікатор повідомлення; шукати посередника, який змінює XML.',
      en: 'Send the message id to the adapter’s administrator; look for something between that changes the XML.',
    }),
  },
  {
    seen: seen('OutdatedGlobalConf', 'global_conf_outdated', 'CannotCreateSignature'),
    cause: {
      uk: 'На ШБО збився годинник, недоступний OCSP або скінчився сертифікат.',
      en: 'On a security server the clock is wrong, OCSP is out of reach or a certificate has expired.',
    },
    remedy: () => ({
      uk: 'Синхронізувати час (NTP), перевірити OCSP і строк дії сертифікатів підпису та автентифікації.',
      en: 'Synchronise the clock (NTP), check OCSP and the validity of the signing and authentication certificates.',
    }),
  },
]

const words = {
  uk: {
    title: '## 7. Типові помилки інтеграторів',
    spelling:
      'Коди ШБО мають два написання (до 7.7 і від 7.8) і префікси `Server.ClientProxy.`, `Server.ServerProxy.`, `Client.` Коди адаптера пишуться великими літерами. Усі помилки одного повідомлення споживача показує `npm run doctor -- FILE`.',
    head: ['Що видно', 'Чому', 'Що зробити'],
  },
  en: {
    title: '## 7. Errors that integrators meet',
    spelling:
      'Codes of the security server have two spellings (up to 7.7 and from 7.8) and the prefixes `Server.ClientProxy.`, `Server.ServerProxy.`, `Client.` Codes of the adapter are in capitals. `npm run doctor -- FILE` shows all faults of one consumer’s message at once.',
    head: ['What is seen', 'Why', 'What to do'],
  },
} as const

export function integratorErrors(facts: Facts, language: Language) {
  const { title, spelling, head } = words[language]
  const rows = troubles.map(({ seen: symptom, cause, remedy }) => [
    symptom(facts)[language],
    cause[language],
    remedy(facts)[language],
  ])
  return [title, spelling, table(head, rows)].join('\n\n')
}
