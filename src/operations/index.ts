// The table of operations. What stands here is published; the compiler asks for a row per operation of the
// WSDL.

import { GetCertificateStatus_v1 } from './GetCertificateStatus_v1.ts'
import { GetDictionary_v1 } from './GetDictionary_v1.ts'
import { GetRevocationList_v1 } from './GetRevocationList_v1.ts'
import { GetServiceInformation_v1 } from './GetServiceInformation_v1.ts'
import { IssueRecoveryCertificate_v1 } from './IssueRecoveryCertificate_v1.ts'
import { IssueTestCertificate_v1 } from './IssueTestCertificate_v1.ts'
import { IssueVaccinationCertificate_v1 } from './IssueVaccinationCertificate_v1.ts'
import type { Operation, OperationName } from './operation.ts'
import { ReadCertificate_v1 } from './ReadCertificate_v1.ts'
import { ReissueCertificate_v1 } from './ReissueCertificate_v1.ts'
import { RevokeCertificate_v1 } from './RevokeCertificate_v1.ts'
import { RevokeCertificates_v1 } from './RevokeCertificates_v1.ts'
import { VerifyCertificate_v1 } from './VerifyCertificate_v1.ts'

export const operations: { readonly [N in OperationName]: Operation<N> } = {
  IssueVaccinationCertificate_v1,
  IssueTestCertificate_v1,
  IssueRecoveryCertificate_v1,
  GetCertificateStatus_v1,
  RevokeCertificate_v1,
  VerifyCertificate_v1,
  ReadCertificate_v1,
  ReissueCertificate_v1,
  RevokeCertificates_v1,
  GetRevocationList_v1,
  GetDictionary_v1,
  GetServiceInformation_v1,
}

/** The operation of a service code, if there is one. */
export function operationOf(code: string): OperationName | undefined {
  return Object.hasOwn(operations, code) ? (code as OperationName) : undefined
}
