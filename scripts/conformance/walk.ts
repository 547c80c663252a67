// Walks one case against a gateway at a URL and tells what differs. Knows the files, not the program.

import { children, type Element, type Parsed, parse } from '../../src/xml/document.ts'
import { type Case, type CaseStep, readCase } from './cases.ts'
import { certificateProblems } from './certificate.ts'
import { compare } from './compare.ts'
import { type Identities, identified, ownIdentities } from './identities.ts'
import { masked } from './mask.ts'
import { type Ignored, ignoring, nothingIgnored } from './paths.ts'
import { type CaseState, createState, type Facts, fill, judgeText } from './placeholders.ts'
import { direct, type Expected, isCode, type Road } from './road.ts'
import { type Answer, send } from './send.ts'
import { unpacked } from './unpacked.ts'

/** Differences of one step that are told; an answer of another kind altogether has hundreds. */
const differencesMax = 100

/** Its second step asks for the verification of the `{hc1}` that was just issued. */
const verifyingCase = 'VerifyCertificate_v1/just-issued'

function bodyOf({ root }: Parsed): Element | undefined {
  const body = children(root).find(({ name }) => name === 'Body')
  return body && children(body)[0]
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return element && children(element).find((child) => child.name === name)
}

function parsed(bytes: Buffer): Parsed | undefined {
  try {
    return parse(bytes)
  } catch {
    return undefined
  }
}

/** Where a case is walked, and by which rules. */
export interface Way {
  url: string
  road: Road
  facts: Facts
  ignored: Ignored
  identities: Identities
}

/** What an answer was found to be; `hc1` is that of the certificate in it. */
interface Judged {
  found: string[]
  hc1?: string | undefined
}

/** Holds a message from behind a security server against the code it must refuse with. */
function judgeRefusal(actual: Parsed, code: string): string[] {
  const fault = bodyOf(actual)
  const given = childOf(fault, 'faultcode')?.content ?? ''
  if (fault?.name === 'Fault' && isCode(given, code)) return []
  const told = fault?.name === 'Fault' ? `"${given}"` : 'no fault'
  return [`Envelope/Body/Fault/faultcode: is ${told}, expected the security server’s ${code}`]
}

/** Reads an answer and holds it against the expected one. */
function judgeEnvelope(actual: Parsed, envelope: Buffer, state: CaseState, way: Way): Judged {
  const expected = parse(envelope)
  try {
    const adds = ignoring(way.road.adds)
    const ignored: Ignored = (path) => adds(path) || way.ignored(path)
    const found = compare(expected.root, actual.root, judgeText(state), ignored)
    const certificate = childOf(bodyOf(actual), 'certificate')
    if (certificate === undefined || found.length > 0) return { found }
    return { found: certificateProblems(certificate), hc1: childOf(certificate, 'hc1')?.content }
  } finally {
    expected.document.dispose()
  }
}

function isFault(expected: Expected): boolean {
  if ('refusal' in expected) return true
  const read = parse(expected.envelope)
  const fault = bodyOf(read)?.name === 'Fault'
  read.document.dispose()
  return fault
}

function judge(answer: Answer, expected: Expected, state: CaseState, way: Way): Judged {
  const actual = parsed(answer.body)
  if (actual === undefined) return { found: ['the answer is not XML'] }
  try {
    const { found, hc1 } =
      'refusal' in expected
        ? { found: judgeRefusal(actual, expected.refusal), hc1: undefined }
        : judgeEnvelope(actual, expected.envelope, state, way)
    return { found: [...way.road.problems(answer, isFault(expected)), ...found], hc1 }
  } finally {
    actual.document.dispose()
  }
}

/** Asks the gateway itself whether the certificate just given is valid. */
async function verified(hc1: string, way: Way): Promise<string[]> {
  const one = identified(readCase(verifyingCase), way.identities)
  const step = one.steps[1] as CaseStep
  const state = createState(way.facts)
  state.values.set('hc1', hc1)
  const answer = await send(way.url, fill(step.request, state))
  const { found } = judge(answer, way.road.expected(one, step), state, way)
  return found.map((problem) => `verified: ${problem}`)
}

async function stepProblems(
  one: Case,
  step: CaseStep,
  state: CaseState,
  way: Way,
): Promise<string[]> {
  const sent = await send(way.url, fill(step.request, state), one.settings)
  const answer = one.settings.answer === 'multipart' ? unpacked(sent) : sent
  const { found, hc1 } = judge(answer, way.road.expected(one, step), state, way)
  return found.length > 0 || hc1 === undefined ? found : verified(hc1, way)
}

/** The lines to print: no more than enough, and nobody in them. */
function told(part: string, found: readonly string[]): string[] {
  const lines = found.slice(0, differencesMax).map((problem) => masked(`${part}${problem}`))
  const more = found.length - lines.length
  return more > 0 ? [...lines, `${part}… and ${more} more`] : lines
}

/** By default straight to a sandbox, with nothing ignored. */
const plain = { road: direct, ignored: nothingIgnored, identities: ownIdentities }

/** What differs, one a line; none when the gateway answers as expected. Ends at the first step that differs. */
export async function walk(
  written: Case,
  url: string,
  facts: Facts,
  options: Partial<Pick<Way, keyof typeof plain>> = {},
): Promise<string[]> {
  const { road, ignored, identities } = { ...plain, ...options }
  const way: Way = { url, facts, road, ignored, identities }
  const one = identified(written, way.identities)
  const state = createState(facts)
  for (const [index, step] of one.steps.entries()) {
    const found = await stepProblems(one, step, state, way).catch((error: Error) => [
      `broken off: ${error.message}`,
    ])
    const part = one.steps.length === 1 ? '' : `step ${index + 1}: `
    if (found.length > 0) return told(part, found)
  }
  return one.steps.length === 0 ? ['has no response.xml'] : []
}
