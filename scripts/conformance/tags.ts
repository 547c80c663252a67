// The tags by which cases are selected: those that a case.json gives, and those that follow from its messages.

import type { CaseSettings, CaseStep } from './cases.ts'

interface Tagged {
  name: string
  settings: CaseSettings
  changes: boolean
  /** All requests, one character a byte. */
  requests: string[]
  /** All expected answers. */
  answers: string
}

const soapFault = /<(?:[\w-]+:)?Fault>/
const attached = /multipart\/related/i
/** Of the sandbox's world: certificates that exist in it, what its trust list verifies, its own name. */
const worldly = /URN:UVCI:01:UA:0{20}|<(?:[\w-]+:)?(?:hc1|cose|image)>(?!\{)|\{worldId\}/
const repeated = />(?:EXISTING|RENEWED|MESSAGE_ID_REUSED|RECORD_DIFFERS)</

/** A larger message, or a picture to be read from its pixels, takes its time. */
const slowBytes = 65_536
const laborious = /\{padding:\d{4,}\}|\{png\}|\{svg\}|\{sealed\}/

function repeats({ requests, answers }: Tagged): boolean {
  const ids = requests.map((request) => /\{messageId\d*\}/.exec(request)?.[0] ?? request)
  return new Set(ids).size < ids.length || repeated.test(answers)
}

/** A fault comes before anything of the world is looked at. */
function isOfTheWorld({ requests, answers }: Tagged): boolean {
  return !soapFault.test(answers) && worldly.test(requests.join('') + answers)
}

const derived: readonly [tag: string, fits: (one: Tagged) => boolean][] = [
  ['changing', ({ changes }) => changes],
  ['reading', ({ changes }) => !changes],
  ['bad-message', ({ name }) => name.startsWith('_refused/')],
  ['fault', ({ answers }) => soapFault.test(answers)],
  ['refusal', ({ answers }) => /<(?:[\w-]+:)?fault>/.test(answers)],
  ['refused', ({ answers }) => /<(?:[\w-]+:)?[Ff]ault>/.test(answers)],
  ['warning', ({ answers }) => /<warning>/.test(answers)],
  ['steps', ({ requests }) => requests.length > 1],
  ['repeat', repeats],
  [
    'attachment',
    ({ settings: { contentType = '', answer } }) =>
      attached.test(contentType) || answer !== undefined,
  ],
  ['seal', ({ answers }) => answers.includes('{sealed}')],
  ['world', isOfTheWorld],
  [
    'slow',
    ({ requests, answers }) =>
      laborious.test(requests.join('') + answers) || requests.join('').length > slowBytes,
  ],
  ['unreviewed', ({ settings }) => settings.reviewed === false],
]

/** The tags of a case, sorted. */
export function tagsOf(
  name: string,
  settings: CaseSettings,
  steps: readonly CaseStep[],
  changes: boolean,
): string[] {
  const requests = steps.map(({ request }) => request.toString('latin1'))
  const answers = steps.map(({ expected }) => String(expected)).join('')
  const one: Tagged = { name, settings, changes, requests, answers }
  const follow = derived.flatMap(([tag, fits]) => (fits(one) ? [tag] : []))
  return [...new Set([...follow, ...(settings.tags ?? [])])].sort()
}
