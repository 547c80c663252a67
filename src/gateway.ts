// One X-Road message in, one out: the whole route. The only control flow of a request, in one try/catch; a second one
// guards the audit's row alone.

import type { Access } from './access/access.ts'
import { writeElement } from './contract/codec.ts'
import { within } from './deadline.ts'
import { auditEntry, outcomeOf } from './engine/audited.ts'
import { asFailure, breach, Failure, isOurs } from './errors.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { addressed, callerOf, type OwnService } from './operations/address.ts'
import { type Asked, type AuditHeaders, askedBy } from './operations/audit.ts'
import { readRequest, wantsParts, written } from './operations/exchange.ts'
import { operationOf, operations } from './operations/index.ts'
import type { Operation, OperationName, Parts } from './operations/operation.ts'
import type { HeaderRules } from './xroad/dialect.ts'
import { type Echo, echoOf } from './xroad/echo.ts'
import { type Envelope, openEnvelope } from './xroad/envelope.ts'
import { checkUnderstood, type Header, readableId, readHeader } from './xroad/header.ts'
import { clientText } from './xroad/identifiers.ts'
import { type Message, readMessage } from './xroad/message.ts'
import type { Parcel } from './xroad/parts/attachments.ts'
import { packaged } from './xroad/parts/package.ts'
import { answer, faultReply, type Reply } from './xroad/reply.ts'
import { difference } from './xroad/self-check.ts'

export interface GatewayParts {
  own: OwnService
  headerRules: HeaderRules
  /** How a header is copied; a test may break it. */
  copyHeader?: typeof echoOf
  access: Access
  auditHeaders: AuditHeaders
  operations: Parts
  bytesMax: number
  log: Log
  metrics: Metrics
}

export interface Gateway {
  /**
   * Answers one message; never rejects. `deadlineMs` bounds the work on it, milliseconds. With a `parcel` the bytes
   * are those of the SOAP part.
   */
  exchange(bytes: Buffer, deadlineMs?: number, parcel?: Parcel): Promise<Reply>
  /** The fault for a message that could not be taken; `bytesIn` is what was received of it. */
  refuse(failure: Failure, bytesIn: number): Reply
}

/** What became known of a message on its way, for the fault and the log line. */
interface Trace {
  envelope?: Envelope
  /** The message id, where one could be read. */
  id?: string | undefined
  header?: Header
  echo?: Echo
  operation?: OperationName
  /** For the audit: from here on the message leaves a row. */
  asked?: Asked
  outcome: string
}

/** Left for the audit's row when the work took all the time there was. */
const auditTimeMinMs = 1000

type Response = { fault?: { faultCode: string } }

export function createGateway(parts: GatewayParts): Gateway {
  const failed = (failure: Failure, trace: Trace) => faultOf(failure, trace, parts)

  async function exchange(bytes: Buffer, deadlineMs?: number, parcel?: Parcel): Promise<Reply> {
    const [started, trace] = [performance.now(), { outcome: 'OK' } as Trace]
    let reply: Reply
    try {
      const envelope = openEnvelope(bytes)
      const message = received(envelope, trace, parts)
      const name = addressed(message, parts)
      trace.operation = name
      const asked = askedBy(callerOf(message), envelope, parts.auditHeaders)
      trace.asked = asked
      const scope = parts.access.admit(message.header.client, name, started)
      if (scope === 'all') asked.caller.scope = scope
      checkSize(bytes, operations[name].bytesMax ?? parts.bytesMax)
      asked.request = readRequest(message, asked.caller, parcel)
      const work = perform(name, asked, parts.operations)
      const response = await inTime(work, deadlineMs, trace, parts.log)
      asked.response = response
      trace.outcome = outcomeOf(response)
      const { xml, apart } = written(name, response, wantsParts(asked.request, parcel))
      reply = packaged(checked(answer(message.echo, xml), envelope), apart)
    } catch (thrown) {
      reply = failed(asFailure(thrown), trace)
    } finally {
      trace.envelope?.dispose()
    }
    if (trace.asked && trace.asked.written !== trace.outcome)
      reply = await audited(reply, trace, endOf(started, deadlineMs), parts)
    finish(trace, { started, bytesIn: parcel?.bytesIn ?? bytes.length }, reply, parts)
    return reply
  }

  return {
    exchange,
    refuse(failure, bytesIn) {
      const trace: Trace = { outcome: failure.code }
      const reply = failed(failure, trace)
      finish(trace, { started: performance.now(), bytesIn }, reply, parts)
      return reply
    },
  }
}

