// The report as text: a line per finding with its rule and where it stands, the text in both languages, the
// rule's source.

import { errorsOf, type Finding, importOutcome, type Report } from './lint.ts'

/** Findings printed of one rule: enough to see, few enough to read. */
const printedMax = 10

const outcomes = {
  imported: 'шлюз безпечного обміну (ШБО) імпортує / the security server imports it',
  'with warnings':
    'шлюз безпечного обміну (ШБО) імпортує із застереженнями / the security server imports it with warnings',
  refused: 'шлюз безпечного обміну (ШБО) відхилить / the security server refuses it',
} as const

function printedRule(name: string, findings: readonly Finding[]): string[] {
  const [first] = findings
  if (first === undefined) return []
  const { id, level, uk, en, source } = first.rule
  const places = findings
    .slice(0, printedMax)
    .map(({ line, name: subject }) => `  ${name}:${line}  ${subject}`)
  const more = findings.length - places.length
  return [
    `${level} ${id}`,
    `  ${uk}`,
    `  ${en}`,
    `  [${source}]`,
    ...places,
    ...(more > 0 ? [`  … +${more}`] : []),
  ]
}

function sum({ findings, services, profile }: Report, errors: number): string {
  const counted = `${errors} errors, ${findings.length - errors} warnings`
  return `${services.length} services, profile ${profile ?? 'unknown'}, ${counted}`
}

/** The report on the document of that name. */
export function printReport(name: string, report: Report): string {
  const ids = new Set(report.findings.map(({ rule }) => rule.id))
  const printed = [...ids].flatMap((id) =>
    printedRule(
      name,
      report.findings.filter(({ rule }) => rule.id === id),
    ),
  )
  const outcome = outcomes[importOutcome(report)]
  return [`${name}: ${outcome}; ${sum(report, errorsOf(report).length)}`, ...printed].join('\n')
}
