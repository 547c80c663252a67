// Who we are on Trembita, where our WSDL and service stand, and which services there are.

import type { Facts } from './facts.ts'
import { code, type Language, table } from './language.ts'

const words = {
  uk: {
    codes: '## 1. Коди й адреси',
    rows: ['Система', 'Клас учасника', 'Код учасника (ЄДРПОУ)', 'Підсистема'],
    addresses: ['Адреса WSDL', 'Адреса сервісів', 'Простір імен і схема'],
    head: ['Що', 'Значення'],
    zeros:
      'Код ЄДРПОУ — текст із восьми цифр. Нулі на початку не відкидаються: електронні таблиці роблять це самі.',
    mixing:
      'SEVDEIR (промислова) і SEVDEIR-TEST чи SEVDEIR-TR (тестова, навчальна) ніколи не змішуються: ні в кодах, ні в адресах, ні в сертифікатах.',
    plain:
      'Публікується саме цей WSDL, без заголовків: сервер безпеки «Трембіти» додає їх сам. Схеми стоять усередині.',
    services: '## 2. Сервіси',
    serviceHead: ['Код сервісу', 'Назва', 'Найбільше повідомлення'],
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
    serviceHead: ['Service code', 'Title', 'Largest message'],
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

export function services({ services: all, bytesMax }: Facts, language: Language) {
  const { services: title, serviceHead, unversioned } = words[language]
  const rows = all.map((service) => [
    code(service.code),
    service.title[language],
    `${Math.floor(bytesMax(service.code) / 1024)} KiB`,
  ])
  return [title, table(serviceHead, rows), unversioned].join('\n\n')
}
