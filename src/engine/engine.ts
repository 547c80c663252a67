// What operations ask of the certificate engine, in the contract's own nouns. Two implementations:
// local.ts decides here, remote.ts asks the same engine over HTTPS. Every value is plain JSON.

import type { Scope } from '../access/list.ts'
import type {
  Certificate,
  Context,
  Delivery,
  GetCertificateStatus_v1,
  GetCertificateStatus_v1Response,
  GetRevocationList_v1,
  GetRevocationList_v1Response,
  Person,
  Property,
  ReadCertificate_v1,
  ReadCertificate_v1Response,
  Recovery,
  Refusal,
  ReissueCertificate_v1,
  RevokeCertificate_v1,
  RevokeCertificate_v1Response,
  RevokeCertificates_v1,
  RevokeCertificates_v1Response,
  Test,
  Vaccination,
  Warning,
} from '../contract/types.ts'
import type { AuditEntry } from '../register/audit.ts'

/** The event that each type of certificate certifies. */
export interface Events {
  vaccination: Vaccination
  test: Test
  recovery: Recovery
}

export type CertificateType = keyof Events

export type { AuditEntry } from '../register/audit.ts'

/** Who asks, from the X-Road header, with what tells a repeat from another message. */
export interface Caller {
  /** `instance/class/code/subsystem` */
  client: string
  representedParty?: string
  service: string
  id: string
  userId?: string
  issue?: string
  /** For the audit, from the header; what the request's context says goes before. */
  purposeId?: string
  subjectId?: string
  /** What the access list gives; absent: `own`. */
  scope?: Scope
  /** SHA-256 of the body element's bytes, hex. */
  bodyDigest: string
  /** SHA-512 of the request as received, hex. */
  requestDigest: string
}

export interface IssueRequest<T extends CertificateType = CertificateType> {
  context?: Context
  person: Person
  event: Events[T]
  delivery?: Delivery
}

/** What every issuing operation answers: a certificate, or a fault that says why not. */
export interface IssueAnswer {
  certificate?: Certificate
  warning?: Warning[]
  property?: Property[]
  fault?: Refusal
}

/**
 * Refusals are values (`fault` of the answer); a thrown Failure is technical. `issue`, `reissue` and the two of `revoke` may be
 * repeated with the same caller and request: they find what they did before.
 */
export interface Engine {
  issue<T extends CertificateType>(
    type: T,
    request: IssueRequest<T>,
    caller: Caller,
  ): Promise<IssueAnswer>
  status(request: GetCertificateStatus_v1, caller: Caller): Promise<GetCertificateStatus_v1Response>
  revoke(request: RevokeCertificate_v1, caller: Caller): Promise<RevokeCertificate_v1Response>
  /** Issues a certificate that supersedes another of the caller's own. */
  reissue(request: ReissueCertificate_v1, caller: Caller): Promise<IssueAnswer>
  revokeMany(request: RevokeCertificates_v1, caller: Caller): Promise<RevokeCertificates_v1Response>
  /** A page of the batches that changed; of no person, so no row of the audit is written here. */
  revocationList(request: GetRevocationList_v1): Promise<GetRevocationList_v1Response>
  /** Verdict, steps and content; an operation that may not show the content leaves it out. */
  verify(request: ReadCertificate_v1, caller: Caller): Promise<ReadCertificate_v1Response>
  /**
   * For what the methods above did not answer: they write the row of an answer themselves, before they give it.
   * Resolves when the row stands; then the fault may leave. Repeated after a lost or late answer, it may stand up to three times.
   * @throws Failure OVERLOADED, REGISTER_UNAVAILABLE
   */
  audit(entry: AuditEntry): Promise<void>
  /** Resolves when certificates can be issued. @throws Failure that says what is missing */
  ready(): Promise<void>
}