/** Work that fails after its deadline is told to the log: whoever asked has his fault already. */
function inTime<T>(
  work: Promise<T>,
  deadlineMs: number | undefined,
  trace: Trace,
  log: Log,
): Promise<T> {
  work.catch((late: unknown) => {
    if (trace.outcome === 'DEADLINE') log.failure(asFailure(late))
  })
  return within(deadlineMs, work)
}

/** When the message is to be answered, on the clock of `performance`. */
function endOf(started: number, deadlineMs = Number.POSITIVE_INFINITY): number {
  return started + deadlineMs
}

/**
 * What the engine did not answer leaves when its row stands. If the row cannot be written another fault leaves instead;
 * what was issued or revoked stands, and a repeat of the message finds it.
 */
async function audited(
  reply: Reply,
  trace: Trace,
  end: number,
  parts: GatewayParts,
): Promise<Reply> {
  const leftMs = Math.max(auditTimeMinMs, end - performance.now())
  try {
    const row = parts.operations.engine.audit(auditEntry(trace.asked as Asked, trace.outcome))
    await within(Number.isFinite(leftMs) ? leftMs : undefined, row)
    return reply
  } catch (thrown) {
    return faultOf(asFailure(thrown), trace, parts)
  }
}

/** The fault of a failure, with what became known of the request; without its header when that is what failed. */
function faultOf(failure: Failure, trace: Trace, parts: GatewayParts): Reply {
  trace.outcome = failure.code
  // A client that calls too fast would fill the audit: one row a second tells of it, the metrics count the rest.
  if (failure.repeated) delete trace.asked
  if (isOurs(failure)) parts.log.failure(failure)
  if (failure.code === 'SELF_CHECK_FAILED') {
    parts.metrics.selfCheckFailed()
    return faultReply(failure, writeFault, { id: trace.id })
  }
  const reply = faultReply(failure, writeFault, trace)
  const problem = trace.envelope && problemOf(reply, trace.envelope)
  return problem === undefined ? reply : faultOf(problem, trace, parts)
}

/** @throws Failure SELF_CHECK_FAILED */
function checked(reply: Reply, request: Envelope): Reply {
  const problem = problemOf(reply, request)
  if (problem !== undefined) throw problem
  return reply
}

/** Of a reply that the security server of the consumer would throw away. */
function problemOf(reply: Reply, request: Envelope): Failure | undefined {
  const path = difference(reply, request)
  if (path === undefined) return undefined
  return new Failure('SELF_CHECK_FAILED', { detail: `the reply differs at ${path}` })
}

function finish(
  trace: Trace,
  { started, bytesIn }: { started: number; bytesIn: number },
  reply: Reply,
  { metrics, log }: GatewayParts,
) {
  const ms = performance.now() - started
  const { header, id, operation, outcome } = trace
  metrics.message(operation ?? 'none', outcome, ms / 1000)
  log.message({
    xRoadId: id,
    client: header && clientText(header.client),
    // A code that is none of ours is a sender's text.
    service: header && operationOf(header.service.serviceCode),
    outcome,
    ms,
    bytesIn,
    bytesOut: reply.body.length,
  })
}

function writeFault(detail: object): string {
  return writeElement('gatewayFault', detail, 'GatewayFault')
}

/** The message behind the envelope. Its header goes back with every answer, even with that to a wrong header. */
function received(
  envelope: Envelope,
  trace: Trace,
  { headerRules, copyHeader = echoOf }: GatewayParts,
): Message {
  Object.assign(trace, { envelope, id: readableId(envelope) })
  const echo = copyHeader(envelope)
  trace.echo = echo
  const header = readHeader(envelope, headerRules)
  trace.header = header
  checkId(header)
  checkUnderstood(envelope, headerRules)
  return readMessage(envelope, header, echo)
}

/** The id is the key of a repeat: an empty one would make all messages of a client the same. */
function checkId({ id }: Header) {
  if (id.trim() !== '') return
  const violations = [{ path: 'Header/id', rule: 'must not be blank' }]
  throw new Failure('MISSING_HEADER_FIELD', { violations })
}

async function perform(name: OperationName, asked: Asked, parts: Parts): Promise<Response> {
  const { request = {}, caller } = asked
  const operation = operations[name] as Operation<OperationName>
  const response: Response = await operation.handle(request as never, caller, parts)
  if (operation.audited) asked.written = outcomeOf(response)
  return response
}

/** @throws Failure MESSAGE_TOO_LARGE */
function checkSize(bytes: Buffer, bytesMax: number) {
  if (bytes.length > bytesMax)
    throw breach('MESSAGE_TOO_LARGE', 'Envelope', `at most ${bytesMax} bytes`)
}
