// The two roads to a gateway, and what each makes of an answer: straight to its port, or through a security
// server, which answers 200 to everything, adds requestHash, and refuses by itself what it cannot carry.

import { type FailureCode, failures, securityServerCode } from '../../src/errors.ts'
import type { Case, CaseStep } from './cases.ts'
import type { Answer } from './send.ts'

/** What must come back: an envelope, or the security server's own refusal under a code. */
export type Expected = { envelope: Buffer } | { refusal: string }

/** A case by what is told of it. */
type Told = Pick<Case, 'settings'>

export interface Road {
  expected(one: Told, step: CaseStep): Expected
  /** What is wrong with status and content type. */
  problems(answer: Answer, fault: boolean): string[]
  /** What is added to an answer on the way, as patterns of paths. */
  adds: readonly string[]
  /** What an accepted case is to be called besides: where it was refused. */
  remark(one: Case): string
}

const contentType = 'text/xml; charset=utf-8'

function differing(what: string, actual: string | number, expected: string | number): string[] {
  return actual === expected ? [] : [`${what} is "${actual}", expected "${expected}"`]
}

/** SOAP 1.1 §6.2: a fault comes with 500, everything else with 200. */
export const direct: Road = {
  expected: (_, { expected }) => ({ envelope: expected }),
  problems: (answer, fault) => [
    ...differing('HTTP status', answer.status, fault ? 500 : 200),
    ...differing('content type', answer.contentType, contentType),
  ],
  adds: [],
  remark: () => '',
}

/** Codes that a security server has another name for than the failure's row, for it sees more than we do. */
const otherwise: Partial<Record<FailureCode, string>> = {
  // The consumer's security server looks for the provider first, and finds no such member.
  FOREIGN_SERVICE: 'UnknownMember',
}

const bodyFault = /<(?:[\w-]+:)?Body>\s*<(?:[\w-]+:)?Fault>/
const gatewayFault = /<(?:[\w-]+:)?faultCode>(\w+)</

/** The code of a technical failure; undefined where the answer is none. */
function failureOf(expected: Buffer): FailureCode | undefined {
  const text = String(expected)
  const code = bodyFault.test(text) ? gatewayFault.exec(text)?.[1] : undefined
  return code !== undefined && Object.hasOwn(failures, code) ? (code as FailureCode) : undefined
}

/** The code under which the security server refuses the message by itself, as spelt up to 7.7. */
function refusalOf(told: string | undefined, { expected }: CaseStep): string | undefined {
  if (told !== undefined) return told === 'passes' ? undefined : told
  const failure = failureOf(expected)
  return failure && (otherwise[failure] ?? securityServerCode(failure))
}

/** @param uxp whether it is one of UXP's kind, which takes what X-Road's own refuses */
export function throughSecurityServer(uxp = false): Road {
  const told = ({ settings }: Told) => (uxp ? settings.uxp : undefined) ?? settings.securityServer
  return {
    expected(one, step) {
      if (told(one) === 'mends') return { envelope: step.mended ?? Buffer.alloc(0) }
      const refusal = refusalOf(told(one), step)
      return refusal === undefined ? { envelope: step.expected } : { refusal }
    },
    problems: (answer) => [
      ...differing('HTTP status', answer.status, 200),
      ...differing('content type', answer.contentType.toLowerCase(), contentType),
    ],
    adds: ['Envelope/Header/requestHash'],
    remark(one) {
      if (told(one) === 'mends') return ' (mended by the security server)'
      const codes = one.steps.flatMap((step) => refusalOf(told(one), step) ?? [])
      return codes.length === 0 ? '' : ` (refused by the security server: ${codes.join(', ')})`
    },
  }
}

/** `Client.InvalidSoap` and `client.invalid_soap` are one code: CamelCase up to 7.7, snake_case since. */
function folded(code: string): string {
  return code.replaceAll('_', '').toLowerCase()
}

/** Whether a fault's dotted code ends with this one, in either spelling. */
export function isCode(dotted: string, code: string): boolean {
  const last = dotted.split('.').at(-1) ?? ''
  return dotted.includes('.') && folded(last) === folded(code)
}
