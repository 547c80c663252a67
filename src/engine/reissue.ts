// Reissuing: a certificate is corrected by a new one that supersedes it. The steps are those of issuing (issue.ts); only
// what the register is asked differs, and with it what may be refused.

import type { ReissueCertificate_v1 } from '../contract/types.ts'
import type { Entry } from '../register/entry.ts'
import type { Register } from '../register/register.ts'
import type { Superseded } from '../register/reissue.ts'
import type { Answering, Noted } from './audited.ts'
import { certificates } from './certificates/index.ts'
import type { Caller, CertificateType, IssueAnswer, IssueRequest } from './engine.ts'
import { ownerOf } from './entry.ts'
import { createIssue, type IssueParts } from './issue.ts'
import { type Problem, refuse } from './refuse.ts'
import { reissuedReason } from './revoke.ts'
import { reaches } from './status.ts'

export interface ReissueParts extends IssueParts {
  register: IssueParts['register'] & Pick<Register, 'reissue' | 'foreseeReissue' | 'status'>
  settings: IssueParts['settings'] & {
    /** What becomes of the certificate that is superseded. */
    reissueOld: 'revoke' | 'expire'
  }
}

/** The events that a request may hold; of one, one. */
const events = Object.keys(certificates) as CertificateType[]

/** The type of the one event that the request holds; undefined if it holds none or several. */
export function typeOf(
  request: Pick<ReissueCertificate_v1, CertificateType>,
): CertificateType | undefined {
  const given = events.filter((name) => request[name] !== undefined)
  return given.length === 1 ? given[0] : undefined
}

const choiceRequired: Problem = { code: 'CHOICE_REQUIRED', path: events.join(', ') }

/** What is wrong with the choice of the event. */
export function eventProblem(
  request: Pick<ReissueCertificate_v1, CertificateType>,
): Problem | undefined {
  return typeOf(request) === undefined ? choiceRequired : undefined
}

export function createReissue(parts: ReissueParts): Answering['reissue'] {
  return async (request, caller) => {
    const type = typeOf(request)
    if (type === undefined) return refuse([choiceRequired])
    const old = await parts.register.status(request.uvci)
    if (!reaches(caller, old)) return refuse([{ code: 'CERTIFICATE_UNKNOWN', path: 'uvci' }])
    if (old.type !== type) return refuse([{ code: 'TYPE_DIFFERS', path: 'uvci' }])
    const register = superseding(request, caller, parts)
    const answer = await createIssue({ ...parts, register })(type, asked(request, type), caller)
    return placed(answer, type)
  }
}

/** The register, which records a certificate in another's place. */
function superseding(
  { uvci }: ReissueCertificate_v1,
  caller: Caller,
  { register, clock, settings }: ReissueParts,
): IssueParts['register'] {
  const superseded: Superseded = {
    uvci,
    owner: ownerOf(caller),
    foreignToo: caller.scope === 'all',
    ...(settings.reissueOld === 'revoke' ? { revocation: withdrawn(clock.now()) } : {}),
  }
  return {
    ...register,
    record: (entry: Entry) => register.reissue(alsoNoting(entry, uvci), superseded),
    foresee: (entry: Entry) => register.foreseeReissue(entry, superseded),
  }
}

/** The row of the audit names the old one as well. */
function alsoNoting(entry: Entry, uvci: string): Entry {
  const { audit } = entry
  return audit === undefined ? entry : { ...entry, audit: { ...audit, uvci: [uvci] } }
}

const withdrawn = (at: Date) => ({ reason: reissuedReason, at })

/** The request as issuing knows it. */
export function asked<T extends CertificateType>(
  { context, person, delivery, ...given }: ReissueCertificate_v1,
  type: T,
): IssueRequest<T> {
  return {
    person,
    event: given[type] as IssueRequest<T>['event'],
    ...(context === undefined ? {} : { context }),
    ...(delivery === undefined ? {} : { delivery }),
  }
}

/** Where a path of issuing stands here. */
export function placedAt(path: string, type: CertificateType): string {
  return path.replace(/^event(?=\/|$)/, type)
}

/** What issuing finds wrong with the event stands here under the event's own name. */
function placed(answer: IssueAnswer & Noted, type: CertificateType): IssueAnswer & Noted {
  const { fault } = answer
  if (fault?.violation === undefined) return answer
  const violation = fault.violation.map(({ path, rule }) => ({
    path: placedAt(path, type),
    rule,
  }))
  return { ...answer, fault: { ...fault, violation } }
}
