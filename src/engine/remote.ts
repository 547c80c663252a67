// The engine in another process: one JSON call per method, over HTTPS. It decides nothing, and what it
// cannot read is the engine being unavailable.

import { Failure, type FailureCode, failures, type Violation } from '../errors.ts'
import type { Answer, HttpsClient, NoAnswer } from '../https.ts'
import type { Engine } from './engine.ts'

/**
 * Where the engine's door answers: `POST /engine/v2/<method>`. A new number whenever duties move between gateway and
 * engine, so that two that differ do not speak at all: since 2 the engine writes the audit's row of what it answers.
 */
export const enginePath = '/engine/v2/'

/** A readiness probe asks often and must not wait as long as a message does. */
const readyTimeoutMs = 2000

/**
 * Every call may be repeated: reading changes nothing but the audit, which then has a row for each time, and issuing and
 * revoking find by the caller's message what they did before.
 */
export function createRemoteEngine({ client }: { client: HttpsClient }): Engine {
  /** @throws Failure as the engine threw it, or ENGINE_UNAVAILABLE */
  async function call<T>(method: keyof Engine, body: object, timeoutMs?: number): Promise<T> {
    const answer = await client.postJson(`${enginePath}${method}`, body, {
      repeatable: true,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    if (answer.status === 200 && isObject(answer.body)) return answer.body as T
    throw failureOf(answer)
  }

  return {
    issue: (type, request, caller) => call('issue', { type, request, caller }),
    status: (request, caller) => call('status', { request, caller }),
    revoke: (request, caller) => call('revoke', { request, caller }),
    reissue: (request, caller) => call('reissue', { request, caller }),
    revokeMany: (request, caller) => call('revokeMany', { request, caller }),
    revocationList: (request) => call('revocationList', { request }),
    verify: (request, caller) => call('verify', { request, caller }),
    async audit(entry) {
      await call('audit', { entry })
    },
    async ready() {
      await call('ready', {}, readyTimeoutMs)
    },
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function failureOf(answer: Answer | NoAnswer): Failure {
  if (answer.status === undefined)
    return new Failure('ENGINE_UNAVAILABLE', { detail: answer.problem })
  const told = answer.status === 500 ? toldFailure(answer.body) : undefined
  return told ?? new Failure('ENGINE_UNAVAILABLE', { detail: `status ${answer.status}` })
}

/** What the engine threw, from `{ failure: { code, violations, detail? } }`; a code that we do not know is none. */
function toldFailure(body: unknown): Failure | undefined {
  const told = isObject(body) ? body.failure : undefined
  if (!isObject(told) || !isFailureCode(told.code)) return undefined
  const violations = Array.isArray(told.violations) ? told.violations.filter(isViolation) : []
  const detail = typeof told.detail === 'string' ? told.detail : 'told by the engine'
  return new Failure(told.code, { violations, detail })
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failures, code)
}

function isViolation(value: unknown): value is Violation {
  return isObject(value) && typeof value.path === 'string' && typeof value.rule === 'string'
}
