// Walks one case against a gateway at a URL and tells what differs. Knows the files, not the program.

import { children, type Element, type Parsed, parse } from '../../src/xml/document.ts'
import { type Case, type CaseStep, readCase } from './cases.ts'
import { certificateProblems } from './certificate.ts'
import { compare } from './compare.ts'
import { type CaseState, createState, type Facts, fill, judgeText } from './placeholders.ts'
import { type Answer, send } from './send.ts'

const expectedContentType = 'text/xml; charset=utf-8'

/** Its second step asks for the verification of the `{hc1}` that was just issued. */
const verifyingCase = 'VerifyCertificate_v1/just-issued'

function bodyOf({ root }: Parsed): Element | undefined {
  const body = children(root).find(({ name }) => name === 'Body')
  return body && children(body)[0]
}

/** SOAP 1.1 §6.2: a fault comes with 500, everything else with 200. */
function httpProblems(answer: Answer, expected: Parsed): string[] {
  const status = bodyOf(expected)?.name === 'Fault' ? 500 : 200
  const found: string[] = []
  if (answer.status !== status) found.push(`HTTP status is ${answer.status}, expected ${status}`)
  if (answer.contentType !== expectedContentType)
    found.push(`content type is "${answer.contentType}", expected "${expectedContentType}"`)
  return found
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

/** What an answer was found to be; `hc1` is that of the certificate in it. */
interface Judged {
  found: string[]
  hc1?: string | undefined
}

/** Reads an answer and holds it against the expected one. */
function judge(answer: Answer, step: CaseStep, state: CaseState): Judged {
  const expected = parse(step.expected)
  const actual = parsed(answer.body)
  try {
    if (actual === undefined) return { found: ['the answer is not XML'] }
    const found = [
      ...httpProblems(answer, expected),
      ...compare(expected.root, actual.root, judgeText(state)),
    ]
    const certificate = childOf(bodyOf(actual), 'certificate')
    if (certificate === undefined || found.length > 0) return { found }
    return { found: certificateProblems(certificate), hc1: childOf(certificate, 'hc1')?.content }
  } finally {
    expected.document.dispose()
    actual?.document.dispose()
  }
}

/** Asks the gateway itself whether the certificate just given is valid. */
async function verified(url: string, hc1: string, facts: Facts): Promise<string[]> {
  const step = readCase(verifyingCase).steps[1] as CaseStep
  const state = createState(facts)
  state.values.set('hc1', hc1)
  const answer = await send(url, fill(step.request, state))
  const { found } = judge(answer, step, state)
  return found.map((problem) => `verified: ${problem}`)
}

async function stepProblems(
  url: string,
  { settings }: Case,
  step: CaseStep,
  state: CaseState,
): Promise<string[]> {
  const answer = await send(url, fill(step.request, state), settings)
  const { found, hc1 } = judge(answer, step, state)
  return found.length > 0 || hc1 === undefined ? found : verified(url, hc1, state.facts)
}

/** What differs, one a line; none when the gateway answers as expected. Ends at the first step that differs. */
export async function walk(one: Case, url: string, facts: Facts): Promise<string[]> {
  const state = createState(facts)
  for (const [index, step] of one.steps.entries()) {
    const found = await stepProblems(url, one, step, state).catch((error: Error) => [
      `broken off: ${error.message}`,
    ])
    const part = one.steps.length === 1 ? '' : `step ${index + 1}: `
    if (found.length > 0) return found.map((problem) => `${part}${problem}`)
  }
  return one.steps.length === 0 ? ['has no response.xml'] : []
}
