// The pack: one document per language, section by section. Every fact in it comes from the contract, the
// table of operations or the configuration.

import { firstCall } from './call.ts'
import { accessRights, personalData } from './data.ts'
import { checks, messageLog } from './evidence.ts'
import type { Facts } from './facts.ts'
import { codes, services } from './identity.ts'
import { code, type Language, type Text } from './language.ts'
import { publishing } from './publishing.ts'
import { integratorErrors } from './troubles.ts'

const titles: Text = {
  uk: '# Публікація сервісів сертифікатів на «Трембіті»',
  en: '# Publishing the certificate services on Trembita',
}

const made: Text = {
  uk: 'Створено командою `npm run publication-pack` з контракту та конфігурації; не редагується вручну. Підсистема:',
  en: 'Made by `npm run publication-pack` from the contract and the configuration; not to be edited. Subsystem:',
}

const sections: readonly ((facts: Facts, language: Language) => string)[] = [
  codes,
  services,
  publishing,
  personalData,
  accessRights,
  firstCall,
  integratorErrors,
  messageLog,
  checks,
]

/** The whole document in one language, Markdown. */
export function packOf(facts: Facts, language: Language): string {
  const head = [titles[language], `${made[language]} ${code(facts.subsystem)}.`]
  return `${[...head, ...sections.map((section) => section(facts, language))].join('\n\n')}\n`
}
