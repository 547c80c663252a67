// Who we are on Trembita, where our WSDL and service stand, and which services there are.

import type { Facts } from './facts.ts'
import { code, kibibytes, type Language, table } from './language.ts'

/** Of one message, all together: KiB, and how many. */
interface Attachments {
  bytes: number
  parts: number
}

const words = {
  uk: {
    codes: '## 1. Коди й адреси',
    rows: ['Екземпляр «Трембіти»', 'Клас учасника', 'Код учасника (ЄДРПОУ)', 'Підсистема'],
    addresses: ['Адреса WSDL', 'Адреса сервісів', 'Простір імен і схема'],
    head: ['Що', 'Значення'],
    zeros:
      'Код ЄДРПОУ — текст із восьми цифр. Нулі на початку зберігайте: електронні таблиці їх відкидають.',
    mixing:
      'Екземпляри SEVDEIR (промисловий) і SEVDEIR-TEST чи SEVDEIR-TR (тестовий, навчальний) ніколи не змішуються: ні в кодах, ні в адресах, ні в сертифікатах.',
    plain:
      'Публікується саме цей WSDL, без заголовків: шлюз безпечного обміну (ШБО) «Трембіти» додає їх сам. Схеми стоять усередині.',
    services: '## 2. Сервіси',
    serviceHead: ['Код сервісу', 'Назва', 'Найбільше повідомлення SOAP'],
    size: 'КіБ',
    attachments: ({ bytes, parts }: Attachments) =>
      `Вкладення (SwA, MTOM) до цієї межі не входять: разом до ${bytes} КіБ, не більше ніж ${parts} вкладень. У вкладенні можна надіслати \`hc1\` і \`cose\`; зображення \`rendering/content\` у відповіді — на запит.`,
    unversioned:
      'Версія — частина коду (_v1); поле serviceVersion не заповнюється. SOAPAction порожній.',
  },
  en: {
    codes: '## 1. Codes and addresses',
    rows: ['Instance', 'Member class', 'Member code (EDRPOU)', 'Subsystem'],
    addresses: ['Address of the WSDL', 'Address of the services', 'Namespace and schema'],
    head: ['What', 'Value'],
    zeros:
      'The EDRPOU is a text of eight digits. Leading zeros stay: spreadsheets drop them without asking.',
    mixing:
      'SEVDEIR (production) and SEVDEIR-TEST or SEVDEIR-TR (test, training) never mix: not in codes, not in addresses, not in certificates.',
    plain:
      'This WSDL is the one to publish, without header parts: the security server of Trembita adds its own. Schemas stand inside.',
    services: '## 2. Services',
    serviceHead: ['Service code', 'Title', 'Largest SOAP message'],
    size: 'KiB',
    attachments: ({ bytes, parts }: Attachments) =>
      `Attachments (SwA, MTOM) do not count towards it: together up to ${bytes} KiB, at most ${parts} of them. \`hc1\` and \`cose\` may come as attachments; \`rendering/content\` of the answer does when asked for.`,
    unversioned:
      'The version is part of the code (_v1); serviceVersion is left out. SOAPAction is empty.',
  },
} as const

export function codes({ config, wsdlUrl, serviceUrl, namespace }: Facts, language: Language) {
  const { head, rows, addresses, zeros, mixing, plain, codes: title } = words[language]
  const { xRoadInstance, memberClass, memberCode, subsystemCode } = config.service
  const parts = [xRoadInstance, memberClass, memberCode, subsystemCode]
  const places = [wsdlUrl, serviceUrl, namespace]
  const all = [
    ...rows.map((name, at) => [name, code(parts[at] ?? '')]),
    ...addresses.map((name, at) => [name, code(places[at] ?? '')]),
  ]
  return [title, table(head, all), plain, zeros, mixing].join('\n\n')
}

export function services({ services: all, bytesMax, config }: Facts, language: Language) {
  const { services: title, serviceHead, unversioned, size, attachments } = words[language]
  const { attachmentBytesMax, attachmentsMax } = config
  const rows = all.map((service) => [
    code(service.code),
    service.title[language],
    `${kibibytes(bytesMax(service.code))} ${size}`,
  ])
  const attached = attachments({ bytes: kibibytes(attachmentBytesMax), parts: attachmentsMax })
  return [title, table(serviceHead, rows), attached, unversioned].join('\n\n')
}
