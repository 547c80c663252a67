// A report for people: in the order of the file, in both languages.

import type { Finding, Report } from './finding.ts'

/** Lines of a report, the last one a summary. */
export function printReport(report: Report, file = 'message'): string {
  return [...report.findings.map(printFinding), summary(report, file)].join('\n')
}

function printFinding(finding: Finding): string {
  const { line, level, code, check, path, uk, en, rule, securityServer, mend } = finding
  const title = code === check ? code : `${code} (${check})`
  const rows: [label: string, text: string | undefined][] = [
    ['uk', uk],
    ['en', en],
    ['rule', rule],
    ['security server', securityServer && bothSpellings(securityServer)],
    ['should be', mend],
  ]
  const below = rows.filter(([, text]) => text !== undefined)
  const heading = `LINE ${line}  ${level}  ${title}  ${path}`.trimEnd()
  return [heading, ...below.map(([label, text]) => `  ${label}: ${text}`), ''].join('\n')
}

function bothSpellings({ camel, snake }: { camel: string; snake: string }): string {
  return `${camel} (≤ 7.7), ${snake} (≥ 7.8)`
}

function summary({ errors, warnings, hints }: Report, file: string): string {
  const verdict = errors === 0 ? 'accepted' : 'refused'
  return `${file}: ${errors} errors, ${warnings} warnings, ${hints} hints: ${verdict}\n`
}
