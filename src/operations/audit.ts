// What a message and its answer tell the audit: who asked what about whom, on which purpose. It reads
// names that mean the same in every operation (`context`, `person`, `uvci`, `certificate`) and decides nothing.

import type { ElementName } from '../config.ts'
import type { Context, Person } from '../contract/types.ts'
import type { AuditEntry, Caller } from '../engine/engine.ts'
import type { Envelope } from '../xroad/envelope.ts'

/** Header elements that tell purpose and subject, where a deployment has such (X-Road fixes none). */
export interface AuditHeaders {
  purpose: ElementName | undefined
  subject: ElementName | undefined
}

/** What became known of a message on its way. */
export interface Asked {
  caller: Caller
  purposeId: string | undefined
  subjectId: string | undefined
  request?: object
  response?: object
  /** Certificates that the answer does not name. */
  uvci: string[]
}

interface Request {
  context?: Context
  person?: Person
  uvci?: string
}

interface Response {
  uvci?: string
  certificate?: { uvci: string }
}

/** To begin with: who asks, and what the header says. */
export function askedBy(
  caller: Caller,
  { header }: Pick<Envelope, 'header'>,
  { purpose, subject }: AuditHeaders,
): Asked {
  const textOf = (element: ElementName | undefined) => {
    if (element === undefined) return undefined
    const found = header?.blocks.find(
      ({ node }) => node.name === element.name && node.namespaceUri === element.namespaceUri,
    )
    return found?.node.text.trim() || undefined
  }
  return { caller, purposeId: textOf(purpose), subjectId: textOf(subject), uvci: [] }
}

/** @param outcome OK, or the code of the refusal or fault that is answered */
export function auditEntry(asked: Asked, outcome: string): AuditEntry {
  const { context = {}, person, uvci } = (asked.request ?? {}) as Request
  const answered = (asked.response ?? {}) as Response
  const named = [uvci, answered.uvci, answered.certificate?.uvci, ...asked.uvci]
  const { client, representedParty, userId, service, id } = asked.caller
  const { operatorId } = context
  // The contract's own place goes before a header that a deployment added.
  const purposeId = context.purposeId ?? asked.purposeId
  const subjectId = context.subjectId ?? asked.subjectId
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
