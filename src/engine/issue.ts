// Issuing, in the six steps of docs/issuance.md. Nothing leaves before it is read back and recorded.

import type { Clock } from '../clock.ts'
import { readCoseBytes } from '../hcert/certificate.ts'
import { encodeHc1 } from '../hcert/hc1.ts'
import type { PersonName } from '../hcert/payload.ts'
import type { SigningKeys } from '../keys/signing.ts'
import type { Entry } from '../register/entry.ts'
import type { Register } from '../register/register.ts'
import type { Answering, Noted, Told } from './audited.ts'
import type { CertificateRow, EventSettings } from './certificates/certificate.ts'
import { certificates } from './certificates/index.ts'
import { issueProblems } from './check.ts'
import { admitDelivery, type DeliveryParts, deliveryProblems } from './delivery.ts'
import type { AuditEntry, Caller, CertificateType, IssueAnswer, IssueRequest } from './engine.ts'
import { entryOf, messageOf, ownerOf } from './entry.ts'
import { type PrepareSettings, prepare, readBack, type Signed, sign } from './prepare.ts'
import { isSome, type Problem, refuse } from './refuse.ts'
import { type Released, release } from './release.ts'
import { namesOf, personWarnings } from './rules/person.ts'
import { newUvci } from './uvci.ts'
import { warning } from './warnings.ts'

export interface IssueParts extends DeliveryParts {
  keys: SigningKeys
  register: Pick<Register, 'record' | 'foresee' | 'findRepeat'>
  /** The world's clock. */
  clock: Clock
  settings: EventSettings & PrepareSettings & DeliveryParts['settings'] & { uvciChecksum: boolean }
  /** What the audit is to say of a certificate that is recorded; absent: nothing. */
  noting?(told: Told, outcome: string): AuditEntry
}

/** One issuing call on its way. */
interface Task<T extends CertificateType> {
  type: T
  row: CertificateRow<T>
  request: IssueRequest<T>
  caller: Caller
  names: PersonName
  now: Date
}

/** Said instead of a certificate when only a check was asked for. */
const validated: IssueAnswer = { property: [{ name: 'VALIDATED', value: 'true' }] }

export function createIssue(parts: IssueParts): Answering['issue'] {
  return async (type, request, caller) => {
    const row = certificates[type] as CertificateRow<typeof type>
    const names = namesOf(request.person)
    const task = { type, row, request, caller, names, now: parts.clock.now() }
    const problems = issueProblems(row, request, names, task.now, parts.settings)
    const result = await decided(task, problems, parts)
    const warnings = personWarnings(request.person, names).map(warning)
    return { ...result, ...(warnings.length === 0 ? {} : { warning: warnings }) }
  }
}

/** Without what was asked for around it, not even what stands is given: nothing is issued and left behind. */
async function decided<T extends CertificateType>(
  task: Task<T>,
  problems: readonly Problem[],
  parts: IssueParts,
): Promise<IssueAnswer & Noted> {
  const undeliverable = deliveryProblems(task.request, parts, task.now)
  if (isSome(undeliverable)) return refuse([...undeliverable, ...problems])
  admitDelivery(task.request, parts)
  return isSome(problems) ? repeated(task, problems, parts) : issued(task, parts)
}

/** The same message again gets what it got before, even when the rules have changed their mind since. */
async function repeated<T extends CertificateType>(
  { row, request, caller, now }: Task<T>,
  problems: readonly [Problem, ...Problem[]],
  parts: IssueParts,
): Promise<IssueAnswer> {
  if (request.context?.validateOnly) return refuse(problems)
  const standing = await parts.register.findRepeat(messageOf(caller), ownerOf(caller))
  if (standing === undefined) return refuse(problems)
  return { certificate: await release(row, existing(standing), request, parts, now) }
}

async function issued<T extends CertificateType>(
  task: Task<T>,
  parts: IssueParts,
): Promise<IssueAnswer & Noted> {
  const { type, row, request, names, now } = task
  const choice = parts.keys.choose(type, now)
  if ('refused' in choice) return repeated(task, [{ code: choice.refused, path: 'event' }], parts)
  const { key } = choice
  const uvci = newUvci(parts.random, parts.settings.uvciChecksum)
  const prepared = prepare(
    row,
    { type, request, names, uvci },
    { now, key, settings: parts.settings },
  )
  const signing = sign(prepared, key)
  const cose = signing instanceof Uint8Array ? signing : await signing
  const signed = readBack(cose, prepared, key)
  const entry = entryOf(task, { uvci, keyId: key.keyIdText, read: signed.read })
  if (request.context?.validateOnly) return foreseen(entry, parts)
  const audit = parts.noting?.(task, 'OK')
  return recorded(task, audit === undefined ? entry : { ...entry, audit }, signed, parts)
}

/** A check ends here: what was signed is dropped, and nothing was written. */
async function foreseen(entry: Entry, { register }: IssueParts): Promise<IssueAnswer> {
  const code = await register.foresee(entry)
  return code === undefined ? validated : refuse([{ code, path: refusedAt[code] }])
}

/** Where in the message the register's refusals stand. */
const refusedAt = {
  MESSAGE_ID_REUSED: 'Header/id',
  RECORD_DIFFERS: 'event/recordId',
  CERTIFICATE_REVOKED: 'Header/id',
  CERTIFICATE_CORRECTED: 'Header/id',
  // Of a reissue alone (reissue.ts).
  CERTIFICATE_UNKNOWN: 'uvci',
  CERTIFICATE_SUPERSEDED: 'uvci',
  CERTIFICATE_ALREADY_REVOKED: 'uvci',
  TYPE_DIFFERS: 'uvci',
  PERSON_DIFFERS: 'person',
  EVENT_CERTIFIED: 'event',
  QUOTA_EXCEEDED: 'person',
} as const

/** Steps 5 and 6. The register decides whether this certificate stands, or one that was issued before. */
async function recorded<T extends CertificateType>(
  task: Task<T>,
  entry: Entry,
  signed: Signed,
  parts: IssueParts,
): Promise<IssueAnswer & Noted> {
  const result = await parts.register.record(entry)
  if (result.kind === 'refused')
    return refuse([{ code: result.code, path: refusedAt[result.code] }])
  const { row, request, now } = task
  const released: Released =
    result.kind === 'standing' ? existing(result) : { ...result, uvci: entry.uvci, ...signed }
  const certificate = await release(row, released, request, parts, now)
  return result.kind === 'recorded' && entry.audit !== undefined
    ? { certificate, noted: true }
    : { certificate }
}

function existing({
  uvci,
  cose,
  supersedes,
}: {
  uvci: string
  cose: Uint8Array
  supersedes?: string
}): Released {
  return {
    uvci,
    outcome: 'EXISTING',
    hc1: encodeHc1(cose),
    read: readCoseBytes(cose),
    ...(supersedes === undefined ? {} : { supersedes }),
  }
}
