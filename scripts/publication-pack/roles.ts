// Who is to be granted which service (docs/contract.md): one row per operation, which the compiler asks for.

import type { OperationName } from '../../src/operations/operation.ts'
import type { Text } from './language.ts'

export const roles = {
  sources: { uk: 'реєстри-джерела', en: 'source registries' },
  laboratories: { uk: 'лабораторії', en: 'laboratories' },
  verifiers: { uk: 'установи, що перевіряють сертифікати', en: 'verifiers' },
  readers: {
    uk: 'установи з правом читання вмісту',
    en: 'institutions entitled to read the content',
  },
  diia: { uk: '«Дія»', en: 'Diia' },
  healthService: { uk: 'служба охорони здоров’я (нагляд)', en: 'the health service (supervision)' },
  everyone: { uk: 'усі підсистеми-споживачі', en: 'every consumer subsystem' },
} as const satisfies Readonly<Record<string, Text>>

export type Role = keyof typeof roles

/** An access right is per service code, so that what goes to different parties has a code of its own. */
export const grants: { readonly [N in OperationName]: readonly Role[] } = {
  IssueVaccinationCertificate_v1: ['sources'],
  IssueTestCertificate_v1: ['sources', 'laboratories'],
  IssueRecoveryCertificate_v1: ['sources'],
  GetCertificateStatus_v1: ['sources', 'laboratories', 'verifiers', 'healthService'],
  RevokeCertificate_v1: ['sources', 'laboratories', 'healthService'],
  VerifyCertificate_v1: ['verifiers', 'readers', 'healthService'],
  ReadCertificate_v1: ['readers', 'healthService'],
  ReissueCertificate_v1: ['sources', 'laboratories'],
  RevokeCertificates_v1: ['healthService'],
  GetRevocationList_v1: ['verifiers', 'readers'],
  GetDictionary_v1: ['everyone'],
  GetServiceInformation_v1: ['everyone'],
}
