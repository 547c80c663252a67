// Which personal data each service takes and returns, in the words of the contract, and who is to be
// granted which service.

import type { OperationName } from '../../src/operations/operation.ts'
import { categories, categoryOf } from './categories.ts'
import type { Field, Service } from './contract.ts'
import type { Facts } from './facts.ts'
import { code, type Language, table } from './language.ts'
import { grants, type Role, roles } from './roles.ts'

const words = {
  uk: {
    data: '## 4. Персональні дані за сервісами',
    source: 'Складено з анотацій схеми. Чого немає в таблиці, те не є персональними даними.',
    takes: 'приймає',
    returns: 'повертає',
    nothing: 'Персональних даних немає.',
    head: ['Напрям', 'Категорія', 'Елементи'],
    grants: '## 5. Права доступу за ролями',
    grantsHead: ['Код сервісу', 'Кому надавати'],
    twice:
      'Право надається двічі, і обидва місця мають збігатися: на сервері безпеки (за підсистемою та кодом сервісу) і в `access.json` шлюзу. Чого не надано, те заборонено. Сертифікат належить підсистемі, яка його замовила: інші бачать лише те, що й про невідомий номер, якщо в `access.json` не стоїть `scope: all` (лише нагляд).',
  },
  en: {
    data: '## 4. Personal data by service',
    source: 'Made from the schema’s annotations. What is not in the table is no personal data.',
    takes: 'takes',
    returns: 'returns',
    nothing: 'No personal data.',
    head: ['Direction', 'Category', 'Elements'],
    grants: '## 5. Access rights by role',
    grantsHead: ['Service code', 'Whom to grant it'],
    twice:
      'A right is given twice, and both places must agree: on the security server (per subsystem and service code) and in the gateway’s `access.json`. What is not granted is refused. A certificate belongs to the subsystem that had it issued: others see what they would see of an unknown number, unless `access.json` says `scope: all` (supervision alone).',
  },
} as const

function elements(fields: readonly Field[], language: Language): string {
  return fields
    .map(({ path, text }) => `${code(path)} (${text[language].replace(/\.$/, '')})`)
    .join('; ')
}

function rowsOf(direction: string, fields: readonly Field[], language: Language): string[][] {
  return categories.flatMap((category) => {
    const own = fields.filter((field) => categoryOf(field) === category)
    return own.length === 0 ? [] : [[direction, category.text[language], elements(own, language)]]
  })
}

function ofService(service: Service, language: Language): string {
  const { takes, returns, head, nothing } = words[language]
  const rows = [
    ...rowsOf(takes, service.takes, language),
    ...rowsOf(returns, service.returns, language),
  ]
  return `### ${service.code}\n\n${rows.length === 0 ? nothing : table(head, rows)}`
}

export function personalData({ services }: Facts, language: Language) {
  const { data, source } = words[language]
  return [data, source, ...services.map((service) => ofService(service, language))].join('\n\n')
}

export function accessRights({ services }: Facts, language: Language) {
  const { grants: title, grantsHead, twice } = words[language]
  const names = (granted: readonly Role[]) =>
    granted.map((role) => roles[role][language]).join('; ')
  const rows = services.map(({ code: service }) => [
    code(service),
    names(grants[service as OperationName]),
  ])
  return [title, table(grantsHead, rows), twice].join('\n\n')
}
