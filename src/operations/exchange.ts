// The request of a message and the answer to it, as the contract has them: judged by the schema both ways, with the
// parts of a multipart message in their places.

import { type Apart, fillIn, standIn, takeApart } from '../contract/attached.ts'
import { readValue, writeElement } from '../contract/codec.ts'
import { fits } from '../contract/judge.ts'
import { requestViolations, responseViolations } from '../contract/schema.ts'
import type { Delivery } from '../contract/types.ts'
import type { Caller } from '../engine/engine.ts'
import { Failure } from '../errors.ts'
import type { Message } from '../xroad/message.ts'
import type { Parcel } from '../xroad/parts/attachments.ts'
import { createFindPart, digestWith } from '../xroad/parts/references.ts'
import type { OperationName } from './operation.ts'

/**
 * The request, with the parts that it refers to in their places; they make the caller's message another one.
 * @throws Failure SCHEMA_VIOLATION, ATTACHMENT_UNRESOLVED
 */
export function readRequest(
  { body, bodyElement, bodyBytes }: Message,
  caller: Caller,
  parcel: Parcel | undefined,
): object {
  const placed = parcel
    ? standIn({ node: body, element: bodyElement }, createFindPart(parcel.attachments))
    : []
  const violations = requestViolations(bodyElement)
  if (violations.length > 0) throw new Failure('SCHEMA_VIOLATION', { violations })
  fillIn(placed)
  if (placed.length > 0) caller.bodyDigest = digestWith(bodyBytes, placed)
  return readValue(body)
}

/** Whether the renderings leave as parts: to whom sends MTOM, and to whom asks for it. */
export function wantsParts(request: object, parcel: Parcel | undefined): boolean {
  const { delivery } = request as { delivery?: Delivery }
  return parcel?.form === 'mtom' || delivery?.attach === true
}

/**
 * The answer's element, judged with everything inline, and the parts that it refers to in place of that.
 * @throws Failure INTERNAL when our own answer breaks the contract
 */
export function written(
  name: OperationName,
  response: object,
  asParts: boolean,
): { xml: string; apart: Apart[] } {
  const xml = writeElement(`${name}Response`, response)
  const [violation] = fits(`${name}Response`, response) ? [] : responseViolations(xml)
  if (violation !== undefined)
    throw new Failure('INTERNAL', { detail: `response ${violation.path}: ${violation.rule}` })
  if (!asParts) return { xml, apart: [] }
  const { response: referring, parts } = takeApart(response)
  return { xml: writeElement(`${name}Response`, referring), apart: parts }
}
