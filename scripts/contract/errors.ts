// Prints docs/errors.md: every code that a client can meet, from the tables that the program itself uses.

import { texts as findings } from '../../src/engine/findings.ts'
import { texts as warnings } from '../../src/engine/warnings.ts'
import { type FailureCode, failures, securityServerCode } from '../../src/errors.ts'

export type Row = readonly string[]

export function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const codes = Object.keys(failures) as FailureCode[]

/** Whether the same message may succeed later, and when to try. */
function again(code: FailureCode): string {
  const { retryable, retryAfterSeconds } = failures[code]
  if (!retryable) return 'ні · no'
  return retryAfterSeconds === undefined ? 'так · yes' : `через ${retryAfterSeconds} с · after`
}

function faultRow(code: FailureCode): Row {
  const { kind, uk, en } = failures[code]
  return [`\`${code}\``, kind, uk, en, again(code), securityServerCode(code) ?? '–']
}

function refusalRow(code: FailureCode): Row {
  const { uk, en } = failures[code]
  return [`\`${code}\``, uk, en, again(code)]
}

const isRefusal = (code: FailureCode) => failures[code].kind === 'refusal'

/** The page, Markdown. */
export function printErrors(): string {
  const faults = codes.filter((code) => !isRefusal(code)).map(faultRow)
  const refusals = codes.filter(isRefusal).map(refusalRow)
  const warned = Object.entries(warnings).map(([code, { uk, en }]) => [`\`${code}\``, uk, en])
  const found = Object.entries(findings).map(([code, [uk, en]]) => [`\`${code}\``, uk, en])
  return `# Коди помилок · Codes

Надруковано з таблиць програми (\`npm run contract\`); не правити вручну. Ті самі переліки видає \`GetDictionary_v1\`
(\`REFUSAL\`, \`FAULT\`, \`WARNING\`, \`FINDING\`). Порушення в повідомленні названо шляхом і правилом; значення не
повторюється ніколи.

Printed from the program's own tables (\`npm run contract\`); not to be edited by hand. \`GetDictionary_v1\` gives the same
lists. A violation names the path and the rule, never the value.

## Відмови · Refusals

Запит зрозуміло, та не виконано: елемент \`fault\` звичайної відповіді, HTTP 200. · The request was understood and not
carried out: \`fault\` inside an ordinary answer, HTTP 200.

${table(['код · code', 'українською', 'in English', 'повторити · again'], refusals)}

## Технічні помилки · Faults

SOAP Fault, HTTP 500, \`detail/gatewayFault/faultCode\`. Останній стовпець — як те саме називає шлюз безпечного обміну. ·
The last column is what the security server itself calls it.

${table(['код · code', 'faultcode', 'українською', 'in English', 'повторити · again', 'ШБО · security server'], faults)}

## Попередження · Warnings

Не заважають відповіді: елемент \`warning\`. · They do not prevent an answer.

${table(['код · code', 'українською', 'in English'], warned)}

## Що знайдено на кроках перевірки · What steps of verification find

${table(['код · code', 'українською', 'in English'], found)}
`
}
