// The audit of what the engine answers: the row is written in the same call, before the answer is given, so that it
// costs no way of its own; of a certificate that is issued, even in the same statement. What never came to an answer is
// told by who knows of it, through `audit`.

import type { Context, Person } from '../contract/types.ts'
import type { AuditEntry, Caller, Engine, IssueAnswer } from './engine.ts'

/** Whether the row of the answer was written together with what was done; it does not leave the engine. */
export interface Noted {
  noted?: true
}

/** An engine that answers, and writes rows when it is told to. */
export type Answering = Omit<Engine, 'verify' | 'issue' | 'reissue'> & {
  issue(...asked: Parameters<Engine['issue']>): Promise<IssueAnswer & Noted>
  reissue(...asked: Parameters<Engine['reissue']>): Promise<IssueAnswer & Noted>
  verify(request: Parameters<Engine['verify']>[0]): ReturnType<Engine['verify']>
}

/** What became known of a message on its way. */
export interface Told {
  caller: Caller
  request?: object
  response?: object
}

interface Request {
  context?: Context
  person?: Person
  uvci?: string | string[]
}

interface Response {
  uvci?: string
  certificate?: { uvci: string }
  fault?: { faultCode: string }
}

/** Each answer leaves when its row stands. @throws Failure of the engine; OVERLOADED, REGISTER_UNAVAILABLE of the row */
export function audited(engine: Answering): Engine {
  async function told<A extends Response & Noted>(
    caller: Caller,
    request: object,
    work: Promise<A>,
  ): Promise<Omit<A, 'noted'>> {
    const { noted, ...response } = await work
    if (!noted)
      await engine.audit(auditEntry({ caller, request, response }, outcomeOf(response as Response)))
    return response
  }
  return {
    issue: (type, request, caller) => told(caller, request, engine.issue(type, request, caller)),
    status: (request, caller) => told(caller, request, engine.status(request, caller)),
    revoke: (request, caller) => told(caller, request, engine.revoke(request, caller)),
    reissue: (request, caller) => told(caller, request, engine.reissue(request, caller)),
    revokeMany: (request, caller) => told(caller, request, engine.revokeMany(request, caller)),
    revocationList: engine.revocationList,
    verify: (request, caller) => told(caller, request, engine.verify(request)),
    audit: engine.audit,
    ready: engine.ready,
  }
}

/** OK, or the code of the refusal. */
export function outcomeOf({ fault }: Pick<Response, 'fault'>): string {
  return fault?.faultCode ?? 'OK'
}

/**
 * Names that mean the same in every operation: `context`, `person`, `uvci`, `certificate`.
 * @param outcome OK, or the code of the refusal or fault that is answered
 */
export function auditEntry({ caller, request, response }: Told, outcome: string): AuditEntry {
  const { context = {}, person, uvci } = (request ?? {}) as Request
  const answered = (response ?? {}) as Response
  const named = [uvci, answered.uvci, answered.certificate?.uvci].flat()
  const { client, representedParty, userId, service, id } = caller
  const { operatorId } = context
  // The contract's own place goes before a header that a deployment added.
  const purposeId = context.purposeId ?? caller.purposeId
  const subjectId = context.subjectId ?? caller.subjectId
  return {
    caller: { client, representedParty, userId, service, id },
    outcome,
    ...(purposeId === undefined ? {} : { purposeId }),
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(operatorId === undefined ? {} : { operatorId }),
    ...(person === undefined ? {} : { person }),
    uvci: named.filter((one) => one !== undefined),
  }
}
