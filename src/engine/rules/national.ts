// National rules by the date from which they are in force: resolution of the Cabinet of Ministers No. 677 of
// 29.06.2021 and what amended it. Data; nothing below asks which resolution it is. Each row separates whether a
// certificate may be issued, its national validity, the certificate's own period, and the signature's end.

import { type ApplicantRule, anyAge, fromTwelve } from './applicant.ts'
import { recoveryRules } from './recovery.ts'
import { testRules } from './test.ts'
import { vaccinationRules } from './vaccination.ts'

export const nationalRules = {
  vaccination: vaccinationRules,
  test: testRules,
  recovery: recoveryRules,
}

/** Who may ask for which type. */
export const applicantRules: Readonly<Record<keyof typeof nationalRules, ApplicantRule>> = {
  vaccination: fromTwelve,
  test: anyAge,
  recovery: anyAge,
}

/** Written into the register with every certificate; the newest act of any type, and the edition of our table. */
export const rulesVersion = '677-2021/88-2022/2'
