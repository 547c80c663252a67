// What a message's header tells the audit, beside what its body does.

import type { ElementName } from '../config.ts'
import type { Told } from '../engine/audited.ts'
import type { Caller } from '../engine/engine.ts'
import type { Envelope } from '../xroad/envelope.ts'

/** Header elements that tell purpose and subject, where a deployment has such (X-Road fixes none). */
export interface AuditHeaders {
  purpose: ElementName | undefined
  subject: ElementName | undefined
}

/** What became known of a message on its way, and the outcome that its row has, once the engine wrote one. */
export interface Asked extends Told {
  written?: string
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
      ({ name, namespaceUri }) => name === element.name && namespaceUri === element.namespaceUri,
    )
    return found?.text.trim() || undefined
  }
  const [purposeId, subjectId] = [textOf(purpose), textOf(subject)]
  return {
    caller: {
      ...caller,
      ...(purposeId === undefined ? {} : { purposeId }),
      ...(subjectId === undefined ? {} : { subjectId }),
    },
  }
}
