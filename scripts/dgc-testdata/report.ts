// The numbers of a run over dgc-testdata: what was asked of each country's vectors, what agreed, and every disagreement
// with its reason. Counts only what was asked.

import { ask, expectations } from './expectations.ts'
import { reasonOf } from './reasons.ts'
import type { TestFile } from './vectors.ts'

export interface Answer {
  readonly file: string
  readonly country: string
  readonly expectation: string
  readonly expected: boolean
  readonly found: boolean
  /** Of a disagreement; undefined when it has none. */
  readonly reason: string | undefined
}

export interface Run {
  readonly answers: readonly Answer[]
  /** Files that are no tests. */
  readonly passedOver: readonly string[]
  readonly files: readonly TestFile[]
}

export async function run(files: readonly TestFile[]): Promise<Run> {
  const answers: Answer[] = []
  for (const file of files) answers.push(...(await answersOf(file)))
  const passedOver = files.filter(({ vector }) => vector === undefined).map(({ name }) => name)
  return { answers, passedOver, files }
}

/** Every expectation that a file has and that can be asked of it. */
export async function answersOf({ name, country, vector }: TestFile): Promise<Answer[]> {
  if (vector === undefined) return []
  const answers: Answer[] = []
  for (const expectation of expectations) {
    const expected = vector.EXPECTEDRESULTS[expectation]
    const found = expected === undefined ? undefined : await ask(expectation, vector)
    if (expected === undefined || found === undefined) continue
    const reason = found === expected ? undefined : reasonOf(name, expectation, vector)
    answers.push({ file: name, country, expectation, expected, found, reason })
  }
  return answers
}

export const disagrees = ({ expected, found }: Answer) => expected !== found

function counted(answers: readonly Answer[]): string {
  const agreed = answers.filter((answer) => !disagrees(answer)).length
  return agreed === answers.length ? `${agreed}` : `${agreed} of ${answers.length}`
}

type Row = readonly string[]

function table(head: Row, rows: readonly Row[]): string[] {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

/** One row for each value of a member. */
function by(member: 'country' | 'expectation', { answers }: Run): [string, Answer[]][] {
  const values = [...new Set(answers.map((answer) => answer[member]))].sort()
  return values.map((value) => [value, answers.filter((answer) => answer[member] === value)])
}

function countryRows(of: Run): Row[] {
  return by('country', of).map(([country, answers]) => [
    country,
    String(of.files.filter((file) => file.country === country && file.vector).length),
    String(answers.length),
    counted(answers),
  ])
}

function expectationRows(of: Run): Row[] {
  return by('expectation', of).map(([expectation, answers]) => [
    `\`${expectation}\``,
    counted(answers.filter(({ expected }) => expected)),
    counted(answers.filter(({ expected }) => !expected)),
  ])
}

const short = ({ file, expectation, expected }: Answer) =>
  [`${file}`, `\`${expectation}\``, String(expected)] as const

function disagreementRows({ answers }: Run): Row[] {
  return answers
    .filter(disagrees)
    .map((answer) => [...short(answer), answer.reason ?? '**not explained**'])
}

/** The page, Markdown. */
export function print(of: Run): string {
  const vectors = of.files.filter(({ vector }) => vector !== undefined).length
  const disagreements = disagreementRows(of)
  return [
    '# Conformance with dgc-testdata',
    '',
    'Printed by `npm run conformance` (`-- --print` writes this page); what the columns mean and which policies are behind',
    'a disagreement: [verification.md](verification.md). The vectors are those of',
    '[dgc-testdata](https://github.com/eu-digital-green-certificates/dgc-testdata) in the folder `REFERENCE_DATA`.',
    '',
    `**${vectors} vectors, ${of.answers.length} questions, ${counted(of.answers)} answered as their authors expect.**`,
    '',
    ...table(['country', 'vectors', 'questions', 'agreed'], countryRows(of)),
    '',
    'A question is an expectation whose fields the vector has; one without them is not asked, as by the harness of',
    'dgc-testdata.',
    '',
    ...table(['expectation', 'true, agreed', 'false, agreed'], expectationRows(of)),
    '',
    '## Disagreements',
    '',
    ...(disagreements.length === 0
      ? ['None.']
      : table(['vector', 'expectation', 'expected', 'why'], disagreements)),
    ...(of.passedOver.length === 0
      ? []
      : ['', `Passed over, being no tests: ${of.passedOver.join(', ')}.`]),
    '',
  ].join('\n')
}
