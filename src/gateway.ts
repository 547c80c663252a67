// One X-Road message in, one out: the whole route. The only control flow and the only try/catch of a
// request.

import { readValue, writeElement } from './contract/codec.ts'
import { namespace } from './contract/operations.ts'
import { requestViolations, responseViolations } from './contract/schema.ts'
import type { Caller } from './engine/engine.ts'
import { asFailure, Failure, failures, refusal } from './errors.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { operationOf, operations } from './operations/index.ts'
import { askedTooEarly } from './operations/later.ts'
import type { Operation, OperationName, Parts } from './operations/operation.ts'
import { type Echo, echoOf } from './xroad/echo.ts'
import { type Envelope, openEnvelope } from './xroad/envelope.ts'
import { checkUnderstood, type Header, readHeader } from './xroad/header.ts'
import { clientText } from './xroad/identifiers.ts'
import { type Message, readMessage } from './xroad/message.ts'
import { answer, faultReply, type Reply } from './xroad/reply.ts'

/** The subsystem that we are on the security server. */
export interface OwnService {
  xRoadInstance: string
  memberClass: string
  memberCode: string
  subsystemCode: string
}

export interface GatewayParts {
  own: OwnService
  operations: Parts
  bytesMax: number
  log: Log
  metrics: Metrics
}

export interface Gateway {
  /** Answers one message; never rejects. `deadlineMs` bounds the work on it, milliseconds. */
  exchange(bytes: Buffer, deadlineMs?: number): Promise<Reply>
  /** The fault for a message that could not be taken; `bytesIn` is what was received of it. */
  refuse(failure: Failure, bytesIn: number): Reply
}

/** What became known of a message on its way, for the fault and the log line. */
interface Trace {
  header?: Header
  echo?: Echo
  operation?: OperationName
  outcome: string
}

type Response = { fault?: { faultCode: string } }

export function createGateway(parts: GatewayParts): Gateway {
  async function exchange(bytes: Buffer, deadlineMs?: number): Promise<Reply> {
    const [started, trace] = [performance.now(), { outcome: 'OK' } as Trace]
    let envelope: Envelope | undefined
    let reply: Reply
    try {
      envelope = openEnvelope(bytes)
      const message = received(envelope, trace)
      const name = addressed(message, parts.own)
      trace.operation = name
      const request = readRequest(message, name, bytes.length, parts.bytesMax)
      const work = perform(name, request, message, parts.operations)
      const response = await within(deadlineMs, work)
      trace.outcome = response.fault?.faultCode ?? 'OK'
      reply = answer(message.echo, written(name, response))
    } catch (thrown) {
      reply = failed(asFailure(thrown), trace)
    } finally {
      envelope?.dispose()
    }
    finish(trace, started, bytes.length, reply)
    return reply
  }

  function failed(failure: Failure, trace: Trace): Reply {
    trace.outcome = failure.code
    if (failures[failure.code].kind === 'Server') parts.log.failure(failure)
    const { echo, header } = trace
    return faultReply(failure, writeFault, echo && header && { echo, id: header.id })
  }

  function finish(trace: Trace, started: number, bytesIn: number, reply: Reply) {
    const ms = performance.now() - started
    const { header, operation, outcome } = trace
    parts.metrics.message(operation ?? 'none', outcome, ms / 1000)
    parts.log.message({
      xRoadId: header?.id,
      client: header && clientText(header.client),
      service: header?.service.serviceCode,
      outcome,
      ms,
      bytesIn,
      bytesOut: reply.body.length,
    })
  }

  return {
    exchange,
    refuse(failure, bytesIn) {
      const trace: Trace = { outcome: failure.code }
      const reply = failed(failure, trace)
      finish(trace, performance.now(), bytesIn, reply)
      return reply
    },
  }
}

function writeFault(detail: object): string {
  return writeElement('gatewayFault', detail, 'GatewayFault')
}

/** The message behind the envelope; from here on its header goes back with every answer. */
function received(envelope: Envelope, trace: Trace): Message {
  const header = readHeader(envelope)
  const echo = echoOf(envelope)
  Object.assign(trace, { header, echo })
  checkId(header)
  checkUnderstood(envelope)
  return readMessage(envelope, header, echo)
}

/** The id is the key of a repeat: an empty one would make all messages of a client the same. */
function checkId({ id }: Header) {
  if (id.trim() !== '') return
  const violations = [{ path: 'Header/id', rule: 'must not be blank' }]
  throw new Failure('MISSING_HEADER_FIELD', { violations })
}

/**
 * The operation that the header addresses and the body's root names, by QName alone.
 * @throws Failure FOREIGN_SERVICE, UNKNOWN_OPERATION, INCONSISTENT_HEADERS, WRONG_NAMESPACE
 */
function addressed({ header, body }: Message, own: OwnService): OperationName {
  const { service } = header
  for (const part of ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode'] as const) {
    if (service[part] !== own[part]) {
      const violations = [{ path: `Header/service/${part}`, rule: 'must name this service' }]
      throw new Failure('FOREIGN_SERVICE', { violations })
    }
  }
  const name = operationOf(service.serviceCode)
  if (name === undefined || service.serviceVersion !== undefined)
    throw new Failure('UNKNOWN_OPERATION')
  if (body.name !== name) throw new Failure('INCONSISTENT_HEADERS')
  if (body.namespaceUri !== namespace) throw new Failure('WRONG_NAMESPACE')
  return name
}

/** The work, or DEADLINE when it takes too long; the work itself goes on, and a repeat finds what it did. */
async function within<T>(deadlineMs: number | undefined, work: Promise<T>): Promise<T> {
  if (deadlineMs === undefined) return work
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('DEADLINE')), deadlineMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** @throws Failure MESSAGE_TOO_LARGE, SCHEMA_VIOLATION */
function readRequest(
  { body, bodyElement }: Message,
  name: OperationName,
  bytes: number,
  bytesMax: number,
): object {
  if (bytes > (operations[name].bytesMax ?? bytesMax)) throw new Failure('MESSAGE_TOO_LARGE')
  const violations = requestViolations(bodyElement)
  if (violations.length > 0) throw new Failure('SCHEMA_VIOLATION', { violations })
  return readValue(body)
}

async function perform(
  name: OperationName,
  request: object,
  message: Message,
  parts: Parts,
): Promise<Response> {
  const early = askedTooEarly(request)
  if (early.length > 0) return { fault: refusal('NOT_YET_SUPPORTED', early) }
  const operation = operations[name] as Operation<OperationName>
  return operation.handle(request as never, callerOf(message), parts)
}

function callerOf({ header, bodyDigest, requestDigest }: Message): Caller {
  const { client, service, id, userId, issue, representedParty } = header
  return {
    client: clientText(client),
    service: service.serviceCode,
    id,
    bodyDigest,
    requestDigest,
    ...(userId === undefined ? {} : { userId }),
    ...(issue === undefined ? {} : { issue }),
    ...(representedParty === undefined ? {} : { representedParty }),
  }
}

/** @throws Failure INTERNAL when our own answer breaks the contract */
function written(name: OperationName, response: object): string {
  const xml = writeElement(`${name}Response`, response)
  const [violation] = responseViolations(xml)
  if (violation === undefined) return xml
  throw new Failure('INTERNAL', { detail: `response ${violation.path}: ${violation.rule}` })
}
