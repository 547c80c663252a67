// What the program must know about one type of certificate. index.ts is the table of them.

import type { CertificateKind, Dcc } from '../../hcert/payload.ts'
import type { CertificateType, Events } from '../engine.ts'
import type { Problem } from '../refuse.ts'
import type { ApplicantRule } from '../rules/applicant.ts'

/** National validity, which is not the technical end of the signature. */
export interface Validity {
  from: Date
  until: Date
  colour?: 'GREEN' | 'YELLOW'
}

/** Members that entries of all types share, and the time of issue, which decides the rule. */
export interface Common {
  ci: string
  is: string
  issuedAt: Date
}

export interface EventSettings {
  /** Whether antigen tests are certified. */
  antigenTests: boolean
  /** Origins of records of vaccination that are certified besides the primary source. */
  approvedOrigins: readonly string[]
}

export interface CertificateRow<T extends CertificateType> {
  code: string
  kind: CertificateKind
  /** When the event took place; of a date its beginning in Kyiv. */
  at(event: Events[T]): Date
  /** Who may ask. */
  applicant: ApplicantRule
  /** What is wrong with this event in itself; the future and the time before birth are asked apart. */
  problems(event: Events[T], now: Date, settings: EventSettings): Problem[]
  /** Why the rule of the day does not certify an event that is right in itself. Asked where there is a rule. */
  refusals?(event: Events[T], now: Date, settings: EventSettings): Problem[]
  /** From when on the rule of the day certifies the event no more; undefined where there is no rule. */
  issueEnd(event: Events[T], now: Date): Date | undefined
  /** How many of one person may be issued in the calendar year of this time; undefined: any number. */
  perYear?(at: Date): number | undefined
  /** The part of the payload under v, t or r. Asked only for an event without problems. */
  entry(event: Events[T], common: Common): Pick<Dcc, CertificateKind>
  /** What makes two events the same, in a fixed order. */
  facts(event: Events[T]): string[]
  /** By the rules in force when it was issued; undefined when none were. */
  validity(dcc: Dcc, issuedAt: Date): Validity | undefined
  /** Path of the event's date or time in the request. */
  datePath: string
}

/** The disease of every certificate: COVID-19. */
export const disease = '840539006'
