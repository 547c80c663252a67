// What to do in the security server, in order, and the certificates that the two sides give each other.

import type { Facts, LinkFacts } from './facts.ts'
import { code, type Language, list, steps, table } from './language.ts'

const words = {
  uk: {
    title: '## 3. Публікація на ШБО',
    steps: ({ wsdlUrl, serviceUrl, serviceTimeoutSeconds, link }: Facts) => [
      `Підсистема → «Сервіси» → додати WSDL ${code(wsdlUrl)}. Сервіси з’являться вимкненими.`,
      `Для кожного сервісу: адреса ${code(serviceUrl)}, час очікування **${serviceTimeoutSeconds} с**${
        link ? ', перевірка TLS-сертифіката **увімкнена**' : ''
      }.`,
      link
        ? 'Підсистема → «Внутрішні сервери»: тип з’єднання HTTPS; завантажити TLS-сертифікат адаптера (нижче).'
        : 'Підсистема → «Внутрішні сервери»: тип з’єднання HTTP; лише на тій самій машині (TLS адаптера не налаштовано).',
      'Надати права доступу кожній підсистемі-споживачу (розділ 5), тоді ввімкнути сервіси.',
      'Виконати перший виклик (розділ 6).',
      'Після зміни WSDL — «Оновити» (Refresh); адреси й час очікування при цьому зберігаються.',
    ],
    timeouts: '### Час очікування',
    timeRows: ({ config, serviceTimeoutSeconds }: Facts) => [
      [
        'Адаптер відповідає або повертає помилку не пізніше ніж через',
        `${config.deadlineMs / 1000} с`,
      ],
      ['Час очікування сервісу на ШБО', `${serviceTimeoutSeconds} с`],
      ['Час очікування інформаційної системи споживача', `більше ніж ${serviceTimeoutSeconds} с`],
    ],
    timeHead: ['Що', 'Скільки'],
    connection: '### З’єднання й сертифікати',
    connectionTypes: ({ link }: Facts) => [
      link
        ? 'Постачальник (ця підсистема): **HTTPS**, обидві сторони показують сертифікати; кожна знає сам сертифікат іншої (закріплення), а не його видавця.'
        : 'Постачальник (ця підсистема): **HTTP** без сертифікатів, доки TLS адаптера не налаштовано.',
      'Споживач: для своєї інформаційної системи обирає **HTTPS** (із сертифікатом своєї системи), **HTTPS NOAUTH** або HTTP у захищеній мережі; від цього вибору залежить, чи його система матиме сертифікат.',
    ],
    ours: 'Сертифікат адаптера — завантажити на ШБО',
    theirs:
      'Внутрішні сертифікати ШБО, які приймає адаптер (SHA-256; кожен вузол, старий і новий на час заміни)',
    subject: 'Власник',
    expires: 'Діє до',
    fingerprint: 'SHA-256',
    none: '**TLS не налаштовано** (`TLS_CERTIFICATE`, `TLS_KEY`, `CLIENT_PINS`). Сертифікатами не обмінюються; з’єднання дозволене лише на тій самій машині або за `ALLOW_PLAIN_HTTP=true`. У промисловій експлуатації налаштуйте TLS і створіть цей документ знову.',
  },
  en: {
    title: '## 3. Publishing on the security server',
    steps: ({ wsdlUrl, serviceUrl, serviceTimeoutSeconds, link }: Facts) => [
      `Subsystem → Services → add the WSDL ${code(wsdlUrl)}. The services appear disabled.`,
      `For every service: address ${code(serviceUrl)}, timeout **${serviceTimeoutSeconds} s**${
        link ? ', verification of the TLS certificate **on**' : ''
      }.`,
      link
        ? 'Subsystem → Internal servers: connection type HTTPS; upload the adapter’s TLS certificate (below).'
        : 'Subsystem → Internal servers: connection type HTTP; on the same machine alone (the adapter has no TLS).',
      'Grant access to every consumer subsystem (section 5), then enable the services.',
      'Make the first call (section 6).',
      'After a change of the WSDL: Refresh; addresses and timeouts stay.',
    ],
    timeouts: '### Timeouts',
    timeRows: ({ config, serviceTimeoutSeconds }: Facts) => [
      ['The adapter answers, or gives a fault, within', `${config.deadlineMs / 1000} s`],
      ['Service timeout on the security server', `${serviceTimeoutSeconds} s`],
      ['Timeout of the consumer’s information system', `more than ${serviceTimeoutSeconds} s`],
    ],
    timeHead: ['What', 'How long'],
    connection: '### Connection and certificates',
    connectionTypes: ({ link }: Facts) => [
      link
        ? 'Provider (this subsystem): **HTTPS**, both sides show certificates; each knows the other’s certificate itself (pinning), not its issuer.'
        : 'Provider (this subsystem): **HTTP** without certificates, as long as the adapter’s TLS is not configured.',
      'Consumer: chooses **HTTPS** (with a certificate of its own system), **HTTPS NOAUTH**, or HTTP inside a protected network, for its information system; on this choice depends whether its system has a certificate.',
    ],
    ours: 'Certificate of the adapter: upload it to the security server',
    theirs:
      'Internal certificates of the security servers that the adapter lets in (SHA-256; every node, old and new while one is replaced)',
    subject: 'Subject',
    expires: 'Expires',
    fingerprint: 'SHA-256',
    none: '**TLS is not configured** (`TLS_CERTIFICATE`, `TLS_KEY`, `CLIENT_PINS`). No certificates are exchanged; the connection is allowed on the same machine alone, or with `ALLOW_PLAIN_HTTP=true`. For production, configure TLS and make this document again.',
  },
} as const

function certificates(link: LinkFacts | undefined, language: Language): string[] {
  const { none, ours, theirs, subject, expires, fingerprint } = words[language]
  if (link === undefined) return [none]
  const facts = [
    `${subject}: ${code(link.subject)}`,
    `${expires}: ${link.expires.toISOString().slice(0, 10)}`,
    `${fingerprint}: ${code(link.fingerprint)}`,
  ]
  return [
    `${ours}:`,
    list(facts),
    `\`\`\`\n${link.pem}\n\`\`\``,
    `${theirs}:`,
    list(link.pins.map(code)),
  ]
}

export function publishing(facts: Facts, language: Language) {
  const { title, timeouts, timeHead, timeRows, connection, connectionTypes } = words[language]
  return [
    title,
    steps(words[language].steps(facts)),
    timeouts,
    table(timeHead, timeRows(facts)),
    connection,
    list(connectionTypes(facts)),
    ...certificates(facts.link, language),
  ].join('\n\n')
}
