// The message log: both security servers archive whole messages, and these hold health data; and the checks
// before consumers are let in.

import type { Facts, LinkFacts } from './facts.ts'
import { code, type Language, list, steps } from './language.ts'

/** With TLS the WSDL is given to pinned certificates alone. */
function shown(link: LinkFacts | undefined): string {
  return link === undefined ? '' : ' --certificate internal.crt --key internal.key'
}

const words = {
  uk: {
    title: '## 8. Журнал повідомлень',
    log: [
      'ШБО **обох** сторін зберігають повні тексти повідомлень: ім’я, дату народження, дані про здоров’я і сам сертифікат. Адаптер їх не зберігає.',
      'Записи — доказ (ASiC-E): без тіла повідомлення доказ перевірити неможливо, тому запис тіл повідомлень до журналу не вимикається без рішення володільця даних.',
      'Рекомендація: у базі 30 днів, тоді архів, зашифрований (PGP) ключем володільця; строк зберігання архіву встановити наказом і видаляти після нього; доступ лише небагатьом названим особам, кожен доступ записується.',
      'Те саме письмово погодити з кожним споживачем: його копія має той самий зміст.',
      `Споживач може надіслати ${code('delivery/encryptTo')}: тоді код і зображення сертифіката у відповіді зашифровано для нього; відкрито лишаються відомості, які читає моніторинг доступу.`,
    ],
    checks: '## 9. Перед увімкненням',
    checkList: ({ subsystem, wsdlUrl, config, link }: Facts) => [
      `${code(`npm run lint:wsdl -- ${wsdlUrl}${shown(link)}`)}: без помилок${link ? ' (потрібен сертифікат, відбиток якого є в `CLIENT_PINS`, із ключем: інших адаптер не приймає)' : ''}.`,
      `Коди на ШБО збігаються з ${code(subsystem)} до знака; ЄДРПОУ має 8 цифр.`,
      `Середовище ${code(config.environment)}, екземпляр ${code(config.service.xRoadInstance)}; нічого з іншого екземпляра.`,
      'Перший виклик відповідає (розділ 6); той самий виклик від підсистеми без права — відмова.',
      'Годинники ШБО й адаптера синхронізовано.',
    ],
  },
  en: {
    title: '## 8. The message log',
    log: [
      'The security servers of **both** sides keep whole messages: names, date of birth, health data and the certificate itself. The adapter keeps none of them.',
      'The records are evidence (ASiC-E): without the body it cannot be verified, so that logging of bodies is not switched off without a decision of the data controller.',
      'Recommended: 30 days in the database, then an archive encrypted (PGP) to the controller’s key; set the archive’s retention by order and delete after it; access for few named persons alone, each access recorded.',
      'Agree on the same in writing with every consumer: its copy has the same content.',
      `A consumer may send ${code('delivery/encryptTo')}: code and renderings of the certificate are then encrypted to it; the facts that the monitoring of access reads stay in clear.`,
    ],
    checks: '## 9. Before it is enabled',
    checkList: ({ subsystem, wsdlUrl, config, link }: Facts) => [
      `${code(`npm run lint:wsdl -- ${wsdlUrl}${shown(link)}`)}: no errors${link ? ' (it takes a certificate whose fingerprint stands in `CLIENT_PINS`, and its key: the adapter lets in no other)' : ''}.`,
      `The codes on the security server equal ${code(subsystem)} to the letter; the EDRPOU has 8 digits.`,
      `Environment ${code(config.environment)}, instance ${code(config.service.xRoadInstance)}; nothing of another instance.`,
      'The first call answers (section 6); the same from a subsystem without the right is refused.',
      'The clocks of security server and adapter are synchronised.',
    ],
  },
} as const

export function messageLog(_: Facts, language: Language) {
  const { title, log } = words[language]
  return [title, list(log)].join('\n\n')
}

export function checks(facts: Facts, language: Language) {
  const { checks: title, checkList } = words[language]
  return [title, steps(checkList(facts))].join('\n\n')
}
